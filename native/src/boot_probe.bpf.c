/*
 * Kernel side: reads what a probe, a fork, an exec, an exit, a LISTEN or a cgroup shows, copies it into the ring and
 * counts what did not fit. What it means is decided elsewhere.
 *
 * Followed are processes that exec'd a traced binary or a root, or fired a probe, and their descendants. One of
 * those that execs anything else becomes an application: it reports its exit whenever that is, but its
 * descendants only until the first of them listens, the application exits, or APPLICATION_FOLLOW_NS pass. Below a
 * root a program that has no name of its own is a copy of what ran before, and changes nothing.
 */
#include <linux/bpf.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include "kernel.h"
#include "event.h"

#ifndef NULL
#define NULL ((void *)0)
#endif

typedef __u8 bool;

char LICENSE[] SEC("license") = "Dual MIT/GPL";

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 32 << 20);
} events SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct counters);
} counters SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, MAX_LOCATIONS);
	__type(key, __u32);
	__type(value, struct location);
} locations SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, MAX_BINARIES);
	__type(key, struct binary_key);
	__type(value, __u32);
} binaries SEC(".maps");

/* Roots of lineage: files without probes. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, MAX_ROOTS);
	__type(key, struct binary_key);
	__type(value, __u32);
} roots SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, MAX_PROCESSES);
	__type(key, __u32);
	__type(value, struct process);
} processes SEC(".maps");

/* Start of a process known to be followed, with its run in the low bits, by the low bits of its tgid. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, KNOWN_SLOTS);
	__type(key, __u32);
	__type(value, __u64);
} known SEC(".maps");

/*
 * Set by the reader before it sleeps without a timer. The reader then looks at the ring's producer position and
 * we look at this flag after reserving: at least one of the two sees the other.
 */
volatile __u32 reader_asleep = 0;

/* How often a prompt event may wake the reader until it grants more, so that no process can keep it from resting. */
volatile __u32 prompt_wakes = 0;

/* A probe whose first or second argument is one of these numbers below 64 is prompt. */
const volatile __u64 prompt_args = 0;

/* Entries in `processes`. */
volatile __s64 followed = 0;

/* The same by the low bits of their tgids: where there are none, a look at the map is spared. */
__u32 followed_slots[FOLLOWED_SLOTS];

/*
 * What one run may fire: `probe_burst_ns / probe_interval_ns` events at once, then one in probe_interval_ns, and
 * most_a_run in all; runs of a user other than root share the first two. A ring of any size is filled in no time by a
 * program that does nothing but fire, and the boots of others with it. An interval of 0: no limits.
 */
const volatile __u64 probe_interval_ns = 0;
const volatile __u64 probe_burst_ns = 0;
const volatile __u64 most_a_run = 0;

struct allowance runs[RUNS];
struct allowance users[USERS];
volatile __u32 runs_begun = 0;
/* Events beyond the limits, of all runs. */
volatile __u64 limited = 0;

/* For what is told of in a window: when all that was told so far has been earned, as in struct allowance. */
__u64 detail_runs[RUNS];
__u64 detail_users[USERS];
volatile __u64 detail_limited = 0;

static __always_inline struct counters *counters__here(void)
{
	__u32 zero = 0;

	return bpf_map_lookup_elem(&counters, &zero);
}

/* Not before room was reserved: on x86-64 that takes a lock, and nothing is read ahead of one. */
static __always_inline bool reader__is_asleep(void)
{
#ifdef __TARGET_ARCH_x86
	return reader_asleep;
#else
	return __sync_fetch_and_or(&reader_asleep, 0);
#endif
}

/* Whoever reads a prompt event has something to look at that may soon be gone. */
static __always_inline void event__submit(void *event, bool is_prompt)
{
	__u64 flags = BPF_RB_NO_WAKEUP;
	__u32 wakes = prompt_wakes;

	if (reader__is_asleep()) {
		reader_asleep = 0;
		flags = BPF_RB_FORCE_WAKEUP;
	} else if (is_prompt && wakes) {
		prompt_wakes = wakes - 1;
		flags = BPF_RB_FORCE_WAKEUP;
	}
	bpf_ringbuf_submit(event, flags);
}

