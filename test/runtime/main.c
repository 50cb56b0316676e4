#include "runtime.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { EXIT_NOT_BOOTED = 1, EXIT_USAGE = 2 };

void boot__say(const struct boot *boot, const char *format, ...)
{
	char line[512];
	int length, rc;
	va_list args;

	length = snprintf(line, sizeof(line), "haconiwa: %.200s%s", boot ? boot->name : "", boot ? ": " : "");
	va_start(args, format);
	length += vsnprintf(line + length, sizeof(line) - length, format, args);
	va_end(args);
	if (length > (int)sizeof(line) - 2)
		length = sizeof(line) - 2;
	line[length++] = '\n';
	/* One write a line: the processes of a boot share the descriptor. */
	rc = write(2, line, length);
	(void)rc;
}

static void sleep_ms(long ms)
{
	struct timespec left = { ms / 1000, ms % 1000 * 1000000 };

	while (nanosleep(&left, &left) && errno == EINTR)
		;
}

/*
 * Lets any process of the boot kill this one without a pid for it, which a process in a pid namespace
 * below does not have: data in the pipe raises the signal, sent by the kernel to the pipe's owner.
 */
void kill_line__arm(int *line)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) || fcntl(ends[0], F_SETOWN, getpid()) ||
	    fcntl(ends[0], F_SETSIG, SIGKILL) || fcntl(ends[0], F_SETFL, O_NONBLOCK | O_ASYNC)) {
		boot__say(NULL, "cannot arrange for --kill: %s", strerror(errno));
		exit(EXIT_USAGE);
	}
	*line = ends[1];
}

static void kill_self(struct boot *boot)
{
	if (boot->self == ROLE_CONTAINER) {
		int rc = write(boot->status_fd, "k", 1);

		(void)rc;
		for (;;)
			pause();
	}
	kill(getpid(), SIGKILL);
}

static bool concerns(const struct boot *boot)
{
	return !boot->opt->only || !strcmp(boot->opt->only, boot->name);
}

enum { MIB = 1 << 20, HEAP_BYTES = 4 * MIB };

/* Always the same work, however long it takes, over a heap that each forked process has to copy: as an interpreter's. */
static void work(long mib)
{
	static volatile unsigned char heap[HEAP_BYTES];
	uint32_t state = 1;

	for (long i = 0; i < mib * MIB; i++) {
		state = state * 1664525 + 1013904223;
		heap[i % HEAP_BYTES] ^= (unsigned char)(state >> 24);
	}
}

static void inject(struct boot *boot, int step)
{
	const struct options *opt = boot->opt;
	const char *name = step__name(step);

	if (opt->hook[step]) {
		struct stamp stamp = {};
		int rc;

		stamp__begin(&stamp);
		rc = system(opt->hook[step]);
		stamp__pause(&stamp);
		stamp__write(&stamp, opt, name, "hook");
		(void)rc;
	}
	if (opt->work_mib[step]) {
		struct stamp stamp = {};

		stamp__begin(&stamp);
		work(opt->work_mib[step]);
		stamp__pause(&stamp);
		stamp__write(&stamp, opt, name, "work");
	}
	if (opt->delay_ms[step]) {
		struct stamp stamp = {};

		stamp__begin(&stamp);
		sleep_ms(opt->delay_ms[step]);
		stamp__pause(&stamp);
		stamp__write(&stamp, opt, name, "delay");
	}
	if (opt->provoked[step])
		provocation__act(boot, name, opt->provoked[step]);
}

/* The beginning of the interval that ends in step: the user's hooks, and what a test wants to happen there. */
void boot__enter(struct boot *boot, int step)
{
	const struct options *opt = boot->opt;

	if (!concerns(boot))
		return;
	inject(boot, step);
	if (opt->fail_step != step)
		return;
	switch (opt->fail_how) {
	case FAIL_RAISE:
		boot__say(boot, "a hook raised: rescued");
		return;
	case FAIL_KILL:
		kill_self(boot);
		return;
	case FAIL_EXIT:
		/* The failing execve itself is the container's to do. */
		if (step == STEP_EXEC)
			return;
		break;
	}
	boot__say(boot, "fails as told to");
	switch (boot->self) {
	case ROLE_SUPERVISOR:
		supervisor__die(boot);
	case ROLE_CONTAINER:
		container__die(boot);
	default:
		exit(EXIT_NOT_BOOTED);
	}
}

