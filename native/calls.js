import { callNames } from "./call-numbers.js";

/**
 * What is told of a system call: its parameters in order, each `name:kind`, `.` for one that is left out. Kinds: `i` a
 * signed and `x` an unsigned 32-bit number, `o` the flags of an open, `u` an unsigned word, `s` a string, `a` a socket's
 * address, `b` what is written, as text, `f` a descriptor (with the file it stands for, as `file`).
 *
 * Names are the manual's, and these are ours: `file` ("/memory.max" within its file system, "pipe:[7]",
 * "socket:[7]"), and `message`, the type of the first netlink message that is sent (16 is RTM_NEWLINK).
 */
const PARAMETERS = {
  clone: "flags:u",
  clone3: "flags:u",
  unshare: "flags:x",
  setns: "fd:i nstype:x",
  mount: "source:s target:s fstype:s flags:u data:s",
  umount2: "target:s flags:x",
  pivot_root: "new_root:s put_old:s",
  chroot: "path:s",
  open_tree: "dfd:i path:s flags:x",
  move_mount: "from_dfd:i from_path:s to_dfd:i to_path:s flags:x",
  fsopen: "fstype:s flags:x",
  fsconfig: "fd:i cmd:x key:s value:s aux:i",
  fsmount: "fd:i flags:x attr_flags:x",
  fspick: "dfd:i path:s flags:x",
  mount_setattr: "dfd:i path:s flags:x",
  sethostname: "name:s len:u",
  setdomainname: "name:s len:u",
  setuid: "uid:i",
  setgid: "gid:i",
  setreuid: "ruid:i euid:i",
  setregid: "rgid:i egid:i",
  setresuid: "ruid:i euid:i suid:i",
  setresgid: "rgid:i egid:i sgid:i",
  setfsuid: "uid:i",
  setfsgid: "gid:i",
  setgroups: "n:i",
  seccomp: "op:x flags:x",
  prctl: "option:x arg2:u",
  execve: "path:s",
  execveat: "dfd:i path:s . . flags:x",
  wait4: "pid:i . options:x",
  waitid: "which:i pid:i . options:x",
  connect: "fd:i addr:a",
  sendto: "fd:f . len:u . message:u",
  sendmsg: "fd:f . . . message:u",
  write: "fd:f buf:b count:u",
  pwrite64: "fd:f buf:b count:u offset:u",
  writev: "fd:f . vlen:u",
  read: "fd:f . count:u",
  pread64: "fd:f . count:u offset:u",
  readv: "fd:f . vlen:u",
  recvfrom: "fd:f . len:u",
  recvmsg: "fd:f",
  accept: "fd:f",
  accept4: "fd:f",
  getdents64: "fd:f . count:u",
  fsync: "fd:f",
  fdatasync: "fd:f",
  syncfs: "fd:f",
  flock: "fd:f operation:x",
  fcntl: "fd:f cmd:x",
  ioctl: "fd:f request:u",
  ftruncate: "fd:f length:u",
  fallocate: "fd:f mode:x offset:u len:u",
  sendfile: "out_fd:f in_fd:i . count:u",
  splice: "fd_in:f . fd_out:i . len:u flags:x",
  copy_file_range: "fd_in:f . fd_out:i . len:u",
  finit_module: "fd:f",
  close: "fd:i",
  poll: ". nfds:u timeout:i",
  select: "nfds:i",
  pselect6: "nfds:i",
  epoll_wait: "epfd:i . maxevents:i timeout:i",
  epoll_pwait: "epfd:i . maxevents:i timeout:i",
  futex: ". op:x val:x",
  clock_nanosleep: "clockid:i flags:x",
  kill: "pid:i sig:i",
  tgkill: "tgid:i tid:i sig:i",
  keyctl: "op:i",
  open: "path:s flags:o mode:x",
  openat: "dfd:i path:s flags:o mode:x",
  openat2: "dfd:i path:s",
  creat: "path:s mode:x",
  stat: "path:s",
  lstat: "path:s",
  newfstatat: "dfd:i path:s",
  statx: "dfd:i path:s flags:x",
  statfs: "path:s",
  access: "path:s mode:x",
  faccessat: "dfd:i path:s mode:x",
  faccessat2: "dfd:i path:s mode:x flags:x",
  readlink: "path:s",
  readlinkat: "dfd:i path:s",
  chdir: "path:s",
  fchdir: "fd:f",
  mkdir: "path:s mode:x",
  mkdirat: "dfd:i path:s mode:x",
  rmdir: "path:s",
  unlink: "path:s",
  unlinkat: "dfd:i path:s flags:x",
  rename: "oldpath:s newpath:s",
  renameat: "olddirfd:i oldpath:s newdirfd:i newpath:s",
  renameat2: "olddirfd:i oldpath:s newdirfd:i newpath:s flags:x",
  link: "oldpath:s newpath:s",
  linkat: "olddirfd:i oldpath:s newdirfd:i newpath:s flags:x",
  symlink: "target:s path:s",
  symlinkat: "target:s dfd:i path:s",
  mknod: "path:s mode:x",
  mknodat: "dfd:i path:s mode:x",
  chmod: "path:s mode:x",
  chown: "path:s owner:i group:i",
  lchown: "path:s owner:i group:i",
  fchmodat: "dfd:i path:s mode:x",
  fchownat: "dfd:i path:s owner:i group:i",
  truncate: "path:s length:u",
  mmap: ". length:u prot:x flags:x fd:i",
  munmap: ". length:u",
  mprotect: ". len:u prot:x",
  madvise: ". length:u advice:x",
  prlimit64: "pid:i resource:i",
  setrlimit: "resource:i",
};

