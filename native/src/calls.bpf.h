/*
 * System calls of followed processes, while a window is open: these two programs are attached to every system call of the
 * machine, so whoever is not followed leaves at once.
 */
#ifndef HACOTAKI_CALLS_BPF_H
#define HACOTAKI_CALLS_BPF_H

#define CALL_PATH_BYTES 128
#define NO_CALL 0xffffffffU
#define NO_MESSAGE (~0ULL)
#define MOST_FOLDERS 8
#define FOLDER_BYTES 64
#define WRITTEN_BYTES 64
#define ADDRESS_BYTES 110 /* of AF_UNIX, the longest */

/* Of the window that is open: what began in an earlier one is not known to go on. */
volatile __u32 window_generation = 0;

/* A call that has begun, of a thread. */
struct call_begun {
	__u64 at;
	__u64 args[EVENT_CALL_ARGS];
	__u32 number; /* NO_CALL: none now */
	__u8 is_told; /* however long it takes */
	__u8 has_path;
	__u16 generation; /* of the window it began in */
	char path[CALL_PATH_BYTES]; /* of what is executed: the memory it was in is gone at the end */
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, MAX_THREADS);
	__type(key, __u32);
	__type(value, struct call_begun);
} calls_begun SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, MAX_CALLS);
	__type(key, __u32);
	__type(value, struct call_shape);
} call_shapes SEC(".maps");

static __always_inline void call__read_registers(const struct pt_regs *registers, __u64 *args)
{
#ifdef __TARGET_ARCH_x86
	args[0] = registers->di;
	args[1] = registers->si;
	args[2] = registers->dx;
	args[3] = registers->r10;
	args[4] = registers->r8;
	args[5] = registers->r9;
#elif defined(__TARGET_ARCH_arm64)
	args[0] = registers->orig_x0; /* x0 is the result, once there is one */
	args[1] = registers->regs[1];
	args[2] = registers->regs[2];
	args[3] = registers->regs[3];
	args[4] = registers->regs[4];
	args[5] = registers->regs[5];
#endif
}

static __always_inline struct file *task__file(struct task_struct *task, __u32 fd)
{
	struct fdtable *table = task->files ? task->files->fdt : NULL;
	struct file *file = NULL;

	if (!table || fd >= table->max_fds)
		return NULL;
	bpf_probe_read_kernel(&file, sizeof(file), &table->fd[fd]);
	return file;
}

static __always_inline bool file__is_of_cgroup(struct file *file)
{
	unsigned long magic = file ? BPF_CORE_READ(file, f_inode, i_sb, s_magic) : 0;

	return magic == CGROUP_SUPER_MAGIC || magic == CGROUP2_SUPER_MAGIC;
}

static __always_inline bool file__is_netlink(struct file *file)
{
	struct socket *socket;

	if (!file || (BPF_CORE_READ(file, f_inode, i_mode) & S_IFMT) != S_IFSOCK)
		return 0;
	socket = BPF_CORE_READ(file, private_data);
	return BPF_CORE_READ(socket, sk, __sk_common.skc_family) == AF_NETLINK;
}

/* The type of the netlink message at `where`: struct nlmsghdr is its length, its type … */
static __always_inline __u64 message__type(__u64 where)
{
	__u16 type = 0;

	return bpf_probe_read_user(&type, sizeof(type), (void *)(where + 4)) ? NO_MESSAGE : type;
}

/* Of the first buffer of a struct msghdr: name, its length, buffers … */
static __always_inline __u64 message__first(__u64 message)
{
	__u64 buffers = 0, first = 0;

	if (bpf_probe_read_user(&buffers, sizeof(buffers), (void *)(message + 16)) ||
	    bpf_probe_read_user(&first, sizeof(first), (void *)buffers))
		return NO_MESSAGE;
	return message__type(first);
}

