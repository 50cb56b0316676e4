#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/vfs.h>
#include <unistd.h>
#include "foreign_file.h"
#include "foreign_viewer.h"

#define MAX_LINKS 40 /* as the kernel's */
#define MAX_ENTRIES 20000 /* of a folder: who has more in it is not waited for */
#define COARSE_NS 10000000ULL /* a file's time may lag behind the clock by one tick of the kernel */
#define NS_A_SECOND 1000000000ULL

/* What is left to walk of a path. */
struct way {
	char text[PATH_MAX];
	const char *rest;
	char name[NAME_MAX + 1];
	int links;
};

static int way__start(struct way *way, const char *path)
{
	way->links = 0;
	way->rest = way->text;
	return (size_t)snprintf(way->text, sizeof(way->text), "%s", path) < sizeof(way->text) ? 0 : -ENAMETOOLONG;
}

/* The next name into `name`: 1, 0 at the end, or -errno. */
static int way__next(struct way *way)
{
	size_t bytes;

	way->rest += strspn(way->rest, "/");
	bytes = strcspn(way->rest, "/");
	if (bytes > NAME_MAX)
		return -ENAMETOOLONG;
	memcpy(way->name, way->rest, bytes);
	way->name[bytes] = '\0';
	way->rest += bytes;
	way->rest += strspn(way->rest, "/");
	return bytes > 0;
}

/* Puts what a link says in front of the rest. */
static int way__detour(struct way *way, const char *link)
{
	char text[PATH_MAX];

	if (++way->links > MAX_LINKS)
		return -ELOOP;
	if ((size_t)snprintf(text, sizeof(text), "%s/%s", link, way->rest) >= sizeof(text))
		return -ENAMETOOLONG;
	strcpy(way->text, text);
	way->rest = way->text;
	return 0;
}

/* Files that the kernel makes up: they have rights of their own, which no mode shows, and reading some waits. */
static bool is_made_up(int fd)
{
	static const long types[] = {
		PROC_SUPER_MAGIC, SYSFS_MAGIC, DEBUGFS_MAGIC, TRACEFS_MAGIC, SECURITYFS_MAGIC, CGROUP_SUPER_MAGIC,
		CGROUP2_SUPER_MAGIC, BPF_FS_MAGIC, EFIVARFS_MAGIC, PSTOREFS_MAGIC, SELINUX_MAGIC, SMACK_MAGIC,
		NSFS_MAGIC, BINFMTFS_MAGIC, DEVPTS_SUPER_MAGIC,
	};
	struct statfs status;

	if (fstatfs(fd, &status))
		return true;
	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
		if (status.f_type == types[i])
			return true;
	}
	return false;
}

static bool is_same_place(int a, int b)
{
	struct statx one, other;
	const unsigned int wanted = STATX_INO | STATX_MNT_ID;

	return !statx(a, "", AT_EMPTY_PATH, wanted, &one) && !statx(b, "", AT_EMPTY_PATH, wanted, &other) &&
	       one.stx_ino == other.stx_ino && one.stx_mnt_id == other.stx_mnt_id &&
	       one.stx_dev_major == other.stx_dev_major && one.stx_dev_minor == other.stx_dev_minor;
}

/*
 * Where a link leads on from `folder`, or -errno. Only the process's own links and root's: who owns neither process
 * nor system does not lead one astray. The links of /proc are no paths.
 */
static int follow(const struct viewer *viewer, struct way *way, int folder, int link, const struct stat *status)
{
	char text[PATH_MAX];
	ssize_t bytes;
	int err;

	if ((status->st_uid != 0 && status->st_uid != viewer->uid) || is_made_up(link))
		return -EACCES;
	bytes = readlinkat(link, "", text, sizeof(text) - 1);
	if (bytes <= 0)
		return bytes < 0 ? -errno : -ENOENT;
	text[bytes] = '\0';
	err = way__detour(way, text);
	return err ? err : fcntl(text[0] == '/' ? viewer->root : folder, F_DUPFD_CLOEXEC, 0);
}