/** Of these every one is told, of all others those that took long. */
const ALWAYS = new Set(
  `clone clone3 fork vfork unshare setns mount umount2 pivot_root chroot open_tree move_mount fsopen fsconfig fsmount
   fspick mount_setattr sethostname setdomainname setuid setgid setreuid setregid setresuid setresgid setfsuid setfsgid
   setgroups capset seccomp execve execveat wait4 waitid connect`.split(/\s+/),
);

/** They may hang for long: told when they begin as well. */
const EARLY = new Set("mount umount2 pivot_root move_mount fsconfig unshare setns connect flock".split(" "));

/** Numbers of enum call_care in src/event.h: what is looked at beside the parameters, where one call is not like another. */
const CARE = {
  clone: 1,
  clone3: 2,
  execve: 3,
  execveat: 3,
  prctl: 4,
  openat: 5,
  write: 6,
  pwrite64: 6,
  writev: 6,
  sendto: 7,
  sendmsg: 8,
  fork: 9,
  vfork: 9,
};

const IS_ALWAYS = 1;
const IS_EARLY = 2;
const HAS_FILE = 4;
const HAS_ADDRESS = 8;
/** Of struct call_shape: flags, mask of strings, care, one byte of nothing. */
const SHAPE_BYTES = 4;
export const MAX_CALLS = 512;

function parse(name) {
  return (PARAMETERS[name] ?? "")
    .split(" ")
    .map((word, index) => {
      const [parameter, kind] = word.split(":");
      return { name: parameter, kind, index };
    })
    .filter(({ kind }) => kind !== undefined);
}

/**
 * What is told of a machine's calls, by number.
 * @param {string} arch as process.arch
 */
export const callTable = (arch) =>
  new Map([...callNames(arch)].map(([number, name]) => [number, { name, parameters: parse(name) }]));

/** The kernel side's table on a machine: a struct call_shape for each number. */
export function callShapes(arch) {
  const shapes = Buffer.alloc(MAX_CALLS * SHAPE_BYTES);
  for (const [number, { name, parameters }] of callTable(arch)) {
    const has = (kind) => parameters.some((parameter) => parameter.kind === kind);
    const strings = parameters.filter(({ kind }) => kind === "s");
    shapes[number * SHAPE_BYTES] =
      (ALWAYS.has(name) ? IS_ALWAYS : 0) |
      (EARLY.has(name) ? IS_EARLY : 0) |
      (has("f") ? HAS_FILE : 0) |
      (has("a") ? HAS_ADDRESS : 0);
    shapes[number * SHAPE_BYTES + 1] = strings.reduce((mask, { index }) => mask | (1 << index), 0);
    shapes[number * SHAPE_BYTES + 2] = CARE[name] ?? 0;
  }
  return shapes;
}