/* The pid of a process in its own pid namespace, and that namespace. */
static __always_inline __u32 task__nspid(struct task_struct *task, __u32 *pid_namespace)
{
	struct pid *pid = task->group_leader->thread_pid;
	struct upid upid = {};
	__u32 level, number;

	*pid_namespace = 0;
	if (!pid)
		return 0;
	level = pid->level;
	/*
	 * The usual levels by plain loads; a pointer with a computed offset only goes through the helper. Without the barriers
	 * clang makes one load of the three, which the verifier refuses.
	 */
	if (level == 0) {
		number = pid->numbers[0].nr;
		*pid_namespace = pid->numbers[0].ns->ns.inum;
		barrier_var(number);
	} else if (level == 1) {
		number = pid->numbers[1].nr;
		*pid_namespace = pid->numbers[1].ns->ns.inum;
		barrier_var(number);
	} else {
		bpf_probe_read_kernel(&upid, sizeof(upid), (void *)&pid->numbers + level * sizeof(upid));
		number = upid.nr;
		*pid_namespace = BPF_CORE_READ(upid.ns, ns.inum);
		barrier_var(number);
	}
	return number;
}

/* Told soon, of most tasks, without a look at a map. */
static __always_inline bool task__may_be_followed(struct task_struct *task)
{
	return followed_slots[task->tgid & (FOLLOWED_SLOTS - 1)];
}

/* The entry of a followed process, or NULL. */
static __always_inline struct process *process__find(struct task_struct *task)
{
	__u32 tgid = task->tgid;

	if (!task__may_be_followed(task))
		return NULL;
	return bpf_map_lookup_elem(&processes, &tgid);
}

static __always_inline struct process *process__add(__u32 tgid, const struct process *process)
{
	struct counters *here;
	long err = bpf_map_update_elem(&processes, &tgid, process, BPF_NOEXIST);

	if (!err) {
		__sync_fetch_and_add(&followed, 1);
		__sync_fetch_and_add(&followed_slots[tgid & (FOLLOWED_SLOTS - 1)], 1);
	} else if (err != -17 /* EEXIST */) {
		/* Whatever it does from now on is lost, so it counts as a loss. */
		here = counters__here();
		if (here) {
			__sync_fetch_and_add(&here->seq, 1);
			__sync_fetch_and_add(&here->dropped, 1);
		}
	}
	return bpf_map_lookup_elem(&processes, &tgid);
}

/* Whether an event of this process, or of its tree, is still wanted. */
static __always_inline bool process__is_wanted(const struct process *process, __u64 at)
{
	__u32 application = process->application;
	struct process *root;

	if (!application)
		return 1;
	root = bpf_map_lookup_elem(&processes, &application);
	return root && root->application == application && !root->is_done && at < root->deadline;
}

/* Fills what all events have in common. `size` is the fixed part's; the hostname goes to `tail`. */
static __always_inline void event__fill(struct event *event, __u8 kind, __u16 size, char *tail, __u64 at,
					struct task_struct *task, __u64 seq)
{
	struct nsproxy *proxy = task->nsproxy;
	struct task_struct *parent = task->real_parent;
	const struct cred *cred = task->cred;
	__u32 uts_inode = 0, pid_namespace;
	long bytes;

