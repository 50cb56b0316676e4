/*
 * What threads of followed processes wait for, while a window is open at its full level. An interval off the CPU is told
 * when the thread is back on one; those below SHORT_WAIT_NS are summed up, and told with the next that is longer.
 */
#ifndef HACOTAKI_WAITS_BPF_H
#define HACOTAKI_WAITS_BPF_H

#define TASK_INTERRUPTIBLE 1
#define TASK_UNINTERRUPTIBLE 2
#define TASK_DEAD 0x80
/* In the count of preemptions: serving a soft interrupt, in a hard one, in one that cannot be masked. */
#define IN_INTERRUPT 0x00ff0100

/* An interval off the CPU that has begun, of a thread. */
struct wait_begun {
	__u64 from;
	__u64 runnable_at; /* 0: nobody woke it */
	__u64 short_blocked; /* ns in intervals that were not told */
	__u64 short_runnable;
	__u32 short_count;
	__u32 waker; /* 0: an interrupt */
	__u16 generation; /* of the window it began in */
	__u8 left; /* enum wait_left */
	__u8 flags; /* enum event_flag */
	__u8 is_off;
	__u8 frames;
	__u8 reserved[2];
	__u64 stack[EVENT_FRAMES];
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, MAX_THREADS);
	__type(key, __u32);
	__type(value, struct wait_begun);
} waits_begun SEC(".maps");

/* Bytes from a processor's run queue to its count of preemptions; 0: not known, or not needed. See preempt_count.h. */
const volatile __s64 preempt_count_from_run_queue = 0;

/* Whether the task that seems to run does not: an interrupt does. True where that cannot be told. */
static __always_inline bool is_in_interrupt(struct task_struct *current)
{
#ifdef __TARGET_ARCH_arm64
	return (current->thread_info.preempt_count & IN_INTERRUPT) != 0;
#else
	__u32 count = 0;

	if (!preempt_count_from_run_queue || !bpf_core_field_exists(current->se.cfs_rq))
		return 1;
	if (bpf_probe_read_kernel(&count, sizeof(count),
				  (void *)BPF_CORE_READ(current, se.cfs_rq, rq) + preempt_count_from_run_queue))
		return 1;
	return (count & IN_INTERRUPT) != 0;
#endif
}

/*
 * Whether the thread may not run because its cgroup has used up its CPU quota. Since Linux 6.18 threads are throttled one
 * by one as they return to their program; before, with the run queue they are on.
 */
static __always_inline bool task__is_throttled(struct task_struct *task)
{
	if (bpf_core_field_exists(task->throttled))
		return task->throttled;
	if (bpf_core_field_exists(task->se.cfs_rq) && task->se.cfs_rq)
		return task->se.cfs_rq->throttle_count > 0;
	return 0;
}

static __always_inline void thread__leaves(void *ctx, struct task_struct *task, bool is_preempted, __u32 state, __u64 at)
{
	struct process *process = process__find(task);
	struct wait_begun *wait;
	__u32 tid = task->pid;
	long bytes;

	if (!process || process->is_up || !process__is_wanted(process, at))
		return;
	if (state & TASK_DEAD) {
		bpf_map_delete_elem(&waits_begun, &tid);
		return;
	}
	wait = bpf_map_lookup_elem(&waits_begun, &tid);
	if (!wait) {
		struct wait_begun fresh = {};

		bpf_map_update_elem(&waits_begun, &tid, &fresh, BPF_NOEXIST);
		wait = bpf_map_lookup_elem(&waits_begun, &tid);
		if (!wait)
			return;
	}
	if (wait->generation != (__u16)window_generation) {
		wait->generation = window_generation;
		wait->short_count = 0;
		wait->short_blocked = 0;
		wait->short_runnable = 0;
	}
	wait->from = at;
	wait->runnable_at = 0;
	wait->waker = 0;
	wait->flags = 0;
	wait->frames = 0;
	wait->is_off = 1;
	wait->left = is_preempted || !state		  ? LEFT_RUNNABLE :
		     state & TASK_UNINTERRUPTIBLE ? LEFT_UNINTERRUPTIBLE :
						    LEFT_SLEEPING;
	if (wait->left == LEFT_RUNNABLE) {
		if (task__is_throttled(task))
			wait->flags = EVENT_THROTTLED;
		return;
	}
	if (BPF_CORE_READ_BITFIELD(task, in_iowait))
		wait->flags = EVENT_IN_IOWAIT;
	bytes = bpf_get_stack(ctx, wait->stack, sizeof(wait->stack), 0);
	if (bytes > 0)
		wait->frames = bytes / sizeof(__u64);
}

