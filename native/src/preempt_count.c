#include <bpf/btf.h>
#include <stdbool.h>
#include <string.h>
#include "preempt_count.h"

/* Offset of a member of a struct of ints and pointers, in bytes; negative: there is none. */
static int64_t member_offset(const struct btf *btf, const struct btf_type *type, const char *name)
{
	const struct btf_member *member = btf_members(type);

	for (int i = 0; i < btf_vlen(type); i++, member++) {
		const struct btf_type *inner = btf__type_by_id(btf, member->type);
		int64_t offset = btf_member_bit_offset(type, (__u32)i) / 8;

		if (!strcmp(btf__name_by_offset(btf, member->name_off), name))
			return offset;
		/* One without a name: its members are the struct's. */
		if (!member->name_off && btf_is_composite(inner)) {
			int64_t below = member_offset(btf, inner, name);

			if (below >= 0)
				return offset + below;
		}
	}
	return -1;
}

/*
 * A variable by itself, but for Linux 6.2 to 6.14, which have it in struct pcpu_hot. All variables that each processor has
 * for itself lie in one section, so that the distance of two is the same on each.
 */
int64_t preempt_count__from_run_queue(const struct btf *btf)
{
	int section = btf__find_by_name_kind(btf, ".data..percpu", BTF_KIND_DATASEC);
	const struct btf_type *type = section > 0 ? btf__type_by_id(btf, (__u32)section) : NULL;
	const struct btf_var_secinfo *variable = type ? btf_var_secinfos(type) : NULL;
	int64_t count = -1, run_queue = -1;

	for (int i = 0; type && i < btf_vlen(type); i++, variable++) {
		const struct btf_type *declared = btf__type_by_id(btf, variable->type);
		const char *name = btf__name_by_offset(btf, declared->name_off);

		if (!strcmp(name, "runqueues")) {
			run_queue = variable->offset;
		} else if (!strcmp(name, "__preempt_count")) {
			count = variable->offset;
		} else if (!strcmp(name, "pcpu_hot")) {
			int64_t within = member_offset(btf, btf__type_by_id(btf, declared->type), "preempt_count");

			if (within >= 0)
				count = variable->offset + within;
		}
	}
	return count >= 0 && run_queue >= 0 ? count - run_queue : 0;
}