	event->kind = kind;
	event->flags = 0;
	event->cpu = bpf_get_smp_processor_id();
	event->host_bytes = 0;
	event->arg_count = 0;
	event->seq = seq;
	event->at = at;
	event->start_at = task->group_leader->start_boottime;
	event->cgroup_id = bpf_get_current_cgroup_id();
	event->tgid = task->tgid;
	event->tid = task->pid;
	event->ppid = parent ? parent->tgid : 0;
	event->nspid = task__nspid(task, &pid_namespace);
	event->namespaces[NAMESPACE_PID] = pid_namespace;
	event->attachment = 0;
	event->probe = 0;
	if (proxy) {
		uts_inode = proxy->uts_ns->ns.inum;
		event->namespaces[NAMESPACE_PID_FOR_CHILDREN] = proxy->pid_ns_for_children->ns.inum;
		event->namespaces[NAMESPACE_MNT] = proxy->mnt_ns->ns.inum;
		event->namespaces[NAMESPACE_UTS] = uts_inode;
		event->namespaces[NAMESPACE_IPC] = proxy->ipc_ns->ns.inum;
		event->namespaces[NAMESPACE_NET] = proxy->net_ns->ns.inum;
	} else {
		event->namespaces[NAMESPACE_PID_FOR_CHILDREN] = 0;
		event->namespaces[NAMESPACE_MNT] = 0;
		event->namespaces[NAMESPACE_UTS] = 0;
		event->namespaces[NAMESPACE_IPC] = 0;
		event->namespaces[NAMESPACE_NET] = 0;
	}
	event->namespaces[NAMESPACE_USER] = cred ? cred->user_ns->ns.inum : 0;
	/* The helper that copies it takes longer than all of the loads around it. */
	((__u64 *)event->comm)[0] = ((__u64 *)task->comm)[0];
	((__u64 *)event->comm)[1] = ((__u64 *)task->comm)[1];
	if (tail && proxy && uts_inode != UTS_INIT_INODE) {
		bytes = bpf_probe_read_kernel_str(tail, EVENT_HOST_BYTES, proxy->uts_ns->name.nodename);
		if (bytes > 1)
			event->host_bytes = (bytes - 1) & (EVENT_HOST_BYTES - 1);
	}
	event->size = size + event->host_bytes;
}

/* Room for an event of at most `size` bytes, or NULL after counting the loss. */
#define EVENT__RESERVE(size, seq)                                                                                      \
	({                                                                                                             \
		struct counters *here_ = counters__here();                                                             \
		void *record_ = NULL;                                                                                  \
		if (here_) {                                                                                           \
			(seq) = __sync_fetch_and_add(&here_->seq, 1);                                                  \
			record_ = bpf_ringbuf_reserve(&events, (size), 0);                                             \
			if (!record_)                                                                                  \
				__sync_fetch_and_add(&here_->dropped, 1);                                              \
		}                                                                                                      \
		record_;                                                                                               \
	})

/*
 * Loads at constant offsets, because calling bpf_probe_read_kernel for each register takes ten times as long. In
 * assembler, because clang would fold them into one load at a computed offset, which the verifier refuses.
 */
static __always_inline __u64 register_at(const __u64 *ctx, __u8 number)
{
	__u64 value = 0;

#define LOAD(n)                                                                                                        \
	case n:                                                                                                        \
		asm volatile("%0 = *(u64 *)(%1 + %2)" : "=r"(value) : "r"(ctx), "i"(8 * (n)));                         \
		break;
	switch (number) {
	LOAD(0)
	LOAD(1)
	LOAD(2)
	LOAD(3)
	LOAD(4)
	LOAD(5)
	LOAD(6)
	LOAD(7)
	LOAD(8)
	LOAD(9)
	LOAD(10)
	LOAD(11)
	LOAD(12)
	LOAD(13)
	LOAD(14)
	LOAD(15)
	LOAD(16)
	LOAD(17)
	LOAD(18)
	LOAD(19)
#ifdef __TARGET_ARCH_arm64 /* x0 to x30, sp, pc */
	LOAD(20)
	LOAD(21)
	LOAD(22)
	LOAD(23)
	LOAD(24)
	LOAD(25)
	LOAD(26)
	LOAD(27)
	LOAD(28)
	LOAD(29)
	LOAD(30)
	LOAD(31)
	LOAD(32)
#endif
	}
#undef LOAD
	return value;
}

/* 0, or negative when the place is unknown or not there. Memory that was not read in yet is, where that may sleep. */
static __always_inline long place__read(const struct place *place, const __u64 *ctx, __u64 *out, bool may_sleep)
{
	__u64 base = register_at(ctx, place->base), value = 0;
	__u32 shift = place->shift & 63;
	long err;

	switch (place->kind) {
	case PLACE_CONSTANT:
		value = place->offset;
		break;
	case PLACE_REGISTER:
		value = base;
		break;
	case PLACE_MEMORY:
		base += place->offset;
		if (place->scale)
			base += register_at(ctx, place->index) * place->scale;
		err = bpf_probe_read_user(&value, sizeof(value) - shift / 8, (void *)base);
		if (err && may_sleep)
			err = bpf_copy_from_user(&value, sizeof(value) - shift / 8, (void *)base);
		if (err)
			return err;
		break;
	default:
		return -1;
	}
	value <<= shift;
	*out = place->is_signed ? (__u64)((__s64)value >> shift) : value >> shift;
	return 0;
}

