/*
 * Tells when somebody is about to write a file that is attached to: uprobes that stay while the code around them is
 * replaced sit in the middle of other instructions, and whoever runs those dies. A lease (F_SETLEASE in fcntl(2)) makes
 * the writer's open(2) or truncate(2) wait until we have let go, and cannot be had while a writer is there. Where the
 * file system or our rights allow none, inotify tells of the first write; what is open for writing cannot be executed.
 */
#ifndef HACOTAKI_WRITE_GUARD_H
#define HACOTAKI_WRITE_GUARD_H

#include <stdbool.h>

struct write_guard;

struct write_guard_options {
	/* On the guard's thread: a lease is wanted back (watch is -1: ask all), or the file of this watch was written. */
	void (*on_write)(void *context, int watch);
	void *context;
};

int write_guard__open(const struct write_guard_options *options, struct write_guard **out);
/* Calls on_write no more, but leaves what is held held. */
void write_guard__stop(struct write_guard *guard);
void write_guard__close(struct write_guard *guard);

struct write_hold {
	struct write_guard *guard; /* NULL: nothing is held */
	int fd; /* the caller's */
	int watch; /* of inotify, for each file one, which goes with the file; -1: none */
	bool is_leased;
};

/* 0, also where neither lease nor watch is to be had; -EAGAIN while somebody has the file open for writing. */
int write_guard__hold(struct write_guard *guard, int fd, struct write_hold *hold);

/* Whether a writer waits for us. */
bool write_hold__is_wanted(const struct write_hold *hold);

/* Lets the writer go on. */
void write_hold__let_go(struct write_hold *hold);

#endif
