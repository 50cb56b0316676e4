/** Bits by name. A value of several bits stands before the bits that it consists of. */
export type Bits = readonly (readonly [string, bigint])[];

const bits = (...pairs: readonly (string | number)[]): Bits =>
  pairs.flatMap((each, n): [string, bigint][] =>
    typeof each === "string" ? [[each, BigInt(pairs[n + 1] ?? 0)]] : [],
  );

/*
 * Numbers of Linux on x86-64, from its headers: linux/sched.h, linux/mount.h, sys/mount.h, linux/fcntl.h,
 * asm-generic/fcntl.h, linux/seccomp.h, linux/prctl.h, linux/wait.h, linux/futex.h, linux/rtnetlink.h, linux/capability.h,
 * asm-generic/resource.h, asm-generic/mman-common.h, linux/keyctl.h.
 */

/** Of clone, clone3, unshare and setns. The lowest byte of clone's is the signal at the child's end. */
export const CLONE: Bits = bits(
  ...["CLONE_VM", 0x100, "CLONE_FS", 0x200, "CLONE_FILES", 0x400, "CLONE_SIGHAND", 0x800],
  ...["CLONE_PIDFD", 0x1000, "CLONE_PTRACE", 0x2000, "CLONE_VFORK", 0x4000, "CLONE_PARENT", 0x8000],
  ...["CLONE_THREAD", 0x1_0000, "CLONE_NEWNS", 0x2_0000, "CLONE_SYSVSEM", 0x4_0000, "CLONE_SETTLS", 0x8_0000],
  ...["CLONE_PARENT_SETTID", 0x10_0000, "CLONE_CHILD_CLEARTID", 0x20_0000, "CLONE_DETACHED", 0x40_0000],
  ...["CLONE_UNTRACED", 0x80_0000, "CLONE_CHILD_SETTID", 0x100_0000, "CLONE_NEWCGROUP", 0x200_0000],
  ...["CLONE_NEWUTS", 0x400_0000, "CLONE_NEWIPC", 0x800_0000, "CLONE_NEWUSER", 0x1000_0000],
  ...["CLONE_NEWPID", 0x2000_0000, "CLONE_NEWNET", 0x4000_0000, "CLONE_IO", 0x8000_0000],
  ...["CLONE_CLEAR_SIGHAND", 0x1_0000_0000, "CLONE_INTO_CGROUP", 0x2_0000_0000],
);
export const CLONE_NEWTIME: Bits = bits("CLONE_NEWTIME", 0x80);

/** Of mount. */
export const MOUNT: Bits = bits(
  ...["MS_RDONLY", 0x1, "MS_NOSUID", 0x2, "MS_NODEV", 0x4, "MS_NOEXEC", 0x8, "MS_SYNCHRONOUS", 0x10],
  ...["MS_REMOUNT", 0x20, "MS_MANDLOCK", 0x40, "MS_DIRSYNC", 0x80, "MS_NOSYMFOLLOW", 0x100],
  ...["MS_NOATIME", 0x400, "MS_NODIRATIME", 0x800, "MS_BIND", 0x1000, "MS_MOVE", 0x2000, "MS_REC", 0x4000],
  ...["MS_SILENT", 0x8000, "MS_POSIXACL", 0x1_0000, "MS_UNBINDABLE", 0x2_0000, "MS_PRIVATE", 0x4_0000],
  ...["MS_SLAVE", 0x8_0000, "MS_SHARED", 0x10_0000, "MS_RELATIME", 0x20_0000, "MS_KERNMOUNT", 0x40_0000],
  ...["MS_I_VERSION", 0x80_0000, "MS_STRICTATIME", 0x100_0000, "MS_LAZYTIME", 0x200_0000],
);
/** In the upper half of a mount's flags, of programs written for Linux before 2.4: it means nothing. */
export const MS_MGC_VAL = 0xc0ed_0000n;
export const MS_MGC_MSK = 0xffff_0000n;