void boot__pass(struct boot *boot, int phase)
{
	const struct options *opt = boot->opt;
	long hpid = boot->self == ROLE_LAUNCHER ? getpid() : boot->hpid;
	int rc = 0;

	if (!opt->skip[phase] || !concerns(boot))
		probe__phase(opt->generation, phase, hpid);
	if (opt->kill_phase != phase || !concerns(boot))
		return;
	if (opt->kill_role == boot->self)
		kill_self(boot);
	else if (opt->kill_role == ROLE_CONTAINER && boot->container > 0)
		rc = kill(boot->container, SIGKILL);
	else if (opt->kill_role != ROLE_CONTAINER && boot->kill_line[opt->kill_role] >= 0)
		rc = write(boot->kill_line[opt->kill_role], "k", 1);
	(void)rc;
}

void boot__fire_marks(struct boot *boot, const struct mark *marks, int count)
{
	enum generation generation = boot->opt->generation;

	for (int i = 0; i < count; i++) {
		switch (marks[i].kind) {
		case MARK_PHASE:
			probe__phase(generation, marks[i].flag, boot->hpid);
			break;
		case MARK_NUMBER:
			probe__number(generation, marks[i].flag, marks[i].number);
			break;
		case MARK_TEXT:
			probe__text(generation, marks[i].flag, marks[i].text ? marks[i].text : boot->name);
			break;
		case MARK_BAD:
			/* The first page is never mapped. */
			probe__text(generation, marks[i].flag, (const char *)16);
			break;
		}
	}
}

static long elapsed_ns(const struct timespec *start)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (now.tv_sec - start->tv_sec) * 1000000000 + now.tv_nsec - start->tv_nsec;
}

static void fire_burst(const struct options *opt, long from, long to)
{
	long hpid = getpid();

	switch (opt->storm_kind) {
	case MARK_NUMBER:
		for (long i = from; i < to; i++)
			probe__number(opt->generation, 123, i);
		break;
	case MARK_TEXT:
		for (long i = from; i < to; i++)
			probe__text(opt->generation, 123, "a text of some thirty characters");
		break;
	default:
		for (long i = from; i < to; i++)
			probe__phase(opt->generation, 123, hpid);
	}
}

static int storm(const struct options *opt)
{
	struct timespec start;
	long fired = 0, ns;

	clock_gettime(CLOCK_MONOTONIC, &start);
	while (fired < opt->storm) {
		long due = opt->storm;

		if (opt->storm_rate) {
			/* Waking up for every single hit would measure the timer: a millisecond's worth at once. */
			due = (long)((__int128)elapsed_ns(&start) * opt->storm_rate / 1000000000) + 1;
			if (due > opt->storm)
				due = opt->storm;
		}
		fire_burst(opt, fired, due);
		fired = due;
		if (fired < opt->storm)
			sleep_ms(1);
	}
	ns = elapsed_ns(&start);
	printf("fired=%ld elapsed_ns=%ld ns_per_hit=%.1f\n", fired, ns, (double)ns / (double)fired);
	return 0;
}

static bool may_boot(void)
{
	struct __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct data[2];

	if (syscall(SYS_capget, &header, data))
		return false;
	return geteuid() == 0 && data[0].effective & (1u << CAP_SYS_ADMIN);
}

static void detach_from_terminal(void)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	setsid();
	/* Whoever reads the launcher's output must see its end when the launcher ends. */
	for (int fd = 0; fd < 3 && null >= 0; fd++)
		dup2(null, fd);
}

static pid_t start_supervisor(struct boot *boot)
{
	pid_t pid;

	boot->parent = getpid();
	pid = fork();
	if (!pid)
		supervisor__run(boot);
	return pid;
}

/* Waits for all supervisors, passing on what ends a run. Returns the exit code a run without boots has. */
static int wait_for_supervisors(const struct options *opt, pid_t *pids)
{
	int left = 0, code = 0, status, signal_number;
	sigset_t set;
	pid_t pid;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	for (int i = 0; i < opt->name_count; i++)
		left += pids[i] > 0;
	while (left) {
		while (left && (pid = waitpid(-1, &status, WNOHANG)) > 0) {
			for (int i = 0; i < opt->name_count; i++) {
				if (pids[i] != pid)
					continue;
				left--;
				pids[i] = 0;
				if (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_USAGE)
					code = EXIT_USAGE;
				if (!WIFSIGNALED(status))
					continue;
				pid_file__remove(opt->names[i], pid);
				if (!opt->no_cgroup)
					cgroup__remove(opt->names[i]);
			}
		}
		if (!left || sigwait(&set, &signal_number) || signal_number == SIGCHLD)
			continue;
		for (int i = 0; i < opt->name_count; i++) {
			if (pids[i] > 0)
				kill(pids[i], SIGTERM);
		}
	}
	return code;
}

