/*
 * The whole user space of the root file system, by the name it is called: payload is the application a test
 * wants; sh, rm, true and sleep are as much of themselves as a boot's clean-up and hooks need.
 */
#include <arpa/inet.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { WORDS_MAX = 16 };

static void sleep_ms(long ms)
{
	struct timespec left = { ms / 1000, ms % 1000 * 1000000 };

	while (nanosleep(&left, &left))
		;
}

static long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static long long now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	return now.tv_sec * 1000000000LL + now.tv_nsec;
}

/* As the runtime writes its stamps. */
static void sleep_stamped(long ms, int stamps)
{
	long long from = now_ns();

	sleep_ms(ms);
	if (stamps >= 0)
		dprintf(stamps, "listen sleep %lld 0\n", now_ns() - from);
}

static int serve(long port)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons((unsigned short)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	int one = 1;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (bind(fd, (struct sockaddr *)&address, sizeof(address)) || listen(fd, 16)) {
		perror("payload: listen");
		return -1;
	}
	return fd;
}

/*
 * A signal init sends itself is dropped unless it handles it, so these are real faults: the kernel lifts
 * init's shield for what its own instructions cause.
 */
static void die_by(int number)
{
	volatile int zero = 0;
	FILE *file;
	char *page;

	switch (number) {
	case SIGILL:
		__builtin_trap();
	case SIGFPE:
		zero = 1 / zero;
		break;
	case SIGBUS:
		file = tmpfile();
		page = file ? mmap(NULL, 4096, PROT_READ, MAP_SHARED, fileno(file), 0) : MAP_FAILED;
		if (page == MAP_FAILED) {
			/* The root is read-only: /dev/shm is not. */
			file = fopen("/dev/shm/bus", "w+");
			page = file ? mmap(NULL, 4096, PROT_READ, MAP_SHARED, fileno(file), 0) : MAP_FAILED;
		}
		if (page != MAP_FAILED)
			zero = *(volatile char *)page;
		break;
	case SIGTRAP:
#if defined(__x86_64__)
		__asm__ volatile("int3");
#else
		raise(SIGTRAP);
#endif
		break;
	default:
		*(volatile int *)(long)zero = 0;
	}
}

static void stop(int number)
{
	_exit(128 + number);
}

static void start_child(bool listens, long port, long after, long until)
{
	int fd = -1;

	if (fork())
		return;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (listens) {
		sleep_ms(after);
		fd = serve(port);
	}
	while (until < 0 || now_ms() < until)
		sleep_ms(until < 0 ? 1000 : until - now_ms());
	_exit(fd < 0 && listens);
}

static int payload(int argc, char **argv)
{
	long port = -1, after = 0, run_for = 0, code = 0, number = 0, children = 0, stamps = -1, until;
	bool in_child = false;

	for (int i = 1; i < argc; i++) {
		const char *value = i + 1 < argc ? argv[i + 1] : "0";

		if (!strcmp(argv[i], "--listen-in-child")) {
			in_child = true;
			continue;
		}
		if (!strcmp(argv[i], "--listen"))
			port = atol(value);
		else if (!strcmp(argv[i], "--listen-after"))
			after = atol(value);
		else if (!strcmp(argv[i], "--run-for"))
			run_for = strcmp(value, "forever") ? atol(value) : -1;
		else if (!strcmp(argv[i], "--exit-code"))
			code = atol(value);
		else if (!strcmp(argv[i], "--exit-signal"))
			number = atol(value);
		else if (!strcmp(argv[i], "--stamps"))
			stamps = atol(value);
		else if (!strcmp(argv[i], "--children"))
			children = atol(value);
		i++;
	}
	/* Without handlers init would not even notice them. */
	signal(SIGTERM, stop);
	signal(SIGINT, stop);
	until = run_for < 0 ? -1 : now_ms() + run_for;
	for (long i = 0; i < children; i++)
		start_child(false, 0, 0, until);
	if (port >= 0 && in_child) {
		start_child(true, port, after, until);
	} else if (port >= 0) {
		sleep_stamped(after, (int)stamps);
		if (serve(port) < 0)
			return 1;
	}
	while (until < 0 || now_ms() < until)
		sleep_ms(until < 0 ? 1000 : until - now_ms());
	if (number)
		die_by((int)number);
	return (int)code;
}

static int remove_files(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		if (argv[i][0] != '-')
			unlink(argv[i]);
	}
	return 0;
}

static int applet(int argc, char **argv);

/* Words parted by spaces, single quotes kept together, commands parted by ";": no more is asked of it. */
static int shell(const char *line)
{
	char *text = strdup(line);
	char *words[WORDS_MAX + 1];
	int count = 0, code = 0;
	char *in = text;

	for (;;) {
		bool last;

		while (*in == ' ')
			in++;
		if (*in && *in != ';' && count < WORDS_MAX) {
			char *out = in;
			bool quoted = false;

			words[count++] = out;
			for (; *in && (quoted || (*in != ' ' && *in != ';')); in++) {
				if (*in == '\'')
					quoted = !quoted;
				else if (*in == '\\' && !quoted && in[1])
					*out++ = *++in;
				else
					*out++ = *in;
			}
			if (*in == ' ') {
				*out = '\0';
				in++;
				continue;
			}
			last = !*in;
			*out = '\0';
		} else {
			last = *in != ';';
		}
		words[count] = NULL;
		if (count)
			code = applet(count, words);
		count = 0;
		if (last)
			break;
		in++;
	}
	free(text);
	return code;
}

static int applet(int argc, char **argv)
{
	const char *slash = strrchr(argv[0], '/');
	const char *name = slash ? slash + 1 : argv[0];

	/* One process for all of them, as in busybox: the process is named after what it does. */
	prctl(PR_SET_NAME, name);
	if (!strcmp(name, "rm"))
		return remove_files(argc, argv);
	if (!strcmp(name, "true"))
		return 0;
	if (!strcmp(name, "false"))
		return 1;
	if (!strcmp(name, "sleep")) {
		sleep_ms(argc > 1 ? (long)(atof(argv[1]) * 1000) : 0);
		return 0;
	}
	if (!strcmp(name, "exit"))
		exit(argc > 1 ? atoi(argv[1]) : 0);
	if (!strcmp(name, "echo")) {
		for (int i = 1; i < argc; i++)
			printf("%s%c", argv[i], i + 1 < argc ? ' ' : '\n');
		return 0;
	}
	if (!strcmp(name, "hostname")) {
		char host[65] = "";

		gethostname(host, sizeof(host) - 1);
		puts(host);
		return 0;
	}
	if (!strcmp(name, "sh"))
		return argc > 2 && !strcmp(argv[1], "-c") ? shell(argv[2]) : 2;
	if (!strcmp(name, "payload"))
		return payload(argc, argv);
	fprintf(stderr, "%s: not in this root file system\n", name);
	return 127;
}

int main(int argc, char **argv)
{
	return applet(argc, argv);
}
