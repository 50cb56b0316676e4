/* Puts a live process and its present descendants under tracking, from what /proc shows. */
#ifndef HACOTAKI_PROCESS_TREE_H
#define HACOTAKI_PROCESS_TREE_H

#include <linux/types.h>
#include <stdint.h>

struct process_tree_options {
	int map_fd; /* of struct process by tgid */
	volatile __s64 *followed;
	__u32 *followed_slots;
	volatile __u32 *runs_begun;
	uint16_t (*attachment_of_file)(void *context, uint64_t dev, uint64_t inode);
	uint16_t (*root_of_file)(void *context, uint64_t dev, uint64_t inode);
	void *context;
};

/* 1, or 0 when there is no such process, or -errno. */
int process_tree__follow(const struct process_tree_options *options, uint32_t tgid);

#endif
