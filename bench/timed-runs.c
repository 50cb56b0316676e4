/*
 * Runs programs one after the other, each as a line of words separated by tabs tells it, and says of each how long it took
 * and what it and all that it waited for took of the processor (ns), and its status. A small process starts others faster,
 * and more evenly, than Node.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

#define MAX_WORDS 256

extern char **environ;

static long long now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000LL + now.tv_nsec;
}

static long long ns_of(const struct timeval *time)
{
	return time->tv_sec * 1000000000LL + time->tv_usec * 1000LL;
}

static void run(char *line, const posix_spawn_file_actions_t *silence)
{
	char *words[MAX_WORDS + 1], *rest = line;
	struct rusage usage;
	long long since;
	int count = 0, status, err;
	pid_t pid;

	while (count < MAX_WORDS && (words[count] = strsep(&rest, "\t")))
		count++;
	words[count] = NULL;
	since = now_ns();
	err = posix_spawnp(&pid, words[0], silence, NULL, words, environ);
	if (err || wait4(pid, &status, 0, &usage) != pid)
		exit(1);
	printf("%lld %lld %d\n", now_ns() - since, ns_of(&usage.ru_utime) + ns_of(&usage.ru_stime), status);
	fflush(stdout);
}

int main(void)
{
	posix_spawn_file_actions_t silence;
	char *line = NULL;
	size_t room = 0;
	ssize_t length;

	posix_spawn_file_actions_init(&silence);
	for (int fd = 0; fd < 3; fd++)
		posix_spawn_file_actions_addopen(&silence, fd, "/dev/null", O_RDWR, 0);
	while ((length = getline(&line, &room, stdin)) > 0) {
		if (line[length - 1] == '\n')
			line[length - 1] = '\0';
		run(line, &silence);
	}
	return 0;
}