/* Whether it is told however long it takes. Puts what its arguments point to in their place, where that is a number. */
static __always_inline bool call__is_told(struct task_struct *task, struct call_begun *call,
					  const struct call_shape *shape)
{
	__u64 *args = call->args;

	switch (shape->care) {
	case CARE_CLONE3:
		if (bpf_probe_read_user(&args[0], sizeof(args[0]), (void *)args[0]))
			args[0] = 0;
		return !(args[0] & CLONE_THREAD);
	case CARE_CLONE:
		return !(args[0] & CLONE_THREAD);
	case CARE_PRCTL:
		return args[0] == PR_SET_SECCOMP;
	case CARE_OPENAT:
		return (args[2] & O_ACCMODE) == O_WRONLY && task__has_other_root(task);
	case CARE_WRITE:
		return file__is_of_cgroup(task__file(task, args[0]));
	case CARE_SENDTO:
	case CARE_SENDMSG:
		if (!file__is_netlink(task__file(task, args[0]))) {
			args[4] = NO_MESSAGE;
			return 0;
		}
		args[4] = shape->care == CARE_SENDTO ? message__type(args[1]) : message__first(args[1]);
		return 1;
	default:
		return shape->flags & CALL_IS_ALWAYS_TOLD;
	}
}

/* Room for one more text at `used` in a tail. */
#define TAIL_HAS_ROOM(used)                                                                                            \
	({                                                                                                             \
		barrier_var(used);                                                                                     \
		(used) <= EVENT_HOST_BYTES + (EVENT_CALL_TEXTS - 1) * EVENT_CALL_TEXT_BYTES;                           \
	})

/* The names of a file and its folders, its own first. Gives the bytes it takes now. */
static __always_inline __u32 call__read_file(struct call_event *record, __u32 used, __u32 fd)
{
	struct file *file = task__file(bpf_get_current_task_btf(), fd);
	struct dentry *dentry, *parent;
	__u32 start = used, mode;
	long bytes;

	if (!file)
		return used;
	mode = BPF_CORE_READ(file, f_inode, i_mode) & S_IFMT;
	record->text_bytes[EVENT_CALL_ARGS] = 0;
	if (mode == S_IFIFO || mode == S_IFSOCK)
		record->args[EVENT_CALL_ARGS - 1] = BPF_CORE_READ(file, f_inode, i_ino);
	if (mode == S_IFSOCK) {
		record->event.flags |= EVENT_FILE_IS_SOCKET;
		return used;
	}
	dentry = BPF_CORE_READ(file, f_path.dentry);
	parent = BPF_CORE_READ(dentry, d_parent);
	if (mode == S_IFIFO && parent == dentry) { /* without a name */
		record->event.flags |= EVENT_FILE_IS_PIPE;
		return used;
	}
	for (int i = 0; i < MOST_FOLDERS; i++) {
		barrier_var(used);
		if (used > EVENT_HOST_BYTES + EVENT_CALL_TEXTS * EVENT_CALL_TEXT_BYTES - FOLDER_BYTES)
			break;
		bytes = bpf_probe_read_kernel_str(record->tail + used, FOLDER_BYTES, BPF_CORE_READ(dentry, d_name.name));
		if (bytes > 0)
			used += bytes & (2 * FOLDER_BYTES - 1);
		if (parent == dentry)
			break;
		dentry = parent;
		parent = BPF_CORE_READ(dentry, d_parent);
		if (parent == dentry) /* the root */
			break;
	}
	record->text_bytes[EVENT_CALL_ARGS] = used - start;
	return used;
}

/* Bytes that are no string. Gives the bytes of the tail that are used now. */
static __always_inline __u32 call__read_bytes(struct call_event *record, __u32 used, __u32 index, __u64 bytes, __u64 most)
{
	if (bytes > most)
		bytes = most;
	barrier_var(bytes);
	if (!bytes || bytes > most || !TAIL_HAS_ROOM(used) ||
	    bpf_probe_read_user(record->tail + used, bytes & 127, (void *)record->args[index]))
		return used;
	record->text_bytes[index] = bytes;
	return used + (bytes & 127);
}