static __always_inline void probe_event__fill(struct probe_event *record, const struct location *location,
					      const __u64 *ctx, bool may_sleep)
{
	__u8 count = location->arg_count, unread = 0;

	record->event.arg_count = count;
	record->event.attachment = location->attachment;
	record->event.probe = location->probe;
	record->signed_mask = location->signed_mask;
	record->string_arg = EVENT_NO_STRING;
	for (int i = 0; i < EVENT_ARGS; i++) {
		if (i < count && place__read(&location->args[i], ctx, &record->args[i], may_sleep))
			unread |= 1 << i;
	}
	record->unread_mask = unread;
}

static __always_inline bool probe_event__is_prompt(const struct probe_event *record)
{
	for (int i = 0; i < 2; i++) {
		if (i < record->event.arg_count && !(record->unread_mask >> i & 1) && record->args[i] < 64 &&
		    prompt_args >> (record->args[i] & 63) & 1)
			return 1;
	}
	return 0;
}

/*
 * The page a string lies on may be in the file but not yet in the process (a literal nobody touched): fault it in,
 * and the one after it in case the string crosses over, before reading without faults.
 */
static __always_inline void probe_event__read_string(struct probe_event *record, __u8 index)
{
	__u64 pointer, host_bytes = record->event.host_bytes & (EVENT_HOST_BYTES - 1);
	long bytes;
	char byte;

	if (index >= EVENT_ARGS || (record->unread_mask >> index & 1))
		return;
	pointer = record->args[index];
	bpf_copy_from_user(&byte, 1, (void *)pointer);
	if ((pointer & 4095) > 4096 - EVENT_STRING_BYTES)
		bpf_copy_from_user(&byte, 1, (void *)((pointer | 4095) + 1));
	bytes = bpf_probe_read_user_str(record->tail + host_bytes, EVENT_STRING_BYTES, (void *)pointer);
	if (bytes < 1) {
		record->event.flags |= EVENT_BAD_POINTER;
		return;
	}
	record->string_arg = index;
	record->event.size += bytes - 1;
}

/* The number of a run that begins with the current process. */
static __always_inline __u16 run__begin(void)
{
	__u32 uid = bpf_get_current_uid_gid();
	__u16 number = __sync_fetch_and_add(&runs_begun, 1) & (RUNS - 1);
	struct allowance *run = &runs[number];

	run->taken = 0;
	run->over = 0;
	run->due = 0;
	detail_runs[number] = 0;
	run->user = uid ? (uid & (USERS - 1)) | USERS : 0;
	return number;
}

/* Whether what is due until then is as much as may be taken at once. What was not taken earlier is not made up for. */
static __always_inline bool due__is_spent(__u64 *due, __u64 at, __u64 burst_ns)
{
	if (*due < at) {
		*due = at;
		return 0;
	}
	return *due - at >= burst_ns;
}

/* Whether a process of the run may fire once more. Two processors may let a few events pass that are one too many. */
static __always_inline bool run__may_fire(__u32 number, struct task_struct *task, __u64 at)
{
	struct allowance *run = &runs[number & (RUNS - 1)], *user = &users[run->user & (USERS - 1)];
	bool is_shared = run->user;

	if (!probe_interval_ns)
		return 1;
	if (run->taken >= most_a_run || due__is_spent(&run->due, at, probe_burst_ns) ||
	    (is_shared && due__is_spent(&user->due, at, probe_burst_ns))) {
		__sync_fetch_and_add(&run->over, 1);
		__sync_fetch_and_add(&limited, 1);
		run->start_at = task->group_leader->start_boottime;
		run->tgid = task->tgid;
		run->uid = bpf_get_current_uid_gid();
		return 0;
	}
	__sync_fetch_and_add(&run->taken, 1);
	__sync_fetch_and_add(&run->due, probe_interval_ns);
	if (is_shared)
		__sync_fetch_and_add(&user->due, probe_interval_ns);
	return 1;
}

