#include <bpf/bpf.h>
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "boot_clock.h"
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

/* The last number of the process's own: of the innermost namespace that it is in. */
static uint32_t innermost_pid(uint32_t tgid)
{
	char path[64], line[256], *last;
	uint32_t pid = 0;
	FILE *status;

	snprintf(path, sizeof(path), "/proc/%u/status", tgid);
	status = fopen(path, "re");
	while (status && fgets(line, sizeof(line), status)) {
		if (strncmp(line, "NSpid:", 6))
			continue;
		last = strrchr(line, '\t');
		pid = last ? (uint32_t)strtoul(last, NULL, 10) : 0;
		break;
	}
	if (status)
		fclose(status);
	return pid;
}

static bool is_same_root(uint32_t one, uint32_t other)
{
	struct stat statuses[2];
	char path[64];

	snprintf(path, sizeof(path), "/proc/%u/root/.", one);
	if (stat(path, &statuses[0]))
		return true;
	snprintf(path, sizeof(path), "/proc/%u/root/.", other);
	if (stat(path, &statuses[1]))
		return true;
	return statuses[0].st_dev == statuses[1].st_dev && statuses[0].st_ino == statuses[1].st_ino;
}

/* As task__is_contained of the kernel side: whether it is the application of a container. */
static bool is_contained(const struct seen *seen)
{
	return !is_same_root(seen->tgid, seen->ppid) || (seen->tgid != 1 && innermost_pid(seen->tgid) == 1);
}

/* What the kernel side would know of this process, had it been there. */
static struct process describe(const struct process_tree_options *options, const struct seen *seen,
			       const struct process *parent)
{
	struct process process = {};
	bool is_known = false;
	struct stat status;
	char path[64];

	if (parent) {
		process.application = parent->application;
		process.attachment = parent->attachment;
		process.run = parent->run;
		process.root = parent->root;
		process.is_up = parent->is_up;
	} else {
		process.run = __atomic_fetch_add(options->runs_begun, 1, __ATOMIC_RELAXED) & (RUNS - 1);
	}
	snprintf(path, sizeof(path), "/proc/%u/exe", seen->tgid);
	if (stat(path, &status))
		return process;
	process.attachment = options->attachment_of_file(options->context, status.st_dev, status.st_ino);
	if (!process.attachment) {
		uint16_t root = options->root_of_file(options->context, status.st_dev, status.st_ino);

		if (root)
			process.root = root;
		is_known = root;
	}
	if (process.attachment || is_known) {
		process.application = 0;
		process.is_up = 0;
	} else if (!process.application) {
		process.application = seen->tgid;
		process.deadline = boot_clock__now() + APPLICATION_FOLLOW_NS;
		process.is_up |= is_contained(seen);
	}
	return process;
}

static void count(const struct process_tree_options *options, uint32_t tgid, int change)
{
	__atomic_add_fetch(options->followed, change, __ATOMIC_RELAXED);
	__atomic_add_fetch(&options->followed_slots[tgid & (FOLLOWED_SLOTS - 1)], (__u32)change, __ATOMIC_RELAXED);
}

/* Whether the process is in the map now. A process that ended meanwhile is taken out again: its pid may return. */
static bool follow_one(const struct process_tree_options *options, const struct seen *seen, const struct process *parent)
{
	struct process process = describe(options, seen, parent);
	struct seen again;
	int err = bpf_map_update_elem(options->map_fd, &seen->tgid, &process, BPF_NOEXIST);

	if (!err)
		count(options, seen->tgid, 1);
	else if (err != -EEXIST)
		return false;
	if (read_seen(seen->tgid, &again) && again.start == seen->start)
		return true;
	if (!bpf_map_delete_elem(options->map_fd, &seen->tgid))
		count(options, seen->tgid, -1);
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
