#include <inttypes.h>
#include <linux/capability.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>
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

void support__check(struct support *support, const char *btf_path)
{
	uint64_t capabilities = effective_capabilities();
	unsigned int major = 0, minor = 0;
	struct utsname kernel;

	memset(support, 0, sizeof(*support));
	support->has_btf = access(btf_path, R_OK) == 0;
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
