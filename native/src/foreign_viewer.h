/* What another process may see: its root, its working directory and its rights to files. */
#ifndef HACOTAKI_FOREIGN_VIEWER_H
#define HACOTAKI_FOREIGN_VIEWER_H

#include <sys/stat.h>
#include "foreign_file.h"

#define FOREIGN_GROUPS 4096 /* of more, the rest is not looked at: it may read less, not more */

struct viewer {
	int proc; /* its folder in /proc: stays its own though the pid may be given out again */
	int root;
	uint32_t uid, gid;
	uint32_t groups[FOREIGN_GROUPS];
	size_t group_count;
	bool is_root; /* of our user namespace, and not without its powers over files */
};

enum viewer_right {
	MAY_SEARCH = 1,
	MAY_READ = 4,
};

/* 0 or -errno; -EACCES for a process that is not simply its owner's, or no longer the owner's it was. */
int viewer__open(struct viewer *viewer, const struct foreign_process *process);
void viewer__close(struct viewer *viewer);

/* Whether the process itself may read or search this file, by its owner, groups and mode. */
bool viewer__may(const struct viewer *viewer, int fd, const struct stat *status, enum viewer_right right);

#endif
