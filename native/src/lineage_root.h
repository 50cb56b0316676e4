/* Files whose execs, and all that is below them, are followed without probes: known by inode. */
#ifndef HACOTAKI_LINEAGE_ROOT_H
#define HACOTAKI_LINEAGE_ROOT_H

#include <stdint.h>
#include "boot_probe.h"
#include "native_error.h"

struct lineage_root {
	struct lineage_root *next;
	uint16_t id; /* from 1 */
	struct target *target; /* its descriptor keeps the inode from being given to another file */
};

struct lineage_roots {
	struct lineage_root *first;
	uint16_t last_id;
	int map_fd; /* of ids by struct binary_key */
};

/* The same file once more gives the root there is. */
int lineage_roots__add(struct lineage_roots *roots, const char *path, const struct lineage_root **out,
		       struct native_error *error);
/* Unknown ids are ignored. */
void lineage_roots__remove(struct lineage_roots *roots, unsigned int id);
/* The number of the root that stat(2) describes so, 0 for none. */
uint16_t lineage_roots__find(const struct lineage_roots *roots, uint64_t stat_dev, uint64_t stat_inode);
void lineage_roots__free(struct lineage_roots *roots);

#endif
