/* A small container runtime whose processes and probes are haconiwa's. */
#ifndef RUNTIME_H
#define RUNTIME_H

#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

#include "probes.h"

/* Delays, hooks and failures are kept by step: a phase code, or one of the intervals that end in no phase. */
enum step {
	STEP_START = 128,	/* the launcher's exec -> its first phase */
	STEP_EVAL,		/* evaluating the haco file: fails after the launcher's first phase */
	STEP_EXEC,		/* 21 -> execve */
	STEP_MAP,		/* the supervisor, asked to map the users of the container, which waits for it */
	STEP_COUNT,
};

enum role { ROLE_LAUNCHER, ROLE_ROOT, ROLE_SUPERVISOR, ROLE_CONTAINER, ROLE_COUNT };

enum fail_how { FAIL_EXIT, FAIL_KILL, FAIL_RAISE };

enum mark_kind {
	MARK_PHASE,	/* FLAG: a user's phase */
	MARK_NUMBER,	/* FLAG=INT */
	MARK_TEXT,	/* FLAG=TEXT */
	MARK_BAD,	/* a text whose pointer points nowhere */
};

struct mark {
	long flag;
	enum mark_kind kind;
	long number;
	const char *text;
};

enum { NAMES_MAX = 256, MARKS_MAX = 64, COMMAND_MAX = 64, FOREVER = -1 };

struct options {
	enum generation generation;
	const char *haco_file;
	char *names[NAMES_MAX];
	int name_count;
	int containers;
	bool daemon;
	bool quiet;

	long delay_ms[STEP_COUNT];
	long work_mib[STEP_COUNT];
	const char *hook[STEP_COUNT];
	const char *provoked[STEP_COUNT];
	int stamps_fd;			/* -1: none */
	bool skip[STEP_COUNT];		/* phases which pass without firing their probe */
	int fail_step;			/* -1: none */
	enum fail_how fail_how;
	int kill_phase;			/* -1: none */
	enum role kill_role;
	const char *only;		/* delays, hooks and failures hit this container alone */

	const char *rootfs;		/* NULL: the one beside the binary */
	bool chroot;
	bool no_rootfs;
	bool no_pid_ns;
	bool user_ns;
	bool network;
	bool no_cgroup;
	const char *hostname;

	long listen_port;		/* -1: none */
	long listen_after_ms;
	bool listen_in_child;
	long children;
	long run_for_ms;		/* -1: not given, or forever */
	bool run_forever;
	long exit_code;
	long exit_signal;

	struct mark marks[MARKS_MAX];
	int mark_count;
	struct mark run_marks[MARKS_MAX];
	int run_mark_count;
	long mark_every_ms;

	long storm;
	long storm_rate;
	enum mark_kind storm_kind;

	char **command;			/* what follows "--", NULL-terminated */
};

/* One container on its way up, as the process that runs this code sees it. */
struct boot {
	const struct options *opt;
	const char *name;
	const char *lock_path;
	enum role self;
	pid_t parent;			/* of the supervisor: it tells whether the launcher still lives */
	pid_t hpid;			/* the supervisor's pid, in haconiwa's own pid namespace */
	pid_t container;
	int status_fd;			/* supervisor reads, container writes: 'u', 'd', 'k', end of file */
	int map_fd;			/* the other way: "your uid map is written" */
	int netns_fd;
	int signal_fd;
	int kill_line[ROLE_COUNT];	/* a byte written here kills the process that armed it */
};

/* main.c */
void boot__enter(struct boot *boot, int step);
void boot__pass(struct boot *boot, int phase);
void boot__fire_marks(struct boot *boot, const struct mark *marks, int count);
void boot__say(const struct boot *boot, const char *format, ...) __attribute__((format(printf, 2, 3)));
void kill_line__arm(int *line);

/* How long something took, of which a process writes down what it made of it. */
struct stamp {
	long long ns;
	long long cpu_ns;
	long long from;
	long long cpu_from;
};

/* provoke.c */
void stamp__begin(struct stamp *stamp);
void stamp__pause(struct stamp *stamp);
void stamp__write(const struct stamp *stamp, const struct options *opt, const char *step, const char *what);
bool provocation__is_known(const char *text);
void provocation__act(struct boot *boot, const char *step, const char *text);

/* options.c */
void options__init(struct options *opt);
int options__parse(struct options *opt, int argc, char **argv, char *error, size_t size);
void options__help(FILE *out);
const char *step__name(int step);
const char *options__rootfs(const struct options *opt);

/* host.c */
char *lock__path(const char *name);
int lock__take(const char *path);
void lock__clean_up(const char *path);
int pid_file__write(const char *name, pid_t pid);
pid_t pid_file__read(const char *name);
void pid_file__remove(const char *name, pid_t pid);
void cgroup__join(const char *name);
void cgroup__leave(void);
void cgroup__remove(const char *name);
int network__create(void);
pid_t process__only_child(pid_t pid);

/* supervisor.c */
_Noreturn void supervisor__run(struct boot *boot);
_Noreturn void supervisor__die(struct boot *boot);

/* container.c */
_Noreturn void container__run(struct boot *boot);
_Noreturn void container__die(struct boot *boot);

#endif