export const UMOUNT: Bits = bits("MNT_FORCE", 1, "MNT_DETACH", 2, "MNT_EXPIRE", 4, "UMOUNT_NOFOLLOW", 8);

/** How a path is to be looked up. */
export const AT: Bits = bits(
  ...["AT_SYMLINK_NOFOLLOW", 0x100, "AT_REMOVEDIR", 0x200, "AT_SYMLINK_FOLLOW", 0x400],
  ...["AT_NO_AUTOMOUNT", 0x800, "AT_EMPTY_PATH", 0x1000, "AT_RECURSIVE", 0x8000],
);
export const OPEN_TREE: Bits = bits(
  ...["OPEN_TREE_CLONE", 0x1, "OPEN_TREE_CLOEXEC", 0x8_0000, "AT_SYMLINK_NOFOLLOW", 0x100],
  ...["AT_NO_AUTOMOUNT", 0x800, "AT_EMPTY_PATH", 0x1000, "AT_RECURSIVE", 0x8000],
);
export const MOVE_MOUNT: Bits = bits(
  ...["MOVE_MOUNT_F_SYMLINKS", 0x1, "MOVE_MOUNT_F_AUTOMOUNTS", 0x2, "MOVE_MOUNT_F_EMPTY_PATH", 0x4],
  ...["MOVE_MOUNT_T_SYMLINKS", 0x10, "MOVE_MOUNT_T_AUTOMOUNTS", 0x20, "MOVE_MOUNT_T_EMPTY_PATH", 0x40],
  ...["MOVE_MOUNT_SET_GROUP", 0x100, "MOVE_MOUNT_BENEATH", 0x200],
);
export const FSOPEN: Bits = bits("FSOPEN_CLOEXEC", 1);
export const FSMOUNT: Bits = bits("FSMOUNT_CLOEXEC", 1);
export const FSPICK: Bits = bits(
  ...["FSPICK_CLOEXEC", 1, "FSPICK_SYMLINK_NOFOLLOW", 2, "FSPICK_NO_AUTOMOUNT", 4, "FSPICK_EMPTY_PATH", 8],
);
export const MOUNT_ATTR: Bits = bits(
  ...["MOUNT_ATTR_RDONLY", 0x1, "MOUNT_ATTR_NOSUID", 0x2, "MOUNT_ATTR_NODEV", 0x4, "MOUNT_ATTR_NOEXEC", 0x8],
  ...["MOUNT_ATTR_NOATIME", 0x10, "MOUNT_ATTR_STRICTATIME", 0x20, "MOUNT_ATTR_NODIRATIME", 0x80],
  ...["MOUNT_ATTR_IDMAP", 0x10_0000, "MOUNT_ATTR_NOSYMFOLLOW", 0x20_0000],
);
export const SECCOMP: Bits = bits(
  ...[
    "SECCOMP_FILTER_FLAG_TSYNC",
    0x1,
    "SECCOMP_FILTER_FLAG_LOG",
    0x2,
    "SECCOMP_FILTER_FLAG_SPEC_ALLOW",
    0x4,
  ],
  ...["SECCOMP_FILTER_FLAG_NEW_LISTENER", 0x8, "SECCOMP_FILTER_FLAG_TSYNC_ESRCH", 0x10],
  ...["SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV", 0x20],
);
export const WAIT: Bits = bits(
  ...["WNOHANG", 0x1, "WUNTRACED", 0x2, "WEXITED", 0x4, "WCONTINUED", 0x8, "WNOWAIT", 0x100_0000],
  ...["__WNOTHREAD", 0x2000_0000, "__WALL", 0x4000_0000, "__WCLONE", 0x8000_0000],
);
/** Of open and openat beside their lowest two bits, which say whether to read, write or both. */
export const OPEN: Bits = bits(
  ...["O_TMPFILE", 0x41_0000, "O_SYNC", 0x10_1000, "O_CREAT", 0x40, "O_EXCL", 0x80, "O_NOCTTY", 0x100],
  ...["O_TRUNC", 0x200, "O_APPEND", 0x400, "O_NONBLOCK", 0x800, "O_DSYNC", 0x1000, "O_ASYNC", 0x2000],
  ...["O_DIRECT", 0x4000, "O_LARGEFILE", 0x8000, "O_DIRECTORY", 0x1_0000, "O_NOFOLLOW", 0x2_0000],
  ...["O_NOATIME", 0x4_0000, "O_CLOEXEC", 0x8_0000, "O_PATH", 0x20_0000],
);
export const ACCESS_MODES = ["O_RDONLY", "O_WRONLY", "O_RDWR"] as const;
export const FLOCK: Bits = bits("LOCK_SH", 1, "LOCK_EX", 2, "LOCK_NB", 4, "LOCK_UN", 8);
export const PROT: Bits = bits("PROT_READ", 1, "PROT_WRITE", 2, "PROT_EXEC", 4);
export const MAP: Bits = bits(
  ...["MAP_SHARED", 0x1, "MAP_PRIVATE", 0x2, "MAP_FIXED", 0x10, "MAP_ANONYMOUS", 0x20],
  ...["MAP_GROWSDOWN", 0x100, "MAP_DENYWRITE", 0x800, "MAP_LOCKED", 0x2000, "MAP_NORESERVE", 0x4000],
  ...["MAP_POPULATE", 0x8000, "MAP_NONBLOCK", 0x1_0000, "MAP_STACK", 0x2_0000, "MAP_HUGETLB", 0x4_0000],
);
export const FUTEX: Bits = bits("FUTEX_PRIVATE_FLAG", 0x80, "FUTEX_CLOCK_REALTIME", 0x100);