static __always_inline void wait__tell(struct task_struct *task, const struct process *process,
				       const struct wait_begun *wait, __u64 at)
{
	struct wait_event *record;
	__u32 frames = wait->frames;
	__u64 seq;

	if (!detail__may_be_told(process, at))
		return;
	record = EVENT__RESERVE(sizeof(*record) + EVENT_HOST_BYTES, seq);
	if (!record)
		return;
	event__fill(&record->event, EVENT_WAIT, sizeof(*record), record->tail, at, task, seq);
	record->event.cgroup_id = task->cgroups->dfl_cgrp->kn->id;
	record->event.flags |= wait->flags;
	record->from = wait->from;
	record->runnable_at = wait->runnable_at;
	record->short_blocked = wait->short_blocked;
	record->short_runnable = wait->short_runnable;
	record->short_count = wait->short_count;
	record->waker = wait->waker;
	record->left = wait->left;
	record->frames = frames;
	__builtin_memset(record->reserved, 0, sizeof(record->reserved));
	if (frames)
		__builtin_memcpy(record->stack, wait->stack, sizeof(record->stack));
	else
		__builtin_memset(record->stack, 0, sizeof(record->stack));
	event__submit(record, 0);
}

/* What is known of a thread's last interval, or NULL. */
static __always_inline struct wait_begun *wait__find(struct task_struct *task)
{
	__u32 tid = task->pid;

	return task__may_be_followed(task) ? bpf_map_lookup_elem(&waits_begun, &tid) : NULL;
}

/* A thread that is not the first executes a program: it goes on under the number of the process. */
static __always_inline void wait__forget(__u32 old_tid, __u32 tid)
{
	if (old_tid != tid)
		bpf_map_delete_elem(&waits_begun, &old_tid);
}

static __always_inline void thread__returns(struct task_struct *task, __u64 at)
{
	struct wait_begun *wait = wait__find(task);
	struct process *process;
	__u64 runnable_from;

	if (!wait || !wait->is_off)
		return;
	wait->is_off = 0;
	if (wait->generation != (__u16)window_generation)
		return;
	if (at - wait->from < SHORT_WAIT_NS) {
		runnable_from = wait->left == LEFT_RUNNABLE ? wait->from : wait->runnable_at ? wait->runnable_at : at;
		wait->short_count++;
		wait->short_blocked += runnable_from - wait->from;
		wait->short_runnable += at - runnable_from;
		return;
	}
	process = process__find(task);
	if (!process)
		return;
	wait__tell(task, process, wait, at);
	wait->short_count = 0;
	wait->short_blocked = 0;
	wait->short_runnable = 0;
}

SEC("tp_btf/sched_switch")
int BPF_PROG(on_switch, bool is_preempted, struct task_struct *from, struct task_struct *to, unsigned int state)
{
	bool leaves = from->pid && task__may_be_followed(from), returns = to->pid && task__may_be_followed(to);
	__u64 at;

	if (!leaves && !returns)
		return 0;
	at = bpf_ktime_get_boot_ns();
	if (leaves)
		thread__leaves(ctx, from, is_preempted, state, at);
	if (returns)
		thread__returns(to, at);
	return 0;
}

/* In whoever wakes it: a process, or an interrupt that came while one ran. */
SEC("tp_btf/sched_waking")
int BPF_PROG(on_waking, struct task_struct *task)
{
	struct wait_begun *wait = wait__find(task);
	struct task_struct *current;

	if (!wait || !wait->is_off || wait->left == LEFT_RUNNABLE || wait->runnable_at)
		return 0;
	wait->runnable_at = bpf_ktime_get_boot_ns();
	current = bpf_get_current_task_btf();
	if (!is_in_interrupt(current))
		wait->waker = current->tgid;
	if (task__is_throttled(task))
		wait->flags |= EVENT_THROTTLED;
	return 0;
}

#endif