static __always_inline void call__read_texts(struct call_event *record, const struct call_begun *call,
					     const struct call_shape *shape)
{
	__u32 used = record->event.host_bytes & (EVENT_HOST_BYTES - 1), start = used;
	bool has_path = call->has_path && record->result >= 0;
	long bytes;

	for (int i = 0; i < 5; i++) {
		if (!(shape->strings >> i & 1) || !TAIL_HAS_ROOM(used))
			continue;
		if (has_path)
			bytes = bpf_probe_read_kernel_str(record->tail + used, CALL_PATH_BYTES, call->path);
		else
			bytes = bpf_probe_read_user_str(record->tail + used, EVENT_CALL_TEXT_BYTES,
							(void *)record->args[i]);
		if (bytes < 1)
			continue;
		record->text_bytes[i] = bytes - 1;
		used += (bytes - 1) & (EVENT_CALL_TEXT_BYTES - 1);
	}
	if (shape->flags & CALL_HAS_ADDRESS)
		used = call__read_bytes(record, used, 1, record->args[2], ADDRESS_BYTES);
	if (shape->care == CARE_WRITE && call->is_told)
		used = call__read_bytes(record, used, 1, record->args[2], WRITTEN_BYTES);
	if (shape->flags & CALL_HAS_FILE)
		used = call__read_file(record, used, record->args[0]);
	record->event.size += used - start;
}

static __always_inline void call_event__fill(struct call_event *record, struct task_struct *task,
					     const struct call_begun *call, __u64 at, __u64 seq, __s64 result)
{
	event__fill(&record->event, EVENT_CALL, sizeof(*record), record->tail, at, task, seq);
#ifdef __TARGET_ARCH_arm64
	record->event.cgroup_id = task->cgroups->dfl_cgrp->kn->id; /* see child__forked */
#endif
	record->enter_at = call->at;
	record->result = result;
	for (int i = 0; i < EVENT_CALL_ARGS; i++)
		record->args[i] = call->args[i];
	record->number = call->number;
	for (int i = 0; i <= EVENT_CALL_ARGS; i++)
		record->text_bytes[i] = EVENT_NO_TEXT;
}

/* `at` is its end, or its beginning where `begins`. */
static __always_inline void call__tell(struct task_struct *task, const struct process *process,
				       const struct call_begun *call, const struct call_shape *shape, __u64 at, __s64 result,
				       bool begins)
{
	struct call_event *record;
	__u64 seq;

	if (!detail__may_be_told(process, at))
		return;
	if (shape->strings || shape->flags & (CALL_HAS_FILE | CALL_HAS_ADDRESS)) {
		record = EVENT__RESERVE(EVENT_MAX_BYTES, seq);
		if (!record)
			return;
		call_event__fill(record, task, call, at, seq, result);
		call__read_texts(record, call, shape);
	} else {
		record = EVENT__RESERVE(sizeof(*record) + EVENT_HOST_BYTES, seq);
		if (!record)
			return;
		call_event__fill(record, task, call, at, seq, result);
	}
	if (begins) {
		record->enter_at = 0;
		record->event.flags |= EVENT_CALL_BEGINS;
	}
	event__submit(record, 0);
}

/* System calls of 32-bit programs have other numbers. */
static __always_inline bool call__is_compat(struct task_struct *task, const struct pt_regs *registers)
{
#ifdef __TARGET_ARCH_x86
	return task->thread_info.status & TS_COMPAT;
#elif defined(__TARGET_ARCH_arm64)
	return registers->pstate & PSR_MODE32_BIT;
#endif
}

SEC("tp_btf/sys_enter")
int BPF_PROG(on_call, struct pt_regs *registers, long number)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct process *process = process__find(task);
	struct call_begun fresh = {}, *call;
	__u32 tid, index = number;
	const struct call_shape *shape;
	__u64 at;

	if (!process || process->is_up)
		return 0;
	at = bpf_ktime_get_boot_ns();
	shape = bpf_map_lookup_elem(&call_shapes, &index);
	if (!shape || !process__is_wanted(process, at) || call__is_compat(task, registers))
		return 0;
	tid = task->pid;
	call = bpf_map_lookup_elem(&calls_begun, &tid);
	if (!call) {
		fresh.number = NO_CALL;
		bpf_map_update_elem(&calls_begun, &tid, &fresh, BPF_NOEXIST);
		call = bpf_map_lookup_elem(&calls_begun, &tid);
		if (!call)
			return 0;
	}
	call__read_registers(registers, call->args);
	call->at = at;
	call->has_path = 0;
	call->generation = window_generation;
	call->number = index;
	call->is_told = call__is_told(task, call, shape);
	if (shape->flags & CALL_IS_TOLD_EARLY)
		call__tell(task, process, call, shape, at, 0, 1);
	return 0;
}

