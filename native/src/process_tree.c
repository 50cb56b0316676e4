#include <bpf/bpf.h>
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include "event.h"
#include "process_tree.h"

/* A process may fork between our look at /proc and its entry in the map: look again until nothing is new. */
#define MAX_LOOKS 8

struct seen {
	uint32_t tgid;
	uint32_t ppid;
	unsigned long long start; /* clock ticks: tells two users of one pid apart */
	bool is_followed;
};

struct seen_list {
	struct seen *items;
	size_t count;
	size_t room;
};

static bool read_seen(uint32_t tgid, struct seen *seen)
{
	char path[64], text[1024], *after_comm, state;
	size_t bytes;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%u/stat", tgid);
	file = fopen(path, "re");
	if (!file)
		return false;
	bytes = fread(text, 1, sizeof(text) - 1, file);
	fclose(file);
	text[bytes] = '\0';
	/* comm may hold blanks and brackets; nothing behind it does. */
	after_comm = strrchr(text, ')');
	*seen = (struct seen){ .tgid = tgid };
	if (!after_comm || sscanf(after_comm + 1,
				  " %c %u %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %*d %*d %llu",
				  &state, &seen->ppid, &seen->start) != 3)
		return false;
	return state != 'Z' && state != 'X'; /* its exit event has passed */
}

static int list__add(struct seen_list *list, const struct seen *seen)
{
	if (list->count == list->room) {
		size_t room = list->room ? list->room * 2 : 256;
		struct seen *more = realloc(list->items, room * sizeof(*more));

		if (!more)
			return -ENOMEM;
		list->items = more;
		list->room = room;
	}
	list->items[list->count++] = *seen;
	return 0;
}

static int list__read(struct seen_list *list)
{
	DIR *proc = opendir("/proc");
	struct dirent *entry;
	struct seen seen;
	int err = 0;

	if (!proc)
		return -errno;
	list->count = 0;
	while (!err && (entry = readdir(proc))) {
		if (isdigit((unsigned char)entry->d_name[0]) &&
		    read_seen((uint32_t)strtoul(entry->d_name, NULL, 10), &seen))
			err = list__add(list, &seen);
	}
	closedir(proc);
	return err;
}

static uint64_t boot_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	return (uint64_t)now.tv_sec * 1000000000ULL + (uint64_t)now.tv_nsec;
}

/* What the kernel side would know of this process, had it been there. */
static struct process describe(const struct process_tree_options *options, const struct seen *seen,
			       const struct process *parent)
{
	struct process process = {};
	struct stat status;
	char path[64];

	if (parent) {
		process.application = parent->application;
		process.attachment = parent->attachment;
		process.run = parent->run;
	} else {
		process.run = __atomic_fetch_add(options->runs_begun, 1, __ATOMIC_RELAXED) & (RUNS - 1);
	}
	snprintf(path, sizeof(path), "/proc/%u/exe", seen->tgid);
	if (stat(path, &status))
		return process;
	process.attachment = options->attachment_of_file(options->context, status.st_dev, status.st_ino);
	if (process.attachment) {
		process.application = 0;
	} else if (!process.application) {
		process.application = seen->tgid;
		process.deadline = boot_ns() + APPLICATION_FOLLOW_NS;
	}
	return process;
}

/* Whether the process is in the map now. A process that ended meanwhile is taken out again: its pid may return. */
static bool follow_one(const struct process_tree_options *options, const struct seen *seen, const struct process *parent)
{
	struct process process = describe(options, seen, parent);
	struct seen again;
	int err = bpf_map_update_elem(options->map_fd, &seen->tgid, &process, BPF_NOEXIST);

	if (!err)
		__atomic_add_fetch(options->followed, 1, __ATOMIC_RELAXED);
	else if (err != -EEXIST)
		return false;
	if (read_seen(seen->tgid, &again) && again.start == seen->start)
		return true;
	if (!bpf_map_delete_elem(options->map_fd, &seen->tgid))
		__atomic_add_fetch(options->followed, -1, __ATOMIC_RELAXED);
	return false;
}

static bool find_process(const struct process_tree_options *options, uint32_t tgid, struct process *process)
{
	return bpf_map_lookup_elem(options->map_fd, &tgid, process) == 0;
}

/* Follows the children of what is followed already, generation by generation; returns how many were new. */
static size_t follow_descendants(const struct process_tree_options *options, struct seen_list *list, uint32_t root)
{
	size_t added = 0;
	bool has_grown = true;

	for (size_t i = 0; i < list->count; i++)
		list->items[i].is_followed = list->items[i].tgid == root;
	while (has_grown) {
		has_grown = false;
		for (size_t i = 0; i < list->count; i++) {
			struct seen *child = &list->items[i];
			struct process parent, known;

			if (child->is_followed)
				continue;
			for (size_t j = 0; j < list->count; j++) {
				if (list->items[j].tgid == child->ppid && list->items[j].is_followed)
					child->is_followed = true;
			}
			if (!child->is_followed)
				continue;
			has_grown = true;
			if (!find_process(options, child->tgid, &known) && find_process(options, child->ppid, &parent))
				added += follow_one(options, child, &parent);
		}
	}
	return added;
}

int process_tree__follow(const struct process_tree_options *options, uint32_t tgid)
{
	struct seen_list list = {};
	struct seen root;
	int err = 0;

	if (!read_seen(tgid, &root) || !follow_one(options, &root, NULL))
		return 0;
	for (int look = 0; look < MAX_LOOKS; look++) {
		err = list__read(&list);
		if (err || !follow_descendants(options, &list, tgid))
			break;
	}
	free(list.items);
	return err ? err : 1;
}
