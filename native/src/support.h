/* What this process and this kernel bring along for tracing. */
#ifndef HACOTAKI_SUPPORT_H
#define HACOTAKI_SUPPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DEFAULT_BTF_PATH "/sys/kernel/btf/vmlinux"

struct support {
	bool has_btf;
	bool has_call_tracepoints; /* to be attached to through BTF */
	bool has_scheduler_tracepoints;
	int64_t preempt_count_from_run_queue; /* see preempt_count.h */
	bool has_function_names; /* of the kernel's, with their addresses */
	bool has_bpf;
	bool has_perfmon;
	bool has_sys_ptrace;
	bool has_sys_admin;
	bool has_uprobe_multi; /* Linux 6.6 */
	char kernel_release[128];
};

void support__check(struct support *support, const char *btf_path);

/*
 * "CAP_BPF and CAP_PERFMON", or "" when nothing is missing. CAP_SYS_ADMIN stands for both, and kernels before 6.6 let
 * nobody without it set uprobes.
 */
void support__missing_capabilities(const struct support *support, char *text, size_t size);

#endif