static void random_hex(char *out, size_t digits)
{
	unsigned char bytes[32];
	int fd = open("/dev/urandom", O_RDONLY | O_CLOEXEC);

	if (fd < 0 || read(fd, bytes, sizeof(bytes)) != sizeof(bytes))
		memset(bytes, 0, sizeof(bytes));
	if (fd >= 0)
		close(fd);
	for (size_t i = 0; i < digits; i++)
		sprintf(out + i, "%x", bytes[i] & 15);
}

/* A run of several containers is locked by a name of its own, never by theirs. */
static char *run_lock_path(const struct options *opt)
{
	char name[64] = "haconiwa-";

	if (opt->name_count == 1)
		return lock__path(opt->names[0]);
	random_hex(name + strlen(name), 32);
	return lock__path(name);
}

static int run(int argc, char **argv)
{
	static struct options opt;
	static pid_t pids[NAMES_MAX];
	struct boot boot = {
		.opt = &opt, .self = ROLE_LAUNCHER, .status_fd = -1, .netns_fd = -1,
		.kill_line = { -1, -1, -1, -1 },
	};
	char error[512] = "";
	int parsed, lock, first_phase, code;
	sigset_t set;

	options__init(&opt);
	parsed = options__parse(&opt, argc, argv, error, sizeof(error));
	if (parsed == -EINVAL) {
		boot__say(NULL, "%s; see haconiwa --help", error);
		return EXIT_USAGE;
	}
	if (opt.storm)
		return storm(&opt);
	if (!may_boot()) {
		boot__say(NULL, "needs root with CAP_SYS_ADMIN, for namespaces and mounts");
		return EXIT_USAGE;
	}
	if (!opt.rootfs && access(options__rootfs(&opt), X_OK)) {
		boot__say(NULL, "no root file system at %s: make it with \"make rootfs\"", options__rootfs(&opt));
		return EXIT_USAGE;
	}
	if (opt.mark_every_ms && !opt.run_mark_count) {
		opt.run_marks[opt.run_mark_count++] = (struct mark){ .flag = 123, .kind = MARK_TEXT };
		opt.run_marks[opt.run_mark_count++] = (struct mark){ .flag = 124, .kind = MARK_PHASE };
	}
	boot.name = opt.only ? opt.only : opt.names[0];
	if (opt.kill_phase >= 0 && opt.kill_role == ROLE_LAUNCHER)
		kill_line__arm(&boot.kill_line[ROLE_LAUNCHER]);

	boot__enter(&boot, STEP_START);
	first_phase = opt.generation == GENERATION_0_11 ? 0 : 1;
	if (opt.generation != GENERATION_2019_10_07) {
		boot__enter(&boot, first_phase);
		boot__pass(&boot, first_phase);
	}
	if (parsed) {
		boot__say(NULL, "%s", error);
		return EXIT_NOT_BOOTED;
	}
	boot__enter(&boot, STEP_EVAL);
	boot.lock_path = run_lock_path(&opt);
	lock = lock__take(boot.lock_path);
	if (lock < 0) {
		boot__say(&boot, lock == -EWOULDBLOCK ? "is already running (%s)" : "cannot lock %s", boot.lock_path);
		return EXIT_NOT_BOOTED;
	}

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_SETMASK, &set, NULL);
	if (opt.daemon) {
		pid_t root = fork();

		if (root > 0)
			return 0;
		if (root < 0) {
			boot__say(&boot, "fork: %s", strerror(errno));
			return EXIT_NOT_BOOTED;
		}
		boot.self = ROLE_ROOT;
		detach_from_terminal();
		if (opt.kill_phase >= 0 && opt.kill_role == ROLE_ROOT)
			kill_line__arm(&boot.kill_line[ROLE_ROOT]);
	}
	for (int i = 0; i < opt.name_count; i++) {
		boot.name = opt.names[i];
		/* Then, the network was made by the launcher, between two probes of which none tells of it. */
		boot.netns_fd = opt.network && opt.generation == GENERATION_2019 ? network__create() : -1;
		pids[i] = start_supervisor(&boot);
		if (pids[i] < 0)
			boot__say(&boot, "fork: %s", strerror(errno));
		if (boot.netns_fd >= 0)
			close(boot.netns_fd);
	}
	code = wait_for_supervisors(&opt, pids);
	lock__clean_up(boot.lock_path);
	return code;
}

