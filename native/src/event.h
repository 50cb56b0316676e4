/*
 * The ABI between boot_probe.bpf.c, boot_probe.c and decode in index.js.
 *
 * A record is a fixed part, one for each kind, followed by a tail of strings without terminators: always
 * the UTS hostname (host_bytes long) first, then what the kind adds. `size` counts both. In a batch each record
 * starts at a multiple of 8.
 */
#ifndef HACOTAKI_EVENT_H
#define HACOTAKI_EVENT_H

#ifndef __bpf__
#include <linux/types.h>
#endif

#define EVENT_COMM_BYTES 16
#define EVENT_HOST_BYTES 64
#define EVENT_STRING_BYTES 256
#define EVENT_FILENAME_BYTES 256
#define EVENT_PATH_BYTES 256
#define EVENT_CALL_ARGS 6
#define EVENT_CALL_TEXT_BYTES 256
/* Most of a call's parameters that are strings, its file among them. */
#define EVENT_CALL_TEXTS 5
#define EVENT_NO_TEXT 0xffff
#define EVENT_FRAMES 24
#define EVENT_ARGV_BYTES 1024
#define EVENT_ARGS 4
#define EVENT_NO_STRING 0xff

enum event_kind {
	EVENT_NONE, /* in a batch: not to be read, see begun_calls.h */
	EVENT_PROBE = 1,
	EVENT_FORK = 2,
	EVENT_EXEC = 3,
	EVENT_EXIT = 4,
	EVENT_LISTEN = 5,
	EVENT_CGROUP = 6,
	EVENT_CALL = 7,
	EVENT_WAIT = 8,
};

enum event_flag {
	EVENT_BAD_POINTER = 1, /* a string argument that points nowhere: its number is in args */
	EVENT_ARGV_TRUNCATED = 2,
	EVENT_CORE_DUMPED = 4,
	EVENT_ATTACHED = 8, /* to the cgroup; else it was made */
	EVENT_CALL_BEGINS = 16,
	EVENT_FILE_IS_PIPE = 32, /* args[5] is its inode */
	EVENT_FILE_IS_SOCKET = 64,
	EVENT_IN_IOWAIT = 16, /* of waits */
	EVENT_THROTTLED = 32,
};

enum wait_left {
	LEFT_RUNNABLE,
	LEFT_SLEEPING,
	LEFT_UNINTERRUPTIBLE,
};

enum event_namespace {
	NAMESPACE_PID,
	NAMESPACE_PID_FOR_CHILDREN,
	NAMESPACE_MNT,
	NAMESPACE_UTS,
	NAMESPACE_IPC,
	NAMESPACE_NET,
	NAMESPACE_USER,
	NAMESPACES,
};

struct event {
	__u16 size;
	__u8 kind;
	__u8 flags;
	__u16 cpu;
	__u8 host_bytes;
	__u8 arg_count;
	__u64 seq; /* per CPU; also counts the events that were dropped, so a gap is a loss, or EVENT_NONE */
	__u64 at; /* CLOCK_BOOTTIME, ns */
	__u64 start_at; /* of the thread group leader, same clock */
	__u64 cgroup_id;
	__u32 tgid;
	__u32 tid;
	__u32 ppid;
	__u32 nspid;
	__u32 namespaces[NAMESPACES];
	char comm[EVENT_COMM_BYTES];
	__u16 attachment; /* 0: none */
	__u16 probe;
};

struct probe_event {
	struct event event;
	__u8 signed_mask;
	__u8 unread_mask; /* arguments whose place could not be read or was not understood */
	__u8 string_arg; /* index of the argument the tail's second string belongs to, or EVENT_NO_STRING */
	__u8 reserved[5];
	__u64 args[EVENT_ARGS];
	char tail[];
};

struct fork_event {
	struct event event;
	__u32 child_tgid;
	__u32 child_nspid;
	__u64 child_start_at;
	char tail[];
};

