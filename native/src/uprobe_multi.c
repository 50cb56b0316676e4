#include <errno.h>
#include <linux/bpf.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "uprobe_multi.h"

/* The part of union bpf_attr that BPF_LINK_CREATE reads, as Linux 6.6 has it. */
struct link_create_attr {
	__u32 prog_fd;
	__u32 target_fd;
	__u32 attach_type;
	__u32 flags;
	__aligned_u64 path;
	__aligned_u64 offsets;
	__aligned_u64 ref_ctr_offsets;
	__aligned_u64 cookies;
	__u32 count;
	__u32 uprobe_flags;
	__u32 pid;
	__u32 reserved;
};

int uprobe_multi__attach(int program_fd, const char *path, const struct uprobe_points *points)
{
	struct link_create_attr attr = {
		.prog_fd = (__u32)program_fd,
		.attach_type = ATTACH_TYPE_UPROBE_MULTI,
		.path = (uintptr_t)path,
		.offsets = (uintptr_t)points->offsets,
		.ref_ctr_offsets = (uintptr_t)points->semaphores,
		.cookies = (uintptr_t)points->cookies,
		.count = points->count,
	};
	long fd = syscall(SYS_bpf, BPF_LINK_CREATE, &attr, sizeof(attr));

	return fd < 0 ? -errno : (int)fd;
}