/* Whether a system call or a wait of the process may be told: what is beyond its run's share is counted instead. */
static __always_inline bool detail__may_be_told(const struct process *process, __u64 at)
{
	__u32 number = process->run & (RUNS - 1), shared = runs[number].user;
	__u64 *run = &detail_runs[number], *user = &detail_users[shared & (USERS - 1)];

	if (due__is_spent(run, at, DETAIL_BURST * DETAIL_INTERVAL_NS) ||
	    (shared && due__is_spent(user, at, DETAIL_BURST * DETAIL_INTERVAL_NS))) {
		__sync_fetch_and_add(&detail_limited, 1);
		return 0;
	}
	__sync_fetch_and_add(run, DETAIL_INTERVAL_NS);
	if (shared)
		__sync_fetch_and_add(user, DETAIL_INTERVAL_NS);
	return 1;
}

/* Whether it sees another file system than who started it. */
static __always_inline bool task__has_other_root(struct task_struct *task)
{
	struct task_struct *parent = task->real_parent;

	return parent && task->fs && parent->fs && task->fs->root.dentry != parent->fs->root.dentry;
}

#include "calls.bpf.h"
#include "waits.bpf.h"

/*
 * Follows the process from now on if it was not followed already; returns its run, or a negative number. Looking that up
 * takes as long as all the rest but the clock and the ring, so `known` remembers it: within some microseconds no other
 * process starts in the same slot.
 */
static __always_inline long task__follow(struct task_struct *task, __u16 attachment)
{
	__u64 start_at = task->group_leader->start_boottime & ~(__u64)(RUNS - 1), *slot;
	__u32 tgid = task->tgid, index = tgid & (KNOWN_SLOTS - 1);
	struct process fresh = { .attachment = attachment }, *process;

	slot = bpf_map_lookup_elem(&known, &index);
	if (slot && (*slot & ~(__u64)(RUNS - 1)) == start_at)
		return *slot & (RUNS - 1);
	process = process__find(task);
	if (!process) {
		fresh.run = run__begin();
		process = process__add(tgid, &fresh);
	}
	if (!process)
		return -1;
	if (slot)
		*slot = start_at | (process->run & (RUNS - 1));
	return process->run;
}

/* The location that fired, in a process that is followed and may fire. */
static __always_inline struct location *location__hit(__u64 *ctx, struct task_struct *task, __u64 at)
{
	__u32 cookie = bpf_get_attach_cookie(ctx);
	struct location *location = bpf_map_lookup_elem(&locations, &cookie);
	long run;

	if (!location || !location->attachment)
		return NULL;
	run = task__follow(task, location->attachment);
	return run >= 0 && run__may_fire(run, task, at) ? location : NULL;
}

SEC("uprobe")
int on_probe(__u64 *ctx)
{
	__u64 at = bpf_ktime_get_boot_ns(), seq;
	struct task_struct *task = bpf_get_current_task_btf();
	struct location *location = location__hit(ctx, task, at);
	struct nsproxy *proxy;
	struct probe_event *record;

	if (!location)
		return 0;
	proxy = task->nsproxy;
	/* Most events carry no hostname: 64 bytes less let the ring hold a third more of them. */
	if (proxy && proxy->uts_ns->ns.inum != UTS_INIT_INODE) {
		record = EVENT__RESERVE(sizeof(*record) + EVENT_HOST_BYTES, seq);
		if (!record)
			return 0;
		event__fill(&record->event, EVENT_PROBE, sizeof(*record), record->tail, at, task, seq);
		probe_event__fill(record, location, ctx, 0);
		event__submit(record, probe_event__is_prompt(record));
		return 0;
	}
	record = EVENT__RESERVE(sizeof(*record), seq);
	if (!record)
		return 0;
	event__fill(&record->event, EVENT_PROBE, sizeof(*record), NULL, at, task, seq);
	probe_event__fill(record, location, ctx, 0);
	event__submit(record, probe_event__is_prompt(record));
	return 0;
}

/*
 * The same for a location with a string argument or a variable of the program's: reading those may have to fault pages
 * in, so this one may sleep.
 */
