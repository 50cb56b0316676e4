#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <unistd.h>
#include "boot_probe.h"
#include "elf_file.h"

#define MINOR_BITS 20

/*
 * stat(2) may show made-up numbers (btrfs subvolumes, overlayfs). What the kernel will see at exec are the inode's own
 * number, in fdinfo, and its super block's device, in mountinfo.
 */
static bool read_fdinfo(int fd, uint64_t *inode, int *mount_id)
{
	unsigned long long number;
	char path[64], line[256];
	int found = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/thread-self/fdinfo/%d", fd);
	file = fopen(path, "re");
	if (!file)
		return false;
	while (fgets(line, sizeof(line), file)) {
		if (sscanf(line, "ino:\t%llu", &number) == 1) {
			*inode = number;
			found |= 1;
		} else if (sscanf(line, "mnt_id:\t%d", mount_id) == 1) {
			found |= 2;
		}
	}
	fclose(file);
	return found == 3;
}

/* The super block's device of a mount that this list of mounts holds. */
static bool find_mount_dev(const char *mountinfo, int mount_id, unsigned int *major_out, unsigned int *minor_out)
{
	FILE *file = fopen(mountinfo, "re");
	bool is_found = false;
	char *line = NULL;
	size_t room = 0;

	if (!file)
		return false;
	while (!is_found && getline(&line, &room, file) > 0) {
		unsigned int major_dev, minor_dev;
		int id, parent;

		is_found = sscanf(line, "%d %d %u:%u", &id, &parent, &major_dev, &minor_dev) == 4 && id == mount_id;
		if (is_found) {
			*major_out = major_dev;
			*minor_out = minor_dev;
		}
	}
	free(line);
	fclose(file);
	return is_found;
}

/*
 * A path through /proc/PID/root leads to a mount of another mount namespace, which our own list does not show; ids of
 * mounts are unique among all namespaces. Each namespace is asked once, as far as neighbours in /proc share theirs.
 */
static void read_mount_dev(int mount_id, unsigned int *major_out, unsigned int *minor_out)
{
	char path[64], space[64], asked[64] = "";
	struct dirent *entry;
	DIR *processes;

	if (find_mount_dev("/proc/thread-self/mountinfo", mount_id, major_out, minor_out))
		return;
	processes = opendir("/proc");
	while (processes && (entry = readdir(processes))) {
		unsigned long pid = strtoul(entry->d_name, NULL, 10);
		ssize_t length;

		if (!pid)
			continue;
		snprintf(path, sizeof(path), "/proc/%lu/ns/mnt", pid);
		length = readlink(path, space, sizeof(space) - 1);
		if (length < 0)
			continue;
		space[length] = '\0';
		if (!strcmp(space, asked))
			continue;
		strcpy(asked, space);
		snprintf(path, sizeof(path), "/proc/%lu/mountinfo", pid);
		if (find_mount_dev(path, mount_id, major_out, minor_out))
			break;
	}
	if (processes)
		closedir(processes);
}

static void target__identify(struct target *target, const struct stat *status)
{
	unsigned int major_dev = major(status->st_dev), minor_dev = minor(status->st_dev);
	uint64_t inode = status->st_ino;
	int mount_id;

	if (read_fdinfo(target->fd, &inode, &mount_id))
		read_mount_dev(mount_id, &major_dev, &minor_dev);
	target->stat_dev = status->st_dev;
	target->stat_inode = status->st_ino;
	target->inode = inode;
	target->dev = makedev(major_dev, minor_dev);
	target->key = (struct binary_key){ .inode = inode, .dev = (uint64_t)major_dev << MINOR_BITS | minor_dev };
}

static int64_t nanoseconds_of(const struct statx_timestamp *time)
{
	return time->tv_sec * 1000000000LL + time->tv_nsec;
}

static void target__date(struct target *target)
{
	struct statfs file_system;
	struct statx status;

	if (!statx(target->fd, "", AT_EMPTY_PATH, STATX_BTIME | STATX_CTIME, &status)) {
		if (status.stx_mask & STATX_BTIME)
			target->times.born = nanoseconds_of(&status.stx_btime);
		if (status.stx_mask & STATX_CTIME)
			target->times.changed = nanoseconds_of(&status.stx_ctime);
	}
	target->is_stacked = !fstatfs(target->fd, &file_system) && file_system.f_type == OVERLAYFS_SUPER_MAGIC;
}

