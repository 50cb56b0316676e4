#include <bpf/btf.h>
#include <inttypes.h>
#include <linux/capability.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>
#include "preempt_count.h"
#include "support.h"

static uint64_t effective_capabilities(void)
{
	FILE *status = fopen("/proc/thread-self/status", "re");
	uint64_t capabilities = 0;
	char line[256];

	if (!status)
		return 0;
	while (fgets(line, sizeof(line), status)) {
		if (sscanf(line, "CapEff: %" SCNx64, &capabilities) == 1)
			break;
	}
	fclose(status);
	return capabilities;
}

/* Lines of /proc/kallsyms. */
#define MOST_LOOKED_AT 4096

/* What the kernel's types tell. They do not change while it runs, and reading them takes some 50 ms. */
struct types_support {
	struct types_support *next;
	char *btf_path;
	bool has_call_tracepoints;
	bool has_scheduler_tracepoints;
	int64_t preempt_count_from_run_queue;
};

static pthread_mutex_t types_lock = PTHREAD_MUTEX_INITIALIZER;
static struct types_support *types_known;

static bool has_tracepoint(const struct btf *btf, const char *name)
{
	char type[64];

	snprintf(type, sizeof(type), "btf_trace_%s", name);
	return btf__find_by_name_kind(btf, type, BTF_KIND_TYPEDEF) > 0;
}

static bool read_types(struct types_support *types, const char *btf_path)
{
	struct btf *btf = btf__parse(btf_path, NULL);

	if (!btf)
		return false;
	types->has_call_tracepoints = has_tracepoint(btf, "sys_enter") && has_tracepoint(btf, "sys_exit");
	types->has_scheduler_tracepoints = has_tracepoint(btf, "sched_switch") && has_tracepoint(btf, "sched_waking");
	types->preempt_count_from_run_queue = preempt_count__from_run_queue(btf);
	btf__free(btf);
	return true;
}

/* NULL: they cannot be read. What was read before stays: a file that could not be is looked at again. */
static const struct types_support *find_types(const char *btf_path)
{
	struct types_support *types = types_known;

	while (types && strcmp(types->btf_path, btf_path))
		types = types->next;
	if (types)
		return types;
	types = calloc(1, sizeof(*types));
	if (!types)
		return NULL;
	types->btf_path = strdup(btf_path);
	if (!types->btf_path || !read_types(types, btf_path)) {
		free(types->btf_path);
		free(types);
		return NULL;
	}
	types->next = types_known;
	types_known = types;
	return types;
}

static void check_types(struct support *support, const char *btf_path)
{
	const struct types_support *types;

	pthread_mutex_lock(&types_lock);
	types = find_types(btf_path);
	if (types) {
		support->has_call_tracepoints = types->has_call_tracepoints;
		support->has_scheduler_tracepoints = types->has_scheduler_tracepoints;
		support->preempt_count_from_run_queue = types->preempt_count_from_run_queue;
	}
	pthread_mutex_unlock(&types_lock);
}

/* Whoever may not know them is shown zeros; some of the first lines may be a true zero. */
static bool has_function_names(void)
{
	FILE *names = fopen("/proc/kallsyms", "re");
	unsigned long long address = 0;

	for (int i = 0; names && !address && i < MOST_LOOKED_AT; i++) {
		if (fscanf(names, "%llx%*[^\n]", &address) != 1)
			break;
	}
	if (names)
		fclose(names);
	return address;
}

void support__check(struct support *support, const char *btf_path)
{
	uint64_t capabilities = effective_capabilities();
	unsigned int major = 0, minor = 0;
	struct utsname kernel;

	memset(support, 0, sizeof(*support));
	support->has_btf = access(btf_path, R_OK) == 0;
	if (support->has_btf)
		check_types(support, btf_path);
	support->has_function_names = has_function_names();
	support->has_bpf = capabilities >> CAP_BPF & 1;
	support->has_perfmon = capabilities >> CAP_PERFMON & 1;
	support->has_sys_ptrace = capabilities >> CAP_SYS_PTRACE & 1;
	support->has_sys_admin = capabilities >> CAP_SYS_ADMIN & 1;
	if (uname(&kernel))
		return;
	snprintf(support->kernel_release, sizeof(support->kernel_release), "%s", kernel.release);
	sscanf(kernel.release, "%u.%u", &major, &minor);
	support->has_uprobe_multi = major > 6 || (major == 6 && minor >= 6);
}

void support__missing_capabilities(const struct support *support, char *text, size_t size)
{
	bool needs_bpf = !support->has_bpf && !support->has_sys_admin;
	bool needs_perfmon = !support->has_perfmon && !support->has_sys_admin;

	if (!support->has_uprobe_multi && !support->has_sys_admin) {
		snprintf(text, size, "CAP_SYS_ADMIN");
		return;
	}
	snprintf(text, size, "%s%s%s", needs_bpf ? "CAP_BPF" : "", needs_bpf && needs_perfmon ? " and " : "",
		 needs_perfmon ? "CAP_PERFMON" : "");
}