SEC("uprobe.s")
int on_string_probe(__u64 *ctx)
{
	__u64 at = bpf_ktime_get_boot_ns(), seq;
	struct task_struct *task = bpf_get_current_task_btf();
	struct location *location = location__hit(ctx, task, at);
	struct probe_event *record;

	if (!location)
		return 0;
	record = EVENT__RESERVE(sizeof(*record) + EVENT_HOST_BYTES + EVENT_STRING_BYTES, seq);
	if (!record)
		return 0;
	event__fill(&record->event, EVENT_PROBE, sizeof(*record), record->tail, at, task, seq);
	probe_event__fill(record, location, ctx, 1);
	probe_event__read_string(record, location->string_arg);
	event__submit(record, probe_event__is_prompt(record));
	return 0;
}

SEC("tp_btf/sched_process_fork")
int BPF_PROG(on_fork, struct task_struct *parent, struct task_struct *child)
{
	__u64 at = bpf_ktime_get_boot_ns(), seq;
	__u32 child_tgid = child->tgid;
	struct process *process, fresh = {};
	struct fork_event *record;
	__u32 pid_namespace;

	if (child->pid != child->tgid) /* a thread */
		return 0;
	process = process__find(parent);
	if (!process || !process__is_wanted(process, at))
		return 0;
	fresh.application = process->application;
	fresh.attachment = process->attachment;
	fresh.run = process->run;
	fresh.root = process->root;
	fresh.is_up = process->is_up;
	process__add(child_tgid, &fresh);
	record = EVENT__RESERVE(sizeof(*record) + EVENT_HOST_BYTES, seq);
	if (!record)
		return 0;
	event__fill(&record->event, EVENT_FORK, sizeof(*record), record->tail, at, parent, seq);
	record->event.attachment = process->attachment;
	record->child_tgid = child_tgid;
	record->child_nspid = task__nspid(child, &pid_namespace);
	record->child_start_at = child->start_boottime;
	event__submit(record, 0);
	child__forked(parent, child, process);
	return 0;
}

/* Number of the attachment whose binary the task runs, 0 for none. */
static __always_inline __u32 task__binary(struct task_struct *task, struct binary_key *key)
{
	struct mm_struct *mm = task->mm;
	struct file *file;
	struct inode *inode;
	__u32 *attachment;

	if (!mm)
		return 0;
	file = mm->exe_file;
	if (!file)
		return 0;
	inode = file->f_inode;
	key->inode = inode->i_ino;
	key->dev = inode->i_sb->s_dev;
	attachment = bpf_map_lookup_elem(&binaries, key);
	return attachment ? *attachment : 0;
}

/* Number of the root that has this file, 0 for none. */
static __always_inline __u32 task__root(const struct binary_key *key)
{
	__u32 *root = bpf_map_lookup_elem(&roots, key);

	return root ? *root : 0;
}

static __always_inline __u32 dev__for_user(__u32 dev)
{
	__u32 major = dev >> MINOR_BITS, minor = dev & ((1U << MINOR_BITS) - 1);

	return (minor & 0xff) | major << 8 | (minor & ~0xffU) << 12;
}

/*
 * Whether the program was named by a descriptor or a link of /proc, or has no name any more. Runtimes execute sealed
 * copies of themselves in such ways.
 */
static __always_inline bool program__is_copy(struct linux_binprm *program)
{
	static const char proc[] = "/proc/", fd[] = "/dev/fd/";
	bool is_proc = 1, is_fd = 1;
	char name[8] = {};
	struct file *file = program->file;

	if (file && !file->f_inode->i_nlink)
		return 1;
	bpf_probe_read_kernel(name, sizeof(name), program->filename);
	for (int i = 0; i < 8; i++) {
		is_fd &= name[i] == fd[i];
		if (i < 6)
			is_proc &= name[i] == proc[i];
	}
	return is_proc || is_fd;
}

/*
 * Whether what the process executes is the application of a container: it does not see the file system as who started it
 * does, or is the first process of a pid namespace. Hooks that run inside a container see what its init sees.
 */
static __always_inline bool task__is_contained(struct task_struct *task)
{
	__u32 pid_namespace;

	if (task__has_other_root(task))
		return 1;
	return task->tgid != 1 && task__nspid(task, &pid_namespace) == 1;
}

