/*
 * A file system in user space that answers late: slow-files DIR FILE MS COUNT mounts one at DIR, which holds
 *   folder   an empty folder; whoever looks it up waits for MS
 *   file     what FILE holds; each of the first COUNT reads waits for MS
 * It prints "lookup NS" or "read NS" for each answer that was late, with how long it was kept, and ends once it is
 * unmounted.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/fuse.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { ROOT = FUSE_ROOT_ID, FOLDER = 2, PROGRAM = 3, REQUEST_BYTES = 1 << 18, NEVER_S = 1 << 20 };

static int fuse_fd;
static long late_ms, late_reads;
static char *content;
static size_t content_size;

static long long now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	return now.tv_sec * 1000000000LL + now.tv_nsec;
}

static void keep_waiting(const char *what)
{
	struct timespec left = { late_ms / 1000, late_ms % 1000 * 1000000 };
	long long from = now_ns();

	while (nanosleep(&left, &left))
		;
	printf("%s %lld\n", what, now_ns() - from);
	fflush(stdout);
}

static void answer(__u64 unique, int error, const void *body, size_t size)
{
	struct fuse_out_header head = { .unique = unique, .error = -error, .len = sizeof(head) + size };
	struct iovec parts[] = { { &head, sizeof(head) }, { (void *)body, size } };

	/* Whoever asked may be gone. */
	if (writev(fuse_fd, parts, 2) < 0 && errno != ENOENT && errno != ENODEV)
		perror("slow-files: answer");
}

static struct fuse_attr attributes_of(__u64 node)
{
	struct fuse_attr attr = { .ino = node, .nlink = 1, .blksize = 4096 };

	attr.mode = node == PROGRAM ? S_IFREG | 0755 : S_IFDIR | 0755;
	attr.size = node == PROGRAM ? content_size : 0;
	attr.blocks = (attr.size + 511) / 512;
	return attr;
}

static void look_up(__u64 unique, const char *name)
{
	struct fuse_entry_out entry = { .attr_valid = NEVER_S };

	if (!strcmp(name, "folder")) {
		/* Asked for anew each time. */
		keep_waiting("lookup");
		entry.nodeid = FOLDER;
	} else if (!strcmp(name, "file")) {
		entry.nodeid = PROGRAM;
		entry.entry_valid = NEVER_S;
	} else {
		answer(unique, ENOENT, NULL, 0);
		return;
	}
	entry.attr = attributes_of(entry.nodeid);
	answer(unique, 0, &entry, sizeof(entry));
}

static void read_content(__u64 unique, const struct fuse_read_in *in)
{
	size_t from = in->offset < content_size ? in->offset : content_size;
	size_t size = in->size < content_size - from ? in->size : content_size - from;

	if (late_reads > 0) {
		late_reads--;
		keep_waiting("read");
	}
	answer(unique, 0, content + from, size);
}

static void begin(__u64 unique, const struct fuse_init_in *in)
{
	/* Nothing is read ahead: each page is a read of its own. */
	struct fuse_init_out out = {
		.major = FUSE_KERNEL_VERSION, .minor = in->minor, .max_write = 4096, .time_gran = 1,
	};

	answer(unique, 0, &out, sizeof(out));
}

static void handle(const struct fuse_in_header *head, const void *body)
{
	struct fuse_attr_out attr = { .attr_valid = NEVER_S };
	struct fuse_open_out opened = { .fh = head->nodeid };

	switch (head->opcode) {
	case FUSE_INIT:
		return begin(head->unique, body);
	case FUSE_LOOKUP:
		return look_up(head->unique, body);
	case FUSE_READ:
		return read_content(head->unique, body);
	case FUSE_GETATTR:
		attr.attr = attributes_of(head->nodeid);
		return answer(head->unique, 0, &attr, sizeof(attr));
	case FUSE_OPEN:
	case FUSE_OPENDIR:
		return answer(head->unique, 0, &opened, sizeof(opened));
	case FUSE_READDIR:
	case FUSE_RELEASE:
	case FUSE_RELEASEDIR:
	case FUSE_FLUSH:
		return answer(head->unique, 0, NULL, 0);
	case FUSE_FORGET:
	case FUSE_BATCH_FORGET:
	case FUSE_INTERRUPT:
		/* Nobody waits for an answer. */
		return;
	default:
		return answer(head->unique, ENOSYS, NULL, 0);
	}
}

static int read_whole(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat status;
	ssize_t length;

	if (fd < 0 || fstat(fd, &status))
		return -1;
	content = malloc((size_t)status.st_size);
	if (!content)
		return -1;
	while (content_size < (size_t)status.st_size) {
		length = read(fd, content + content_size, (size_t)status.st_size - content_size);
		if (length <= 0)
			return -1;
		content_size += (size_t)length;
	}
	return close(fd);
}

int main(int argc, char **argv)
{
	static char request[REQUEST_BYTES];
	char options[96];
	ssize_t length;

	if (argc != 5) {
		fputs("usage: slow-files DIR FILE MS COUNT\n", stderr);
		return 2;
	}
	late_ms = atol(argv[3]);
	late_reads = atol(argv[4]);
	fuse_fd = open("/dev/fuse", O_RDWR | O_CLOEXEC);
	snprintf(options, sizeof(options), "fd=%d,rootmode=40000,user_id=0,group_id=0,allow_other", fuse_fd);
	if (read_whole(argv[2]) || fuse_fd < 0 || mount("slow-files", argv[1], "fuse", 0, options)) {
		perror("slow-files");
		return 1;
	}
	puts("mounted");
	fflush(stdout);
	while ((length = read(fuse_fd, request, sizeof(request))) > 0 || errno == EINTR || errno == ENOENT) {
		if (length > 0)
			handle((struct fuse_in_header *)request, request + sizeof(struct fuse_in_header));
	}
	/* ENODEV: unmounted. */
	return errno != ENODEV;
}
