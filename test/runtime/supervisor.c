/* The supervisor: one a container. Phases 1 (0.11), 31, 32, 2 on the boot path; 3, 4, 5, 6 beside it. */
#include "runtime.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void leave_host(struct boot *boot)
{
	pid_file__remove(boot->name, boot->hpid);
	if (!boot->opt->no_cgroup)
		cgroup__remove(boot->name);
	/* The launcher does this with a shell; a killed one no longer can. */
	if (getppid() != boot->parent)
		unlink(boot->lock_path);
}

_Noreturn void supervisor__die(struct boot *boot)
{
	lock__clean_up(boot->lock_path);
	leave_host(boot);
	exit(1);
}

static void write_map(pid_t pid, const char *file)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/%s", (int)pid, file);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return;
	/* A failure shows in the container, which then has no uid 0 to become. */
	if (write(fd, "0 0 65536\n", 10) != 10)
		boot__say(NULL, "%s: %s", path, strerror(errno));
	close(fd);
}

/* Takes one message of the container's; returns it, or 0 at the end of file. */
static char handle_message(struct boot *boot)
{
	char message = 0;

	if (read(boot->status_fd, &message, 1) != 1)
		message = 0;
	switch (message) {
	case 'u':
		boot__enter(boot, STEP_MAP);
		write_map(boot->container, "uid_map");
		write_map(boot->container, "gid_map");
		if (write(boot->map_fd, "m", 1) != 1)
			boot__say(boot, "the container is gone");
		break;
	case 'k':
		/* The kernel shields a namespace's init from its own signals: it asks to be killed. */
		kill(boot->container, SIGKILL);
		break;
	case 0:
		close(boot->status_fd);
		boot->status_fd = -1;
		break;
	}
	return message;
}

static void handle_signals(struct boot *boot)
{
	struct signalfd_siginfo info;

	while (read(boot->signal_fd, &info, sizeof(info)) == sizeof(info)) {
		if (info.ssi_signo != SIGCHLD)
			kill(boot->container, SIGKILL);
	}
}

/* Waits for something to happen, at most timeout ms (-1: for ever). Returns the container's message, or 0. */
static char wait_for_event(struct boot *boot, long timeout)
{
	struct pollfd fds[] = {
		{ .fd = boot->signal_fd, .events = POLLIN },
		{ .fd = boot->status_fd, .events = POLLIN },
	};

	if (poll(fds, 2, (int)timeout) <= 0)
		return 0;
	if (fds[0].revents)
		handle_signals(boot);
	return fds[1].revents ? handle_message(boot) : 0;
}

static void wait_for_setup(struct boot *boot)
{
	while (boot->status_fd >= 0 && wait_for_event(boot, -1) != 'd')
		;
}

static void wait_for_end(struct boot *boot)
{
	const struct options *opt = boot->opt;
	long next_mark = opt->mark_every_ms ? now_ms() + opt->mark_every_ms : -1;
	long end = opt->exit_signal == SIGKILL && opt->run_for_ms >= 0 ? now_ms() + opt->run_for_ms : -1;

	while (waitpid(boot->container, NULL, WNOHANG) != boot->container) {
		long now = now_ms(), until = -1;

		if (next_mark >= 0 && now >= next_mark) {
			boot__fire_marks(boot, opt->run_marks, opt->run_mark_count);
			next_mark += opt->mark_every_ms;
		}
		if (end >= 0 && now >= end) {
			kill(boot->container, SIGKILL);
			end = -1;
		}
		if (next_mark >= 0)
			until = next_mark;
		if (end >= 0 && (until < 0 || end < until))
			until = end;
		wait_for_event(boot, until < 0 ? -1 : until > now ? until - now : 0);
	}
}

static void open_signals(struct boot *boot)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_SETMASK, &set, NULL);
	boot->signal_fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	/* A message to a dead peer is an error to handle, not a death. */
	signal(SIGPIPE, SIG_IGN);
}

static void start_container(struct boot *boot)
{
	int status[2], map[2];

	if (pipe2(status, O_CLOEXEC) || pipe2(map, O_CLOEXEC)) {
		boot__say(boot, "pipe: %s", strerror(errno));
		supervisor__die(boot);
	}
	boot->container = fork();
	if (boot->container < 0) {
		boot__say(boot, "fork: %s", strerror(errno));
		supervisor__die(boot);
	}
	if (!boot->container) {
		close(status[0]);
		close(map[1]);
		boot->status_fd = status[1];
		boot->map_fd = map[0];
		container__run(boot);
	}
	close(status[1]);
	close(map[0]);
	boot->status_fd = status[0];
	boot->map_fd = map[1];
}

_Noreturn void supervisor__run(struct boot *boot)
{
	const struct options *opt = boot->opt;
	struct stamp stamp = {};
	int own_ns, rc;

	boot->self = ROLE_SUPERVISOR;
	boot->hpid = getpid();
	open_signals(boot);
	if (opt->kill_role == ROLE_SUPERVISOR && opt->kill_phase >= 0)
		kill_line__arm(&boot->kill_line[ROLE_SUPERVISOR]);

	if (opt->generation != GENERATION_2019) {
		boot__enter(boot, 1);
		boot__pass(boot, 1);
	}
	rc = pid_file__write(boot->name, boot->hpid);
	if (rc)
		boot__say(boot, "pid file: %s", strerror(-rc));
	if (opt->network && opt->generation != GENERATION_2019) {
		boot__enter(boot, 31);
		boot__pass(boot, 31);
		boot__enter(boot, 32);
		stamp__begin(&stamp);
		boot->netns_fd = network__create();
		stamp__pause(&stamp);
		stamp__write(&stamp, opt, "32", "network");
		boot__pass(boot, 32);
		if (boot->netns_fd < 0)
			boot__say(boot, "network: %s", strerror(-boot->netns_fd));
	}
	boot__enter(boot, 2);
	own_ns = open("/proc/self/ns/pid", O_RDONLY | O_CLOEXEC);
	if (!opt->no_pid_ns && unshare(CLONE_NEWPID)) {
		boot__say(boot, "unshare: %s: pid namespaces cannot be had here", strerror(errno));
		leave_host(boot);
		exit(2);
	}
	boot__pass(boot, 2);
	start_container(boot);
	/* Later children of the supervisor are not the container's. */
	if (!opt->no_pid_ns && setns(own_ns, CLONE_NEWPID))
		boot__say(boot, "setns: %s", strerror(errno));

	boot__enter(boot, 3);
	wait_for_setup(boot);
	boot__pass(boot, 3);
	boot__enter(boot, 4);
	if (!opt->quiet)
		boot__say(boot, "supervisor %d waits for container %d", (int)boot->hpid, (int)boot->container);
	boot__pass(boot, 4);
	wait_for_end(boot);
	boot__enter(boot, 5);
	boot__pass(boot, 5);
	boot__enter(boot, 6);
	leave_host(boot);
	boot__pass(boot, 6);
	exit(0);
}
