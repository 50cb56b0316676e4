/** Calls that recorders of all calls give by their number alone, on x86-64: those that runtimes make. */
const NAMED = `
  read:0 write:1 close:3 fstat:5 poll:7 lseek:8 mmap:9 mprotect:10 munmap:11 brk:12 rt_sigaction:13
  rt_sigprocmask:14 rt_sigreturn:15 ioctl:16 pread64:17 readv:19 access:21 select:23 sched_yield:24
  madvise:28 dup:32 dup2:33 nanosleep:35 getpid:39 socket:41 connect:42 sendto:44 recvfrom:45 recvmsg:47
  shutdown:48 getsockname:51 socketpair:53 setsockopt:54 wait4:61 uname:63 fcntl:72 getcwd:79 rename:82
  rmdir:84 readlink:89 chmod:90 chown:92 fchown:93 umask:95 getrlimit:97 getuid:102 getgid:104 geteuid:107
  getegid:108 getppid:110 capget:125 sigaltstack:131 statfs:137 fstatfs:138 arch_prctl:158 gettid:186
  futex:202 sched_getaffinity:204 getdents64:217 set_tid_address:218 clock_nanosleep:230 exit_group:231
  epoll_wait:232 epoll_ctl:233 tgkill:234 waitid:247 fchownat:260 newfstatat:262 renameat:264 readlinkat:267
  fchmodat:268 pselect6:270 ppoll:271 set_robust_list:273 epoll_pwait:281 accept4:288 signalfd4:289
  epoll_create1:291 dup3:292 pipe2:293 getrandom:318 copy_file_range:326 statx:332 rseq:334 close_range:436
  faccessat2:439
`;
const NAMES: ReadonlyMap<string, string> = new Map(
  NAMED.trim()
    .split(/\s+/)
    .map((pair) => {
      const [name = "", number = ""] = pair.split(":");
      return [`nr${number}`, name];
    }),
);

/** The name of a call as a recorder gives it; what is not known stays as it is. */
export const callNamed = (given: string): string => NAMES.get(given) ?? given;