/** Numbers by name. */
export type Names = Readonly<Record<number, string>>;
const named = (...names: readonly string[]): Names => ({ ...names });

export const FUTEX_OPS = named(
  ...["FUTEX_WAIT", "FUTEX_WAKE", "FUTEX_FD", "FUTEX_REQUEUE", "FUTEX_CMP_REQUEUE", "FUTEX_WAKE_OP"],
  ...["FUTEX_LOCK_PI", "FUTEX_UNLOCK_PI", "FUTEX_TRYLOCK_PI", "FUTEX_WAIT_BITSET", "FUTEX_WAKE_BITSET"],
);
export const FSCONFIG_COMMANDS = named(
  ...["FSCONFIG_SET_FLAG", "FSCONFIG_SET_STRING", "FSCONFIG_SET_BINARY", "FSCONFIG_SET_PATH"],
  ...["FSCONFIG_SET_PATH_EMPTY", "FSCONFIG_SET_FD", "FSCONFIG_CMD_CREATE", "FSCONFIG_CMD_RECONFIGURE"],
  "FSCONFIG_CMD_CREATE_EXCL",
);
export const SECCOMP_OPS = named(
  ...["SECCOMP_SET_MODE_STRICT", "SECCOMP_SET_MODE_FILTER", "SECCOMP_GET_ACTION_AVAIL"],
  "SECCOMP_GET_NOTIF_SIZES",
);
export const WAITID_TYPES = named("P_ALL", "P_PID", "P_PGID", "P_PIDFD");
export const RESOURCES = named(
  ...["RLIMIT_CPU", "RLIMIT_FSIZE", "RLIMIT_DATA", "RLIMIT_STACK", "RLIMIT_CORE", "RLIMIT_RSS"],
  ...["RLIMIT_NPROC", "RLIMIT_NOFILE", "RLIMIT_MEMLOCK", "RLIMIT_AS", "RLIMIT_LOCKS", "RLIMIT_SIGPENDING"],
  ...["RLIMIT_MSGQUEUE", "RLIMIT_NICE", "RLIMIT_RTPRIO", "RLIMIT_RTTIME"],
);
export const FAMILIES: Names = {
  1: "AF_UNIX",
  2: "AF_INET",
  10: "AF_INET6",
  16: "AF_NETLINK",
  17: "AF_PACKET",
  38: "AF_ALG",
  40: "AF_VSOCK",
};
export const PRCTLS: Names = {
  1: "PR_SET_PDEATHSIG",
  2: "PR_GET_PDEATHSIG",
  3: "PR_GET_DUMPABLE",
  4: "PR_SET_DUMPABLE",
  7: "PR_GET_KEEPCAPS",
  8: "PR_SET_KEEPCAPS",
  15: "PR_SET_NAME",
  16: "PR_GET_NAME",
  21: "PR_GET_SECCOMP",
  22: "PR_SET_SECCOMP",
  23: "PR_CAPBSET_READ",
  24: "PR_CAPBSET_DROP",
  27: "PR_GET_SECUREBITS",
  28: "PR_SET_SECUREBITS",
  35: "PR_SET_MM",
  36: "PR_SET_CHILD_SUBREAPER",
  37: "PR_GET_CHILD_SUBREAPER",
  38: "PR_SET_NO_NEW_PRIVS",
  39: "PR_GET_NO_NEW_PRIVS",
  47: "PR_CAP_AMBIENT",
  57: "PR_SET_IO_FLUSHER",
  0x5356_4d41: "PR_SET_VMA",
};
/** What `PR_CAPBSET_READ` and `PR_CAPBSET_DROP` are about. */
export const CAPABILITIES = named(
  ...["CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_DAC_READ_SEARCH", "CAP_FOWNER", "CAP_FSETID", "CAP_KILL"],
  ...["CAP_SETGID", "CAP_SETUID", "CAP_SETPCAP", "CAP_LINUX_IMMUTABLE", "CAP_NET_BIND_SERVICE"],
  ...["CAP_NET_BROADCAST", "CAP_NET_ADMIN", "CAP_NET_RAW", "CAP_IPC_LOCK", "CAP_IPC_OWNER"],
  ...["CAP_SYS_MODULE", "CAP_SYS_RAWIO", "CAP_SYS_CHROOT", "CAP_SYS_PTRACE", "CAP_SYS_PACCT"],
  ...["CAP_SYS_ADMIN", "CAP_SYS_BOOT", "CAP_SYS_NICE", "CAP_SYS_RESOURCE", "CAP_SYS_TIME"],
  ...["CAP_SYS_TTY_CONFIG", "CAP_MKNOD", "CAP_LEASE", "CAP_AUDIT_WRITE", "CAP_AUDIT_CONTROL"],
  ...["CAP_SETFCAP", "CAP_MAC_OVERRIDE", "CAP_MAC_ADMIN", "CAP_SYSLOG", "CAP_WAKE_ALARM"],
  ...["CAP_BLOCK_SUSPEND", "CAP_AUDIT_READ", "CAP_PERFMON", "CAP_BPF", "CAP_CHECKPOINT_RESTORE"],
);
/** Types of the messages that set up networks (`message` of sendto and sendmsg). */
export const NETLINK_MESSAGES: Names = {
  16: "RTM_NEWLINK",
  17: "RTM_DELLINK",
  18: "RTM_GETLINK",
  19: "RTM_SETLINK",
  20: "RTM_NEWADDR",
  21: "RTM_DELADDR",
  22: "RTM_GETADDR",
  24: "RTM_NEWROUTE",
  25: "RTM_DELROUTE",
  26: "RTM_GETROUTE",
  28: "RTM_NEWNEIGH",
  29: "RTM_DELNEIGH",
  30: "RTM_GETNEIGH",
  88: "RTM_NEWNSID",
  90: "RTM_GETNSID",
};
export const KEYCTLS = named(
  ...["KEYCTL_GET_KEYRING_ID", "KEYCTL_JOIN_SESSION_KEYRING", "KEYCTL_UPDATE", "KEYCTL_REVOKE"],
  ...["KEYCTL_CHOWN", "KEYCTL_SETPERM", "KEYCTL_DESCRIBE", "KEYCTL_CLEAR", "KEYCTL_LINK", "KEYCTL_UNLINK"],
  ...["KEYCTL_SEARCH", "KEYCTL_READ"],
);