static __always_inline bool call__makes_child(const struct call_shape *shape)
{
	return shape && (shape->care == CARE_CLONE || shape->care == CARE_CLONE3 || shape->care == CARE_FORK);
}

/*
 * A child that returns from the call that made it: it began in its parent. Below a root alone, where a step may end with it;
 * where probes tell the steps its fork tells as much.
 */
static __always_inline int child__return(struct task_struct *task, const struct process *process,
					 const struct pt_regs *registers, long result, __u64 at)
{
#ifdef __TARGET_ARCH_x86
	struct call_begun call = {};
	const struct call_shape *shape;
	__u32 index = registers->orig_ax;

	if (!process->root || result || task->pid != task->tgid)
		return 0;
	shape = bpf_map_lookup_elem(&call_shapes, &index);
	if (!call__makes_child(shape))
		return 0;
	call__read_registers(registers, call.args);
	call.number = index;
	call__is_told(task, &call, shape);
	call__tell(task, process, &call, shape, at, result, 0);
#endif
	return 0;
}

/* The same on arm64, where a child goes to its program without passing a call's end: told as it is forked. */
static __always_inline void child__forked(struct task_struct *parent, struct task_struct *child,
					  const struct process *process)
{
#ifdef __TARGET_ARCH_arm64
	__u32 tid = parent->pid, number;
	struct call_begun *begun = bpf_map_lookup_elem(&calls_begun, &tid), call;
	const struct call_shape *shape;

	if (!process->root || process->is_up || !begun || begun->generation != (__u16)window_generation ||
	    begun->number == NO_CALL)
		return;
	number = begun->number;
	shape = bpf_map_lookup_elem(&call_shapes, &number);
	if (!call__makes_child(shape))
		return;
	call = *begun;
	call.at = 0;
	call__tell(child, process, &call, shape, bpf_ktime_get_boot_ns(), 0, 0);
#endif
}

SEC("tp_btf/sys_exit")
int BPF_PROG(on_call_end, struct pt_regs *registers, long result)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct process *process = process__find(task);
	const struct call_shape *shape;
	struct call_begun *call;
	__u32 tid, number;
	__u64 at;

	if (!process)
		return 0;
	tid = task->pid;
	call = bpf_map_lookup_elem(&calls_begun, &tid);
	at = bpf_ktime_get_boot_ns();
	if (!call || call->generation != (__u16)window_generation)
		return process->is_up || call__is_compat(task, registers) ?
			       0 :
			       child__return(task, process, registers, result, at);
	number = call->number;
	if (number == NO_CALL)
		return 0;
	shape = bpf_map_lookup_elem(&call_shapes, &number);
	if (shape && (call->is_told || at - call->at >= SLOW_CALL_NS))
		call__tell(task, process, call, shape, at, result, 0);
	call->number = NO_CALL;
	return 0;
}

/*
 * A new program is in place: nothing of the old one's memory is left, and a thread that is not the first goes on under
 * the number of the process.
 */
static __always_inline void call__keep_path(__u32 old_tid, __u32 tid, const char *path)
{
	struct call_begun *call = bpf_map_lookup_elem(&calls_begun, &old_tid), moved;

	if (!call)
		return;
	if (old_tid != tid) {
		moved = *call;
		bpf_map_delete_elem(&calls_begun, &old_tid);
		bpf_map_update_elem(&calls_begun, &tid, &moved, BPF_ANY);
		call = bpf_map_lookup_elem(&calls_begun, &tid);
		if (!call)
			return;
	}
	call->has_path = bpf_probe_read_kernel_str(call->path, sizeof(call->path), path) > 0;
}

#endif
