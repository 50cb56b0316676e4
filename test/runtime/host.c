/* What a boot leaves on the host while it lasts: lock and pid files, cgroups, a network namespace. */
#include "runtime.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <mntent.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const char lock_dir[] = "/var/lock";
static const char run_dir[] = "/var/run";

char *lock__path(const char *name)
{
	char *path;

	return asprintf(&path, "%s/.%s.hacolock", lock_dir, name) < 0 ? NULL : path;
}

/*
 * Returns the descriptor that holds the lock, or -errno. The lock belongs to the open file and is inherited
 * by fork, so a name stays taken while any process of its boot lives, even when its launcher was killed.
 */
int lock__take(const char *path)
{
	struct stat opened, named;
	int fd;

	for (;;) {
		fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
		if (fd < 0)
			return -errno;
		if (flock(fd, LOCK_EX | LOCK_NB)) {
			close(fd);
			return -EWOULDBLOCK;
		}
		/* The holder before us may have removed the name between our open and our lock. */
		if (!fstat(fd, &opened) && !stat(path, &named) && opened.st_ino == named.st_ino)
			return fd;
		close(fd);
	}
}

/* haconiwa shells out for this, in whatever process inherited the clean-up. */
void lock__clean_up(const char *path)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-";
	char command[1024] = "rm -f ";
	char *out = command + strlen(command);
	int rc;

	if (path[strspn(path, plain)] == '\0') {
		snprintf(out, sizeof(command) - (out - command), "%s", path);
	} else {
		/* Names are free text: inside single quotes only the quote itself is special. */
		*out++ = '\'';
		for (const char *in = path; *in && out < command + sizeof(command) - 8; in++) {
			if (*in == '\'')
				out = stpcpy(out, "'\\''");
			else
				*out++ = *in;
		}
		strcpy(out, "'");
	}
	rc = system(command);
	(void)rc;
}

static void pid_file__path(const char *name, char *path, size_t size)
{
	snprintf(path, size, "%s/haconiwa-%s.pid", run_dir, name);
}

int pid_file__write(const char *name, pid_t pid)
{
	char path[PATH_MAX], text[24];
	int length, fd, rc = 0;

	pid_file__path(name, path, sizeof(path));
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	if (fd < 0)
		return -errno;
	/* With its trailing NUL, as haconiwa writes it. */
	length = snprintf(text, sizeof(text), "%d", (int)pid) + 1;
	if (write(fd, text, length) != length || fsync(fd))
		rc = -errno;
	close(fd);
	return rc;
}

pid_t pid_file__read(const char *name)
{
	char path[PATH_MAX], text[24] = "";
	ssize_t length;
	int fd;

	pid_file__path(name, path, sizeof(path));
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	length = read(fd, text, sizeof(text) - 1);
	close(fd);
	return length > 0 ? (pid_t)strtol(text, NULL, 10) : 0;
}

/* Only its writer's: a second run of the name may have written its own by now. */
void pid_file__remove(const char *name, pid_t pid)
{
	char path[PATH_MAX];

	if (pid_file__read(name) != pid)
		return;
	pid_file__path(name, path, sizeof(path));
	unlink(path);
}

/* The container leaves its cgroup from inside its own root, where only a descriptor still reaches it. */
static int joined_parent = -1;
static char joined_name[NAME_MAX + 1];

/*
 * v1's pids controller where there is one: a task moves itself there without the lock that costs a move in
 * v2 some 10 ms of waiting for every other fork and exit. Else v2.
 */