struct exec_event {
	struct event event;
	__u64 exe_inode;
	__u32 exe_dev; /* as stat(2) gives it */
	__u16 filename_bytes;
	__u16 argv_bytes; /* arguments as in memory, each ending in NUL */
	__u32 uid, gid; /* real ones, of the initial user namespace */
	__u32 old_tid; /* the thread that called execve */
	__u32 root; /* 0: none */
	char tail[];
};

struct exit_event {
	struct event event;
	__u32 exit_code;
	__u32 exit_signal;
	char tail[];
};

struct listen_event {
	struct event event;
	__u16 family;
	__u16 port;
	__u8 address[16]; /* network order; the first four bytes for AF_INET */
	__u8 reserved[4];
	char tail[];
};

struct cgroup_event {
	struct event event;
	__u32 hierarchy;
	__u32 target_tgid; /* 0: none */
	__u32 target_tid;
	__u32 reserved;
	char tail[]; /* the path */
};

struct call_event {
	struct event event;
	__u64 enter_at; /* 0: not known */
	__s64 result;
	__u64 args[EVENT_CALL_ARGS];
	__u16 number;
	/* Of each argument that is a text, then of the file's name; EVENT_NO_TEXT: not there. */
	__u16 text_bytes[EVENT_CALL_ARGS + 1];
	/* The texts in that order; the file's name as those of its folders, its own first, each ending in NUL. */
	char tail[];
};

struct wait_event {
	struct event event; /* of the thread that is back */
	__u64 from;
	__u64 runnable_at; /* 0: nobody woke it */
	__u64 short_blocked; /* ns in shorter waits before this one */
	__u64 short_runnable;
	__u32 short_count;
	__u32 waker; /* tgid, 0: an interrupt */
	__u8 left;
	__u8 frames;
	__u8 reserved[6];
	__u64 stack[EVENT_FRAMES]; /* innermost first */
	char tail[];
};

#define EVENT_MAX_BYTES                                                                                                \
	(sizeof(struct call_event) + EVENT_HOST_BYTES + EVENT_CALL_TEXTS * EVENT_CALL_TEXT_BYTES)

_Static_assert(sizeof(struct event) == 104, "index.js reads this layout");
_Static_assert(sizeof(struct probe_event) == 144, "index.js reads this layout");
_Static_assert(sizeof(struct fork_event) == 120, "index.js reads this layout");
_Static_assert(sizeof(struct exec_event) == 136, "index.js reads this layout");
_Static_assert(sizeof(struct exit_event) == 112, "index.js reads this layout");
_Static_assert(sizeof(struct listen_event) == 128, "index.js reads this layout");
_Static_assert(sizeof(struct cgroup_event) == 120, "index.js reads this layout");
_Static_assert(sizeof(struct call_event) == 184, "index.js reads this layout");
_Static_assert(sizeof(struct wait_event) == 344, "index.js reads this layout");
_Static_assert(sizeof(struct exec_event) + EVENT_HOST_BYTES + EVENT_FILENAME_BYTES + EVENT_ARGV_BYTES <= EVENT_MAX_BYTES,
	       "the greatest");
_Static_assert(EVENT_MAX_BYTES % 8 == 0, "records are aligned to 8");

/* Where one argument of one probe location lives: `disp(base,index,scale)`, a register or a constant. */
enum place_kind {
	PLACE_UNKNOWN,
	PLACE_CONSTANT,
	PLACE_REGISTER,
	PLACE_MEMORY,
};

struct place {
	__s64 offset; /* constant, or displacement */
	__u8 base; /* registers, as words of the part of struct pt_regs that ptrace(2) shows */
	__u8 index;
	__u8 kind;
	__u8 scale; /* 0: no index register */
	__u8 shift; /* bits to drop at the top: 64 - 8 * size */
	__u8 is_signed;
	__u8 is_global; /* a variable of the program's: it may not be in memory yet */
	__u8 reserved;
};

