#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/signalfd.h>
#include <unistd.h>
#include "write_guard.h"

struct write_guard {
	struct write_guard_options options;
	int stop_fd;
	int signal_fd;
	int inotify_fd; /* -1: this machine has no more to give */
	bool has_thread;
	pthread_t thread;
	pid_t tid; /* to which the kernel sends its SIGIO */
	sem_t is_ready;
};

static void guard__read_watches(const struct write_guard *guard)
{
	char buffer[4096] __attribute__((aligned(__alignof__(struct inotify_event))));
	const struct inotify_event *event;
	ssize_t bytes = read(guard->inotify_fd, buffer, sizeof(buffer));

	for (char *at = buffer; bytes > 0 && at < buffer + bytes; at += sizeof(*event) + event->len) {
		event = (const struct inotify_event *)at;
		if (event->mask & IN_MODIFY)
			guard->options.on_write(guard->options.context, event->wd);
	}
}

static void *guard__run(void *argument)
{
	struct write_guard *guard = argument;
	struct pollfd fds[] = {
		{ .fd = guard->stop_fd, .events = POLLIN },
		{ .fd = guard->signal_fd, .events = POLLIN },
		{ .fd = guard->inotify_fd, .events = POLLIN },
	};
	struct signalfd_siginfo info;

	guard->tid = gettid();
	sem_post(&guard->is_ready);
	for (;;) {
		if (poll(fds, sizeof(fds) / sizeof(*fds), -1) < 0 && errno != EINTR)
			return NULL;
		if (fds[0].revents)
			return NULL;
		if (fds[1].revents && read(guard->signal_fd, &info, sizeof(info)) > 0)
			guard->options.on_write(guard->options.context, -1);
		if (fds[2].revents)
			guard__read_watches(guard);
	}
}

/* With every signal blocked: SIGIO is read and kills nobody, and the others are for the main thread. */
static int guard__start(struct write_guard *guard)
{
	sigset_t all, before;
	int err;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	err = pthread_create(&guard->thread, NULL, guard__run, guard);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (err)
		return -err;
	guard->has_thread = true;
	pthread_setname_np(guard->thread, "hacotaki-guard");
	while (sem_wait(&guard->is_ready) && errno == EINTR)
		;
	return 0;
}

int write_guard__open(const struct write_guard_options *options, struct write_guard **out)
{
	struct write_guard *guard = calloc(1, sizeof(*guard));
	sigset_t io;
	int err;

	if (!guard)
		return -ENOMEM;
	guard->options = *options;
	sem_init(&guard->is_ready, 0, 0);
	sigemptyset(&io);
	sigaddset(&io, SIGIO);
	guard->stop_fd = eventfd(0, EFD_CLOEXEC);
	guard->signal_fd = signalfd(-1, &io, SFD_CLOEXEC | SFD_NONBLOCK);
	guard->inotify_fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	err = guard->stop_fd < 0 || guard->signal_fd < 0 ? -errno : guard__start(guard);
	if (err) {
		write_guard__close(guard);
		return err;
	}
	*out = guard;
	return 0;
}

void write_guard__stop(struct write_guard *guard)
{
	if (!guard || !guard->has_thread)
		return;
	eventfd_write(guard->stop_fd, 1);
	pthread_join(guard->thread, NULL);
	guard->has_thread = false;
}

void write_guard__close(struct write_guard *guard)
{
	if (!guard)
		return;
	write_guard__stop(guard);
	if (guard->stop_fd >= 0)
		close(guard->stop_fd);
	if (guard->signal_fd >= 0)
		close(guard->signal_fd);
	if (guard->inotify_fd >= 0)
		close(guard->inotify_fd);
	sem_destroy(&guard->is_ready);
	free(guard);
}

int write_guard__hold(struct write_guard *guard, int fd, struct write_hold *hold)
{
	const struct f_owner_ex owner = { .type = F_OWNER_TID, .pid = guard->tid };
	char path[32];

	*hold = (struct write_hold){ .guard = guard, .fd = fd, .watch = -1 };
	/* Before the lease, which would else make the whole process the owner, and SIGIO ends a process. */
	if (!fcntl(fd, F_SETOWN_EX, &owner)) {
		hold->is_leased = !fcntl(fd, F_SETLEASE, F_RDLCK);
		if (!hold->is_leased && errno == EAGAIN) {
			*hold = (struct write_hold){};
			return -EAGAIN;
		}
	}
	if (!hold->is_leased && guard->inotify_fd >= 0) {
		snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
		hold->watch = inotify_add_watch(guard->inotify_fd, path, IN_MODIFY);
	}
	return 0;
}

bool write_hold__is_wanted(const struct write_hold *hold)
{
	/* While it is being broken, the lease's type is what it has to become. */
	return hold->is_leased && fcntl(hold->fd, F_GETLEASE) != F_RDLCK;
}

void write_hold__let_go(struct write_hold *hold)
{
	if (!hold->guard)
		return;
	if (hold->is_leased)
		fcntl(hold->fd, F_SETLEASE, F_UNLCK);
	*hold = (struct write_hold){};
}
