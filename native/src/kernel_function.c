#include <inttypes.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "kernel_function.h"

/* Beyond the last function of all there is none for so long. */
#define MOST_FUNCTION_BYTES (1U << 20)

struct function {
	uint64_t address;
	size_t name; /* offset in names */
};

static struct {
	pthread_once_t once;
	struct function *items;
	size_t count, room;
	char *names;
	size_t names_bytes, names_room;
} functions = { .once = PTHREAD_ONCE_INIT };

static bool grow(void **items, size_t *room, size_t needed, size_t size)
{
	size_t wanted = *room ? *room : 1 << 16;
	void *more;

	while (wanted < needed)
		wanted *= 2;
	if (wanted == *room)
		return true;
	more = realloc(*items, wanted * size);
	if (!more)
		return false;
	*items = more;
	*room = wanted;
	return true;
}

static bool add(uint64_t address, const char *name, size_t length)
{
	if (!grow((void **)&functions.items, &functions.room, functions.count + 1, sizeof(struct function)) ||
	    !grow((void **)&functions.names, &functions.names_room, functions.names_bytes + length + 1, 1))
		return false;
	functions.items[functions.count++] = (struct function){ address, functions.names_bytes };
	memcpy(functions.names + functions.names_bytes, name, length);
	functions.names_bytes += length;
	functions.names[functions.names_bytes++] = '\0';
	return true;
}

static int by_address(const void *one, const void *other)
{
	const struct function *a = one, *b = other;

	return (a->address > b->address) - (a->address < b->address);
}

/* A line is `address type name`, and `[module]` behind a tab. On arm64 `$x` and `$d` are marks in the code, no functions. */
static void read_functions(void)
{
	FILE *file = fopen("/proc/kallsyms", "re");
	char *line = NULL, *rest;
	size_t room = 0;

	while (file && getline(&line, &room, file) > 0) {
		uint64_t address = strtoull(line, &rest, 16);

		if (address && rest[0] == ' ' && strchr("tTwW", rest[1]) && rest[2] == ' ' && rest[3] != '$' &&
		    !add(address, rest + 3, strcspn(rest + 3, "\t\n")))
			break;
	}
	free(line);
	if (file)
		fclose(file);
	qsort(functions.items, functions.count, sizeof(struct function), by_address);
}

static void *prepare(void *argument)
{
	(void)argument;
	pthread_once(&functions.once, read_functions);
	return NULL;
}

void kernel_functions__prepare(void)
{
	sigset_t all, before;
	pthread_t thread;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	if (!pthread_create(&thread, NULL, prepare, NULL))
		pthread_detach(thread);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
}

const char *kernel_function__name(uint64_t address)
{
	size_t low = 0, high;

	pthread_once(&functions.once, read_functions);
	high = functions.count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (functions.items[middle].address <= address)
			low = middle + 1;
		else
			high = middle;
	}
	if (!low || address - functions.items[low - 1].address > MOST_FUNCTION_BYTES)
		return NULL;
	return functions.names + functions.items[low - 1].name;
}