static int report_open_failure(int err, const char *path, struct native_error *error)
{
	if (err == -ENOENT || err == -ENOTDIR)
		native_error__set(error, NATIVE_BINARY_NOT_FOUND, "cannot find %s: check the path", path);
	else
		native_error__set(error, NATIVE_BINARY_UNREADABLE, "cannot read %s: %s; check its permissions", path,
				  strerror(-err));
	return err;
}

/* Non-blocking, because a path may name a pipe. */
static int open_binary(const char *path, struct stat *status, struct native_error *error)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	int err;

	if (fd < 0)
		return report_open_failure(-errno, path, error);
	if (fstat(fd, status)) {
		err = report_open_failure(-errno, path, error);
		close(fd);
		return err;
	}
	if (!S_ISREG(status->st_mode)) {
		native_error__set(error, NATIVE_NOT_AN_EXECUTABLE, "%s is not a file: give the path of an executable",
				  path);
		close(fd);
		return -ENOEXEC;
	}
	return fd;
}

static int report_read_failure(int err, const char *path, struct native_error *error)
{
	if (err == -ENOEXEC)
		native_error__set(error, NATIVE_NOT_AN_EXECUTABLE,
				  "%s is not an ELF executable of x86-64 or arm64: give the program itself, not a script around it",
				  path);
	else
		native_error__set(error, NATIVE_BINARY_UNREADABLE, "cannot read %s: %s", path, strerror(-err));
	return err;
}

static void keep_provider(struct usdt_notes *notes, const char *provider)
{
	size_t kept = 0;

	for (size_t i = 0; i < notes->count; i++) {
		if (!strcmp(notes->items[i].provider, provider))
			notes->items[kept++] = notes->items[i];
	}
	notes->count = kept;
}

int target__open(const char *path, const char *provider, struct write_guard *guard, struct target **out,
		 struct native_error *error)
{
	struct target *target = calloc(1, sizeof(*target));
	struct stat status;
	int err = -ENOMEM;

	native_error__set(error, NATIVE_FAILED, "cannot read %s: out of memory", path);
	if (!target)
		return err;
	target->fd = -1;
	target->path = strdup(path);
	target->provider = provider ? strdup(provider) : NULL;
	if (!target->path || (provider && !target->provider))
		goto cleanup;
	target->fd = err = open_binary(path, &status, error);
	if (err < 0)
		goto cleanup;
	/* Before anything is read: what is read then stays true. */
	err = guard ? write_guard__hold(guard, target->fd, &target->hold) : 0;
	if (err) {
		native_error__set(error, NATIVE_BINARY_BUSY,
				  "%s is being written: it can be attached to once whoever writes it has closed it", path);
		goto cleanup;
	}
	target__date(target);
	err = usdt_notes__read(target->fd, &target->notes);
	if (!err) {
		err = build_id__read(target->fd, target->build_id, sizeof(target->build_id));
		if (err == -ENOENT)
			err = 0;
	}
	if (err) {
		report_read_failure(err, path, error);
		goto cleanup;
	}
	if (provider)
		keep_provider(target->notes, provider);
	target__identify(target, &status);
	*out = target;
	return 0;
cleanup:
	target__free(target);
	return err;
}

int target__open_ours(const char *path, const char *provider, struct write_guard *guard, struct target **out,
		      struct native_error *error)
{
	struct target *target;
	uint16_t machine;
	int err = target__open(path, provider, guard, &target, error);

	if (err)
		return err;
	machine = target->notes->machine;
	if (machine != ELF_MACHINE) {
		native_error__set(error, NATIVE_NOT_AN_EXECUTABLE, "%s is for %s, and this is %s: give the program that runs here",
				  path, elf_machine__name(machine), elf_machine__name(ELF_MACHINE));
		target__free(target);
		return -ENOEXEC;
	}
	*out = target;
	return 0;
}

void target__free(struct target *target)
{
	if (!target)
		return;
	write_hold__let_go(&target->hold);
	if (target->fd >= 0)
		close(target->fd);
	usdt_notes__free(target->notes);
	free(target->path);
	free(target->provider);
	free(target);
}
