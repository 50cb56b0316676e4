/*
 * What makes a boot slow, for real: each of the calls below takes as long as the kernel, a disk or another process makes
 * it take. With --stamps, what was injected is written down by the process that did it.
 */
#include "runtime.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { WORDS_MAX = 4, PAGE_BYTES = 4096, LONGEST_FILTER = 4096 };

static long long now_ns(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return now.tv_sec * 1000000000LL + now.tv_nsec;
}

void stamp__begin(struct stamp *stamp)
{
	stamp->from = now_ns(CLOCK_BOOTTIME);
	stamp->cpu_from = now_ns(CLOCK_THREAD_CPUTIME_ID);
}

void stamp__pause(struct stamp *stamp)
{
	stamp->cpu_ns += now_ns(CLOCK_THREAD_CPUTIME_ID) - stamp->cpu_from;
	stamp->ns += now_ns(CLOCK_BOOTTIME) - stamp->from;
}

void stamp__write(const struct stamp *stamp, const struct options *opt, const char *step, const char *what)
{
	if (opt->stamps_fd >= 0)
		dprintf(opt->stamps_fd, "%s %s %lld %lld\n", step, what, stamp->ns, stamp->cpu_ns);
}

/* What a word or the kernel says: the boot goes on, and its test finds no stamp. */
static void complain(struct boot *boot, const char *what)
{
	boot__say(boot, "--provoke: %s: %s", what, strerror(errno));
}

static int bind_mounts(char **words, struct stamp *stamp)
{
	long count = atol(words[1]);
	int rc = 0;

	stamp__begin(stamp);
	for (long i = 0; i < count && !rc; i++)
		rc = mount(words[2], words[3], "", MS_BIND, NULL);
	stamp__pause(stamp);
	return rc;
}

static int mount_and_unmount(char **words, struct stamp *stamp)
{
	long count = atol(words[1]);

	for (long i = 0; i < count; i++) {
		int rc;

		/* Of the same file system: none has to be taken down once the call is over. */
		if (mount(words[2], words[2], "", MS_BIND, NULL))
			return -1;
		stamp__begin(stamp);
		rc = umount2(words[2], MNT_DETACH);
		stamp__pause(stamp);
		if (rc)
			return -1;
	}
	return 0;
}

static int make_cgroups(char **words, struct stamp *stamp)
{
	long count = atol(words[1]);
	int rc = 0;

	stamp__begin(stamp);
	for (long i = 0; i < count && !rc; i++)
		rc = mkdir(words[2], 0755) || rmdir(words[2]) ? -1 : 0;
	stamp__pause(stamp);
	return rc;
}

static int load_filters(char **words, struct stamp *stamp)
{
	static struct sock_filter filter[LONGEST_FILTER];
	struct sock_fprog program = { LONGEST_FILTER, filter };
	long count = atol(words[1]);
	int rc = 0;

	for (int i = 0; i + 1 < LONGEST_FILTER; i++)
		filter[i] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned int)i + 1, 0, 0);
	filter[LONGEST_FILTER - 1] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	stamp__begin(stamp);
	for (long i = 0; i < count && !rc; i++)
		rc = prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
	stamp__pause(stamp);
	return rc;
}

static int read_file(char **words, struct stamp *stamp)
{
	char bytes[PAGE_BYTES];
	int fd = open(words[1], O_RDONLY | O_CLOEXEC);
	ssize_t length;

	if (fd < 0)
		return -1;
	stamp__begin(stamp);
	do
		length = read(fd, bytes, sizeof(bytes));
	while (length > 0);
	stamp__pause(stamp);
	close(fd);
	return length < 0 ? -1 : 0;
}

static int touch_pages(char **words, struct stamp *stamp)
{
	int fd = open(words[1], O_RDONLY | O_CLOEXEC);
	struct stat status;
	volatile char *bytes, byte = 0;

	if (fd < 0 || fstat(fd, &status))
		return -1;
	bytes = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	close(fd);
	if (bytes == MAP_FAILED)
		return -1;
	stamp__begin(stamp);
	for (off_t at = 0; at < status.st_size; at += PAGE_BYTES)
		byte ^= bytes[at];
	stamp__pause(stamp);
	munmap((void *)bytes, (size_t)status.st_size);
	return 0;
}

static const struct provocation {
	const char *name;
	int words;
	int (*act)(char **words, struct stamp *stamp);
} provocations[] = {
	{ "binds", 4, bind_mounts },
	{ "umounts", 3, mount_and_unmount },
	{ "cgroups", 3, make_cgroups },
	{ "filters", 2, load_filters },
	{ "read", 2, read_file },
	{ "touch", 2, touch_pages },
};

static const struct provocation *find_provocation(const char *name)
{
	for (size_t i = 0; i < sizeof(provocations) / sizeof(*provocations); i++) {
		if (!strcmp(provocations[i].name, name))
			return &provocations[i];
	}
	return NULL;
}

/* Words, parted by spaces, in memory of their own; NULL when nobody knows what they ask for. */
static const struct provocation *parse(const char *text, char **words)
{
	const struct provocation *found;
	char *rest = strdup(text), *word;
	int count = 0;

	while ((word = strsep(&rest, " ")))
		if (*word && count < WORDS_MAX)
			words[count++] = word;
	found = count ? find_provocation(words[0]) : NULL;
	return found && found->words == count ? found : NULL;
}

bool provocation__is_known(const char *text)
{
	char *words[WORDS_MAX];

	return parse(text, words) != NULL;
}

void provocation__act(struct boot *boot, const char *step, const char *text)
{
	char *words[WORDS_MAX];
	const struct provocation *found = parse(text, words);
	struct stamp stamp = {};

	if (found->act(words, &stamp))
		complain(boot, text);
	else
		stamp__write(&stamp, boot->opt, step, words[0]);
}
