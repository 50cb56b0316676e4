/*
 * Many uprobes of one file as one BPF link. Linux has it since 6.6, libbpf only later than the one we build with. Beside
 * being cheaper at each hit, it needs no more than CAP_BPF and CAP_PERFMON, where perf's uprobes need CAP_SYS_ADMIN.
 */
#ifndef HACOTAKI_UPROBE_MULTI_H
#define HACOTAKI_UPROBE_MULTI_H

#include <stdint.h>

/* expected_attach_type of the programs: the kernel's number for BPF_TRACE_UPROBE_MULTI. */
#define ATTACH_TYPE_UPROBE_MULTI 48

struct uprobe_points {
	const uint64_t *offsets;
	const uint64_t *semaphores; /* offsets in the file as well, 0 for none */
	const uint64_t *cookies;
	uint32_t count;
};

/* A descriptor that holds the uprobes until it is closed, or -errno. */
int uprobe_multi__attach(int program_fd, const char *path, const struct uprobe_points *points);

#endif