/* The place of the next name in `folder`, or -errno. A link at the end of the way is none unless it is to be followed. */
static int step(const struct viewer *viewer, struct way *way, int folder, bool follow_last)
{
	bool is_up = !strcmp(way->name, "..");
	struct stat status;
	int place, next;

	if (fstat(folder, &status))
		return -errno;
	if (!S_ISDIR(status.st_mode))
		return -ENOTDIR;
	if (!viewer__may(viewer, folder, &status, MAY_SEARCH))
		return -EACCES;
	if (!strcmp(way->name, ".") || (is_up && is_same_place(folder, viewer->root)))
		return fcntl(folder, F_DUPFD_CLOEXEC, 0);
	place = openat(folder, way->name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	if (place < 0 || fstat(place, &status))
		next = -errno;
	else if (!S_ISLNK(status.st_mode))
		return place;
	else
		next = *way->rest || follow_last ? follow(viewer, way, folder, place, &status) : -ELOOP;
	if (place >= 0)
		close(place);
	return next;
}

/* A descriptor (O_PATH) of what lies at a path: whatever happens to the path from now on, it is this file. */
static int walk(const struct viewer *viewer, const char *path, bool follow_last)
{
	struct way way;
	int more, next, at = way__start(&way, path);

	if (at)
		return at;
	at = path[0] == '/' ? fcntl(viewer->root, F_DUPFD_CLOEXEC, 0) :
			      openat(viewer->proc, "cwd", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (at < 0)
		return -errno;
	while ((more = way__next(&way)) > 0) {
		next = step(viewer, &way, at, follow_last);
		close(at);
		if (next < 0)
			return next;
		at = next;
	}
	if (more < 0)
		close(at);
	return more < 0 ? more : at;
}

/* Opens a place to be read, once it is known to be a file that the process may read. Never waits. */
static int open_file(const struct viewer *viewer, int place)
{
	struct stat status;
	char path[48];
	int fd;

	if (fstat(place, &status))
		return -errno;
	if (!S_ISREG(status.st_mode))
		return -EINVAL;
	if (!viewer__may(viewer, place, &status, MAY_READ) || is_made_up(place))
		return -EACCES;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", place);
	fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

static ssize_t read_head(const struct viewer *viewer, int place, char *head, size_t most)
{
	int fd = open_file(viewer, place);
	ssize_t bytes = 0, got = 0;

	if (fd < 0)
		return fd;
	while ((size_t)bytes < most && (got = read(fd, head + bytes, most - (size_t)bytes)) > 0)
		bytes += got;
	if (got < 0)
		bytes = -errno;
	close(fd);
	return bytes;
}

ssize_t foreign_file__read(const struct foreign_process *process, const char *path, char *head, size_t most)
{
	struct viewer viewer;
	ssize_t bytes;
	int place = viewer__open(&viewer, process);

	if (place)
		return place;
	place = walk(&viewer, path, false);
	bytes = place;
	if (place >= 0) {
		bytes = read_head(&viewer, place, head, most);
		close(place);
	}
	viewer__close(&viewer);
	return bytes;
}

static bool is_newer(const struct foreign_file *a, const struct foreign_file *b)
{
	if (a->changed.tv_sec != b->changed.tv_sec)
		return a->changed.tv_sec > b->changed.tv_sec;
	if (a->changed.tv_nsec != b->changed.tv_nsec)
		return a->changed.tv_nsec > b->changed.tv_nsec;
	/* Within one tick: where numbers are given out in order, the later file has the higher. */
	return a->inode > b->inode;
}

/* Takes the file in where it belongs; the oldest one goes where there is no room. */
static int keep(struct foreign_file *files, int count, struct foreign_file file)
{
	int at = count;

	if (count == FOREIGN_FOLDER_FILES) {
		if (is_newer(&files[--at], &file)) {
			free(file.name);
			return count;
		}
		free(files[at].name);
		count--;
	}
	for (; at > 0 && is_newer(&file, &files[at - 1]); at--)
		files[at] = files[at - 1];
	files[at] = file;
	return count + 1;
}

static bool is_wanted(const char *name, const struct foreign_folder_options *options)
{
	size_t bytes = strlen(name), prefix = strlen(options->prefix), suffix = strlen(options->suffix);

	return bytes > prefix + suffix && !strncmp(name, options->prefix, prefix) &&
	       !strcmp(name + bytes - suffix, options->suffix);
}

static uint64_t ns_of(const struct timespec *time)
{
	return (uint64_t)time->tv_sec * NS_A_SECOND + (uint64_t)time->tv_nsec;
}

/* UTC, ns, of an instant of CLOCK_BOOTTIME. */
static uint64_t wall_of(uint64_t at)
{
	struct timespec boot, wall;

	clock_gettime(CLOCK_BOOTTIME, &boot);
	clock_gettime(CLOCK_REALTIME, &wall);
	return ns_of(&wall) - ns_of(&boot) + at;
}

static int list_files(DIR *folder, const struct foreign_folder_options *options, struct foreign_file *files)
{
	uint64_t since = wall_of(options->changed_since) - COARSE_NS;
	/* A file's time is never ahead of the clock. */
	uint64_t until = options->changed_until == UINT64_MAX ? UINT64_MAX : wall_of(options->changed_until);
	struct dirent *entry;
	struct foreign_file file;
	struct stat status;
	int count = 0;

	for (int looked = 0; looked < MAX_ENTRIES && (entry = readdir(folder)); looked++) {
		if (!is_wanted(entry->d_name, options) ||
		    fstatat(dirfd(folder), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) ||
		    !S_ISREG(status.st_mode) || ns_of(&status.st_mtim) < since ||
		    ns_of(&status.st_mtim) > until)
			continue;
		file = (struct foreign_file){ .name = strdup(entry->d_name) };
		if (!file.name)
			break;
		file.changed = status.st_mtim;
		file.inode = status.st_ino;
		count = keep(files, count, file);
	}
	return count;
}

/* Reads what it can; a file that is gone meanwhile, or not the process's to read, has an empty head. */
static void read_heads(const struct viewer *viewer, int folder, size_t most, struct foreign_file *files, int count)
{
	for (int i = 0; i < count; i++) {
		int place = openat(folder, files[i].name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
		ssize_t bytes = -1;

		files[i].head = malloc(most);
		if (place >= 0 && files[i].head)
			bytes = read_head(viewer, place, files[i].head, most);
		if (place >= 0)
			close(place);
		files[i].bytes = bytes > 0 ? (size_t)bytes : 0;
	}
}

static int read_folder(const struct viewer *viewer, int place, const struct foreign_folder_options *options,
		       struct foreign_file *files)
{
	struct stat status;
	int count, fd;
	DIR *folder;

	if (fstat(place, &status))
		return -errno;
	if (!S_ISDIR(status.st_mode))
		return -ENOTDIR;
	if (!viewer__may(viewer, place, &status, MAY_READ | MAY_SEARCH) || is_made_up(place))
		return -EACCES;
	fd = openat(place, ".", O_RDONLY | O_DIRECTORY | O_NONBLOCK | O_CLOEXEC);
	folder = fd < 0 ? NULL : fdopendir(fd);
	if (!folder) {
		count = -errno;
		if (fd >= 0)
			close(fd);
		return count;
	}
	count = list_files(folder, options, files);
	read_heads(viewer, dirfd(folder), options->most_bytes, files, count);
	closedir(folder);
	return count;
}

int foreign_folder__read(const struct foreign_process *process, const char *path,
			 const struct foreign_folder_options *options,
			 struct foreign_file files[FOREIGN_FOLDER_FILES])
{
	struct viewer viewer;
	int count, place = viewer__open(&viewer, process);

	if (place)
		return place;
	/* A path of ours, not of the process's: /var/run is a link as a rule. */
	count = place = walk(&viewer, path, true);
	if (place >= 0) {
		count = read_folder(&viewer, place, options, files);
		close(place);
	}
	viewer__close(&viewer);
	return count;
}

void foreign_files__free(struct foreign_file *files, int count)
{
	for (int i = 0; i < count; i++) {
		free(files[i].name);
		free(files[i].head);
	}
}