SEC("tp_btf/sched_process_exec")
int BPF_PROG(on_exec, struct task_struct *task, int old_pid, struct linux_binprm *program)
{
	__u64 at = bpf_ktime_get_boot_ns(), seq;
	struct binary_key binary = {};
	__u32 attachment = task__binary(task, &binary), root = attachment ? 0 : task__root(&binary);
	struct process *process = process__find(task), fresh = {};
	struct exec_event *record;
	struct mm_struct *mm;
	__u64 host_bytes, start, bytes, owner;
	long filename_bytes;

	if (attachment || root) {
		if (!process) {
			fresh.run = run__begin();
			process = process__add(task->tgid, &fresh);
		}
		if (!process)
			return 0;
		process->application = 0;
		process->deadline = 0;
		process->is_done = 0;
		process->is_up = 0;
		process->attachment = attachment;
		process->root = root;
	} else if (!process) {
		return 0;
	} else if (!process->application) {
		if (!process->root || !program__is_copy(program)) {
			process->application = task->tgid;
			process->deadline = at + APPLICATION_FOLLOW_NS;
			process->is_up |= task__is_contained(task);
		}
	} else if (!process__is_wanted(process, at)) {
		return 0;
	}
	call__keep_path(old_pid, task->pid, program->filename);
	wait__forget(old_pid, task->pid);
	record = EVENT__RESERVE(sizeof(*record) + EVENT_HOST_BYTES + EVENT_FILENAME_BYTES + EVENT_ARGV_BYTES, seq);
	if (!record)
		return 0;
	event__fill(&record->event, EVENT_EXEC, sizeof(*record), record->tail, at, task, seq);
	record->event.attachment = attachment;
	record->exe_inode = binary.inode;
	record->exe_dev = dev__for_user(binary.dev);
	owner = bpf_get_current_uid_gid();
	record->uid = (__u32)owner;
	record->gid = owner >> 32;
	record->old_tid = old_pid;
	record->root = root;
	record->filename_bytes = 0;
	record->argv_bytes = 0;
	host_bytes = record->event.host_bytes & (EVENT_HOST_BYTES - 1);
	filename_bytes = bpf_probe_read_kernel_str(record->tail + host_bytes, EVENT_FILENAME_BYTES, program->filename);
	if (filename_bytes > 1)
		record->filename_bytes = (filename_bytes - 1) & (EVENT_FILENAME_BYTES - 1);
	mm = task->mm;
	if (mm) {
		start = mm->arg_start;
		bytes = mm->arg_end - start;
		if (bytes > EVENT_ARGV_BYTES) {
			bytes = EVENT_ARGV_BYTES;
			record->event.flags |= EVENT_ARGV_TRUNCATED;
		}
		/* The kernel has just written these pages: no fault to be expected. */
		if (!bpf_probe_read_user(record->tail + host_bytes + (record->filename_bytes & (EVENT_FILENAME_BYTES - 1)),
					 bytes & (2 * EVENT_ARGV_BYTES - 1), (void *)start))
			record->argv_bytes = bytes;
	}
	record->event.size += record->filename_bytes + record->argv_bytes;
	event__submit(record, (attachment || root) && prompt_args);
	return 0;
}

/*
 * Fires for each thread; signal->live has been counted down before. Two threads that exit at the same moment may both
 * see 0: removing the entry decides which of them reports.
 */
SEC("tp_btf/sched_process_exit")
int BPF_PROG(on_exit, struct task_struct *task)
{
	__u64 at = bpf_ktime_get_boot_ns(), seq;
	__u32 tgid = task->tgid, tid;
	struct process *process = process__find(task), gone;
	struct signal_struct *signal;
	struct exit_event *record;
	bool is_wanted;
	int status;

	if (!process)
		return 0;
	tid = task->pid;
	bpf_map_delete_elem(&calls_begun, &tid);
	bpf_map_delete_elem(&waits_begun, &tid);
	signal = task->signal;
	if (signal->live.counter > 0)
		return 0;
	gone = *process;
	is_wanted = gone.application == tgid || process__is_wanted(process, at);
	if (bpf_map_delete_elem(&processes, &tgid))
		return 0;
	__sync_fetch_and_add(&followed, -1);
	__sync_fetch_and_add(&followed_slots[tgid & (FOLLOWED_SLOTS - 1)], -1);
	if (!is_wanted)
		return 0;
	record = EVENT__RESERVE(sizeof(*record) + EVENT_HOST_BYTES, seq);
	if (!record)
		return 0;
	event__fill(&record->event, EVENT_EXIT, sizeof(*record), record->tail, at, task, seq);
	record->event.attachment = gone.attachment;
	/* What wait(2) will tell the parent. */
	status = signal->flags & SIGNAL_GROUP_EXIT ? signal->group_exit_code : task->group_leader->exit_code;
	record->exit_code = status >> 8 & 0xff;
	record->exit_signal = status & 0x7f;
	if (status & 0x80)
		record->event.flags |= EVENT_CORE_DUMPED;
	event__submit(record, 0);
	return 0;
}