/* One place in the code where a probe fires. Its number is the BPF cookie of the uprobe. */
struct location {
	__u16 attachment;
	__u16 probe;
	__u8 arg_count;
	__u8 string_arg;
	__u8 signed_mask;
	__u8 reserved;
	struct place args[EVENT_ARGS];
};

_Static_assert(sizeof(struct location) == 72, "map value");

struct binary_key {
	__u64 inode;
	__u64 dev; /* the kernel's dev_t */
};

/* A process being followed, keyed by tgid. */
struct process {
	__u64 deadline; /* of an application's tree: CLOCK_BOOTTIME ns after which it is left alone */
	__u32 application; /* tgid of the application whose tree it belongs to, 0: none yet */
	__u16 attachment; /* inherited at fork; informative */
	__u16 run; /* inherited at fork: whose allowance its probes take from */
	__u16 root; /* inherited at fork: the root it is below, 0: none */
	__u8 is_done; /* of the application itself: its tree has been seen to listen */
	__u8 is_up; /* inherited at fork: a container's application, of which nothing inside is told */
	__u8 reserved[4];
};

_Static_assert(sizeof(struct process) == 24, "map value");

/* What may still be fired by the processes of one run, or by all runs of one user. */
struct allowance {
	__u64 due; /* CLOCK_BOOTTIME ns at which all that was fired so far has been earned */
	__u64 taken; /* events of a run */
	__u64 over; /* events of a run that were beyond the limits: counted, and nothing else */
	__u64 start_at; /* of the process that fired beyond them last, with its tgid and user */
	__u32 tgid;
	__u32 uid;
	__u32 user; /* of a run: the user's allowance it takes from as well; 0: root, who has none */
	__u32 reserved;
};

_Static_assert(sizeof(struct allowance) == 48, "shared with the kernel side");

/* What is told of a system call; made by calls.js. */
struct call_shape {
	__u8 flags;
	__u8 strings; /* mask of arguments */
	__u8 care;
	__u8 reserved;
};

enum call_flag {
	CALL_IS_ALWAYS_TOLD = 1, /* else only when it took long */
	CALL_IS_TOLD_EARLY = 2,
	CALL_HAS_FILE = 4, /* its first argument is a descriptor */
	CALL_HAS_ADDRESS = 8, /* its second argument is a socket's address */
};

enum call_care {
	CARE_CLONE = 1, /* told unless it makes a thread; below a root the child's return as well */
	CARE_CLONE3 = 2, /* the same, its flags are in memory */
	CARE_EXEC = 3, /* what it read is gone when it returns */
	CARE_PRCTL = 4, /* told where it loads a seccomp filter */
	CARE_OPENAT = 5, /* told where it opens for writing inside a container */
	CARE_WRITE = 6, /* told where it writes to a cgroup's file */
	CARE_SENDTO = 7, /* told where it sends to the kernel's netlink */
	CARE_SENDMSG = 8,
	CARE_FORK = 9, /* below a root the child's return is told as well */
};

/* A wait that is told by itself if it takes longer. */
#define SHORT_WAIT_NS 100000ULL
/* A call that is told if it takes longer. */
#define SLOW_CALL_NS 1000000ULL
/* System calls and waits of a run, and of all runs of a user other than root: at once, and one in an interval. */
#define DETAIL_BURST 4096ULL
#define DETAIL_INTERVAL_NS (1000000000ULL / 2048)
#define MAX_CALLS 512
#define MAX_THREADS 65536

struct counters {
	__u64 seq; /* events attempted */
	__u64 dropped;
};

#define APPLICATION_FOLLOW_NS 120000000000ULL
#define MAX_LOCATIONS 4096
#define MAX_PROCESSES 65536
#define MAX_BINARIES 1024
#define MAX_ROOTS 256
#define KNOWN_SLOTS 4096
#define FOLLOWED_SLOTS 16384
/* Of more runs than these, a new one takes over the number, and allowance, of the oldest. A power of two. */
#define RUNS 4096
#define USERS 1024

#endif