/* The name in NAME or FILE.haco, and the pid of its container; a message and 0 when nothing runs. */
static pid_t find_container(const char *arg, char **name)
{
	static struct options opt;
	char *args[] = { (char *)arg };
	char error[512] = "";
	size_t length = strlen(arg);
	pid_t supervisor, container;

	*name = (char *)arg;
	if (length > 5 && !strcmp(arg + length - 5, ".haco")) {
		options__init(&opt);
		if (options__parse(&opt, 1, args, error, sizeof(error))) {
			boot__say(NULL, "%s", error);
			return 0;
		}
		*name = opt.names[0];
	}
	supervisor = pid_file__read(*name);
	container = supervisor ? process__only_child(supervisor) : 0;
	if (!container)
		boot__say(NULL, "%s: no such container runs", *name);
	return container;
}

static int signal_number(const char *text)
{
	if (!strncmp(text, "SIG", 3))
		text += 3;
	if (!strcmp(text, "KILL"))
		return SIGKILL;
	if (!strcmp(text, "TERM"))
		return SIGTERM;
	if (!strcmp(text, "INT"))
		return SIGINT;
	return atoi(text);
}

static int kill_container(int argc, char **argv)
{
	int number = SIGTERM;
	const char *target = NULL;
	char *name;
	pid_t container;

	for (int i = 0; i < argc; i++) {
		if (!strcmp(argv[i], "-s") && i + 1 < argc)
			number = signal_number(argv[++i]);
		else
			target = argv[i];
	}
	if (!target || number <= 0) {
		options__help(stderr);
		return EXIT_USAGE;
	}
	container = find_container(target, &name);
	if (!container || kill(container, number))
		return 1;
	for (int tries = 0; pid_file__read(name) && tries < 2000; tries++)
		sleep_ms(1);
	return pid_file__read(name) ? 1 : 0;
}

static int attach(int argc, char **argv)
{
	static char *default_command[] = { "/bin/true", NULL };
	char **command = default_command;
	char *name;
	int fd, status = 0;
	pid_t container, child;

	if (argc < 1) {
		options__help(stderr);
		return EXIT_USAGE;
	}
	if (argc > 2 && !strcmp(argv[1], "--"))
		command = argv + 2;
	container = find_container(argv[0], &name);
	if (!container)
		return 1;
	fd = (int)syscall(SYS_pidfd_open, container, 0);
	if (fd < 0 || setns(fd, CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWNET)) {
		boot__say(NULL, "%s: cannot enter its namespaces: %s", name, strerror(errno));
		return 1;
	}
	child = fork();
	if (!child) {
		execv(command[0], command);
		boot__say(NULL, "%s: %s", command[0], strerror(errno));
		_exit(127);
	}
	if (child < 0 || waitpid(child, &status, 0) != child)
		return 1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int main(int argc, char **argv)
{
	const char *verb = argc > 1 ? argv[1] : "";

	/* The build's file name differs by generation; the process's name is haconiwa's in every case. */
	prctl(PR_SET_NAME, "haconiwa");
	for (int i = 1; i < argc && strcmp(argv[i], "--"); i++) {
		if (!strcmp(argv[i], "--help") || !strcmp(argv[i], "-h")) {
			options__help(stdout);
			return 0;
		}
	}
	if (!strcmp(verb, "run"))
		return run(argc - 2, argv + 2);
	if (!strcmp(verb, "kill"))
		return kill_container(argc - 2, argv + 2);
	if (!strcmp(verb, "attach"))
		return attach(argc - 2, argv + 2);
	if (!strcmp(verb, "version")) {
		printf("haconiwa: test runtime, probes of %s\n", generation_names[generation__default()]);
		return 0;
	}
	options__help(stderr);
	return EXIT_USAGE;
}