/* LISTEN is only ever entered from listen(2), in the context of the process that calls it. */
SEC("tp_btf/inet_sock_set_state")
int BPF_PROG(on_listen, struct sock *sock, int old_state, int new_state)
{
	__u64 at, seq;
	struct task_struct *task;
	struct process *process, *root;
	struct listen_event *record;
	__u32 application;

	if (new_state != TCP_LISTEN)
		return 0;
	at = bpf_ktime_get_boot_ns();
	task = bpf_get_current_task_btf();
	process = process__find(task);
	if (!process || !process__is_wanted(process, at))
		return 0;
	record = EVENT__RESERVE(sizeof(*record) + EVENT_HOST_BYTES, seq);
	if (!record)
		return 0;
	event__fill(&record->event, EVENT_LISTEN, sizeof(*record), record->tail, at, task, seq);
	record->event.attachment = process->attachment;
	record->family = sock->__sk_common.skc_family;
	record->port = sock->__sk_common.skc_num;
	__builtin_memset(record->address, 0, sizeof(record->address));
	if (record->family == AF_INET6)
		bpf_probe_read_kernel(record->address, 16, &sock->__sk_common.skc_v6_rcv_saddr);
	else
		bpf_probe_read_kernel(record->address, 4, &sock->__sk_common.skc_rcv_saddr);
	event__submit(record, 0);
	application = process->application;
	if (application) {
		root = bpf_map_lookup_elem(&processes, &application);
		if (root)
			root->is_done = 1;
	}
	return 0;
}

/* `target` is the process that is attached, of a cgroup that is made NULL. Both run in the process that does it. */
static __always_inline int cgroup__tell(struct cgroup *cgroup, const char *path, struct task_struct *target,
					bool is_process)
{
	__u64 at = bpf_ktime_get_boot_ns(), seq;
	struct task_struct *task = bpf_get_current_task_btf();
	struct process *process = process__find(task);
	struct cgroup_event *record;
	__u64 host_bytes;
	long bytes;

	if (!process || !process__is_wanted(process, at)) {
		process = target ? process__find(target) : NULL;
		if (!process || !process__is_wanted(process, at))
			return 0;
	}
	record = EVENT__RESERVE(sizeof(*record) + EVENT_HOST_BYTES + EVENT_PATH_BYTES, seq);
	if (!record)
		return 0;
	event__fill(&record->event, EVENT_CGROUP, sizeof(*record), record->tail, at, task, seq);
	record->hierarchy = cgroup->root->hierarchy_id;
	record->target_tgid = 0;
	record->target_tid = 0;
	record->reserved = 0;
	if (target) {
		record->event.flags |= EVENT_ATTACHED;
		record->target_tgid = target->tgid;
		record->target_tid = is_process ? 0 : target->pid;
	}
	host_bytes = record->event.host_bytes & (EVENT_HOST_BYTES - 1);
	bytes = bpf_probe_read_kernel_str(record->tail + host_bytes, EVENT_PATH_BYTES, path);
	if (bytes > 1)
		record->event.size += bytes - 1;
	event__submit(record, 0);
	return 0;
}

SEC("tp_btf/cgroup_mkdir")
int BPF_PROG(on_cgroup_made, struct cgroup *cgroup, const char *path)
{
	return cgroup__tell(cgroup, path, NULL, 0);
}

SEC("tp_btf/cgroup_attach_task")
int BPF_PROG(on_cgroup_attach, struct cgroup *cgroup, const char *path, struct task_struct *target, bool is_process)
{
	return cgroup__tell(cgroup, path, target, is_process);
}
