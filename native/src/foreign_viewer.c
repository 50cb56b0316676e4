#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/xattr.h>
#include <unistd.h>
#include "foreign_viewer.h"

#define STATUS_BYTES (64 * 1024)
#define POWERS_OVER_FILES (1ULL << 1 | 1ULL << 2) /* CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH */

static ssize_t read_status(int proc, char *text, size_t room)
{
	int fd = openat(proc, "status", O_RDONLY | O_CLOEXEC);
	ssize_t bytes;
	int err;

	if (fd < 0)
		return -errno;
	bytes = read(fd, text, room - 1);
	err = -errno;
	close(fd);
	if (bytes < 0)
		return err;
	text[bytes] = '\0';
	return bytes;
}

/* Real, effective, saved and of the file system: a process where they differ is on its way between two owners. */
static bool read_id(const char *text, const char *key, uint32_t *id)
{
	const char *line = strstr(text, key);
	uint32_t ids[4];

	if (!line || sscanf(line + strlen(key), "%u %u %u %u", &ids[0], &ids[1], &ids[2], &ids[3]) != 4)
		return false;
	*id = ids[0];
	return ids[1] == *id && ids[2] == *id && ids[3] == *id;
}

static void read_groups(struct viewer *viewer, const char *text)
{
	const char *at = strstr(text, "\nGroups:\t");
	char *end;

	at = at ? at + strlen("\nGroups:\t") : "";
	while (viewer->group_count < FOREIGN_GROUPS) {
		unsigned long group = strtoul(at, &end, 10);

		/* strtoul would go on behind the line; a group cut off at the end of the text is none. */
		if (end == at || memchr(at, '\n', (size_t)(end - at)) || !*end)
			return;
		viewer->groups[viewer->group_count++] = (uint32_t)group;
		at = end;
	}
}

/* In a user namespace of its own a process has powers over that namespace's files alone. */
static bool shares_user_namespace(int proc)
{
	struct stat own, theirs;

	return !stat("/proc/self/ns/user", &own) && !fstatat(proc, "ns/user", &theirs, 0) &&
	       own.st_dev == theirs.st_dev && own.st_ino == theirs.st_ino;
}

static bool has_powers(const struct viewer *viewer, const char *text)
{
	const char *line = strstr(text, "\nCapEff:\t");

	return viewer->uid == 0 && line && (strtoull(line + strlen("\nCapEff:\t"), NULL, 16) & POWERS_OVER_FILES) &&
	       shares_user_namespace(viewer->proc);
}

static int viewer__learn(struct viewer *viewer, const struct foreign_process *process)
{
	char *text = malloc(STATUS_BYTES);
	ssize_t err;

	if (!text)
		return -ENOMEM;
	err = read_status(viewer->proc, text, STATUS_BYTES);
	if (err >= 0) {
		err = -EACCES;
		if (read_id(text, "\nUid:\t", &viewer->uid) && read_id(text, "\nGid:\t", &viewer->gid) &&
		    (!process->has_owner || (viewer->uid == process->uid && viewer->gid == process->gid))) {
			read_groups(viewer, text);
			viewer->is_root = has_powers(viewer, text);
			err = 0;
		}
	}
	free(text);
	return (int)err;
}

int viewer__open(struct viewer *viewer, const struct foreign_process *process)
{
	char path[32];
	int err;

	viewer->root = -1;
	viewer->group_count = 0;
	snprintf(path, sizeof(path), "/proc/%u", process->tgid);
	viewer->proc = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (viewer->proc < 0)
		return -errno;
	err = viewer__learn(viewer, process);
	if (!err) {
		viewer->root = openat(viewer->proc, "root", O_PATH | O_DIRECTORY | O_CLOEXEC);
		err = viewer->root < 0 ? -errno : 0;
	}
	if (err)
		viewer__close(viewer);
	return err;
}

void viewer__close(struct viewer *viewer)
{
	if (viewer->root >= 0)
		close(viewer->root);
	close(viewer->proc);
}

static bool is_member(const struct viewer *viewer, uint32_t gid)
{
	if (gid == viewer->gid)
		return true;
	for (size_t i = 0; i < viewer->group_count; i++) {
		if (viewer->groups[i] == gid)
			return true;
	}
	return false;
}

/* Beside an access list the mode tells what its owner may, and of others only what they may at most. */
static bool has_access_list(int fd)
{
	char path[48];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	return getxattr(path, "system.posix_acl_access", NULL, 0) > 0;
}

bool viewer__may(const struct viewer *viewer, int fd, const struct stat *status, enum viewer_right right)
{
	mode_t mode = status->st_mode;

	if (viewer->is_root)
		return true;
	if (status->st_uid == viewer->uid)
		return (mode >> 6 & right) == right;
	mode = is_member(viewer, status->st_gid) ? mode >> 3 : mode;
	return (mode & right) == right && !has_access_list(fd);
}
