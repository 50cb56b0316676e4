/*
 * Files that a traced process names, or that lie where it may have put them. We may read more than it may, and its
 * owner may change what lies at a path at any moment: nothing here gives away what the process could not read itself,
 * waits for anybody, or reads without bound. Everything that opens a path of another process goes through here.
 */
#ifndef HACOTAKI_FOREIGN_FILE_H
#define HACOTAKI_FOREIGN_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#define FOREIGN_FOLDER_FILES 16 /* at most, of one folder */

/* The process through whose eyes we look, and what is known of it from the kernel. */
struct foreign_process {
	uint32_t tgid;
	bool has_owner;
	uint32_t uid, gid; /* when it was seen: another program in its place may run as somebody else */
};

struct foreign_file {
	char *name;
	struct timespec changed;
	uint64_t inode;
	char *head;
	size_t bytes;
};

struct foreign_folder_options {
	const char *prefix, *suffix; /* of the names looked for */
	uint64_t changed_since; /* CLOCK_BOOTTIME, ns */
	uint64_t changed_until;
	size_t most_bytes; /* of each file */
};

/* The first `most` bytes of a file into `head`: how many they are, or -errno. Relative to the process's folder. */
ssize_t foreign_file__read(const struct foreign_process *process, const char *path, char *head, size_t most);

/* Files of a folder, newest first: how many they are, or -errno. Free them with foreign_files__free. */
int foreign_folder__read(const struct foreign_process *process, const char *path,
			 const struct foreign_folder_options *options,
			 struct foreign_file files[FOREIGN_FOLDER_FILES]);

void foreign_files__free(struct foreign_file *files, int count);

#endif