static int cgroup__parent(const char **tasks)
{
	struct mntent *entry;
	FILE *mounts;
	int v1 = -1, v2 = -1;

	mounts = setmntent("/proc/self/mounts", "re");
	if (!mounts)
		return -1;
	while (v1 < 0 && (entry = getmntent(mounts))) {
		if (v2 < 0 && !strcmp(entry->mnt_type, "cgroup2"))
			v2 = open(entry->mnt_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		else if (!strcmp(entry->mnt_type, "cgroup") && hasmntopt(entry, "pids"))
			v1 = open(entry->mnt_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	}
	endmntent(mounts);
	*tasks = v1 >= 0 ? "tasks" : "cgroup.procs";
	if (v1 >= 0 && v2 >= 0)
		close(v2);
	return v1 >= 0 ? v1 : v2;
}

static int cgroup__write_self(int dir, const char *tasks)
{
	int fd = openat(dir, tasks, O_WRONLY | O_CLOEXEC);
	int rc = 0;

	if (fd < 0)
		return -errno;
	if (write(fd, "0", 1) != 1)
		rc = -errno;
	close(fd);
	return rc;
}

/* A host without cgroups, or one that does not let us, is no reason to fail a boot. */
void cgroup__join(const char *name)
{
	const char *tasks;
	int parent = cgroup__parent(&tasks);
	int dir;

	if (parent < 0)
		return;
	/* What a killed supervisor left behind goes, if it is empty, and comes back as ours. */
	if (mkdirat(parent, name, 0755) && errno == EEXIST) {
		unlinkat(parent, name, AT_REMOVEDIR);
		mkdirat(parent, name, 0755);
	}
	dir = openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0 || cgroup__write_self(dir, tasks)) {
		unlinkat(parent, name, AT_REMOVEDIR);
		close(parent);
	} else {
		joined_parent = parent;
		snprintf(joined_name, sizeof(joined_name), "%s", name);
	}
	if (dir >= 0)
		close(dir);
}

void cgroup__leave(void)
{
	if (joined_parent < 0)
		return;
	/* The file of either version: a task here is a process. */
	if (!cgroup__write_self(joined_parent, "tasks") || !cgroup__write_self(joined_parent, "cgroup.procs"))
		unlinkat(joined_parent, joined_name, AT_REMOVEDIR);
	close(joined_parent);
	joined_parent = -1;
}

/* A container that outlives its supervisor goes on in the parent. */
static void cgroup__evict(int parent, const char *name)
{
	char path[NAME_MAX + 16];
	FILE *procs = NULL;
	int from, to;
	long pid;

	snprintf(path, sizeof(path), "%s/cgroup.procs", name);
	from = openat(parent, path, O_RDONLY | O_CLOEXEC);
	to = openat(parent, "cgroup.procs", O_WRONLY | O_CLOEXEC);
	if (from >= 0)
		procs = fdopen(from, "re");
	while (procs && to >= 0 && fscanf(procs, "%ld", &pid) == 1)
		dprintf(to, "%ld", pid);
	if (procs)
		fclose(procs);
	if (to >= 0)
		close(to);
}

void cgroup__remove(const char *name)
{
	const char *tasks;
	int parent = cgroup__parent(&tasks);

	if (parent < 0)
		return;
	/* A reaped process can still be counted for a moment. */
	for (int tries = 0; unlinkat(parent, name, AT_REMOVEDIR) && errno == EBUSY && tries < 50; tries++) {
		cgroup__evict(parent, name);
		nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL);
	}
	close(parent);
}

static _Noreturn void network_helper(int ready)
{
	static const char *const commands[] = {
		"ip link set lo up",
		"ip addr add 10.123.0.10/24 dev lo",
		"ip -f inet -o addr show lo",
		"ip route show",
	};
	int null, rc;

	if (unshare(CLONE_NEWNET) || write(ready, "n", 1) != 1)
		_exit(1);
	null = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (null >= 0) {
		dup2(null, 1);
		dup2(null, 2);
	}
	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++)
		rc = system(commands[i]);
	(void)rc;
	rc = write(ready, "e", 1);
	signal(SIGTERM, SIG_DFL);
	/* haconiwa's helper does not end by itself either: it is terminated once its work is done. */
	for (;;)
		pause();
}

/*
 * A network namespace of its own, prepared by a helper and some ip processes within it: the work and the
 * processes of haconiwa's bridge set-up, with nothing changed on the host. Returns its descriptor or -errno.
 */
int network__create(void)
{
	char path[64], byte;
	int ready[2], fd = -EPERM;
	sigset_t none;
	pid_t helper;

	if (pipe2(ready, O_CLOEXEC))
		return -errno;
	helper = fork();
	if (!helper) {
		sigemptyset(&none);
		sigprocmask(SIG_SETMASK, &none, NULL);
		close(ready[0]);
		network_helper(ready[1]);
	}
	close(ready[1]);
	if (helper > 0 && read(ready[0], &byte, 1) == 1) {
		snprintf(path, sizeof(path), "/proc/%d/ns/net", (int)helper);
		fd = open(path, O_RDONLY | O_CLOEXEC);
		if (fd < 0)
			fd = -errno;
		if (read(ready[0], &byte, 1) != 1 && fd >= 0) {
			close(fd);
			fd = -EPERM;
		}
	}
	close(ready[0]);
	if (helper > 0) {
		kill(helper, SIGTERM);
		waitpid(helper, NULL, 0);
	}
	return fd;
}

/* A supervisor's child, as seen from another process. */
pid_t process__only_child(pid_t pid)
{
	char path[64];
	long child = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/children", (int)pid, (int)pid);
	file = fopen(path, "re");
	if (!file)
		return 0;
	if (fscanf(file, "%ld", &child) != 1)
		child = 0;
	fclose(file);
	return (pid_t)child;
}
