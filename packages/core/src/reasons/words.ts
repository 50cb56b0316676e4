import type { ReasonSlug } from "../domain/reason.ts";

/** A reason as people read it. */
export type ReasonWords = {
  readonly label: string;
  /** What its time is made of. */
  readonly measured: string;
  /** What to do about it. */
  readonly remedy: string;
};

/** What is known of each reason, in English: the command line's and the documentation's. Pages say it in their own words. */
export const REASON_WORDS: Readonly<Record<ReasonSlug, ReasonWords>> = {
  "slow-hook": {
    label: "slow hook",
    measured:
      "programs that hooks ran, and what system calls leave of a span in which hooks of the haco file run",
    remedy:
      "Make the hook's program faster, start in the background what nobody waits for, or move it behind the start of the application.",
  },
  "grace-period": {
    label: "grace period of the kernel",
    measured:
      "umount2, pivot_root, unshare, setns and clone with new namespaces: the kernel waits for all processors",
    remedy:
      "Fewer unmounts and namespaces a boot: share a network namespace, prefer pivot_root without a second unmount. Where boots are many, rcupdate.rcu_expedited=1 makes the kernel wait shorter at the price of interruptions.",
  },
  "many-mounts": {
    label: "many mounts",
    measured: "mount and its newer kin, each under 20 ms, together",
    remedy:
      "Mount fewer folders: one parent in place of its children, no masked paths that the workload cannot reach.",
  },
  "slow-mount": {
    label: "mount of a slow source",
    measured: "single mounts of 20 ms or more",
    remedy:
      "Mount it before the boot and bind it, or let the application mount it once it is up; look at what serves it.",
  },
  cgroup: {
    label: "cgroup contended",
    measured: "the span cgroup, and calls on files of /sys/fs/cgroup",
    remedy:
      "Fewer controllers and fewer cgroups made and removed at once: the kernel changes them one at a time.",
  },
  network: {
    label: "network set-up",
    measured: "the span network, programs such as ip and iptables, calls on sockets",
    remedy:
      "Keep a prepared network namespace and enter it, replace many calls of ip and iptables by one batch.",
  },
  "cpu-throttled": {
    label: "CPU throttled",
    measured: "waits of a process whose cgroup had used up its CPU quota",
    remedy: "Raise cpu.max (cpu.cfs_quota_us) of the cgroup, or set it once the application is up.",
  },
  "run-queue": {
    label: "waiting for a processor",
    measured: "waits of a process that could have run",
    remedy:
      "Boot fewer containers at once, or give the machine more processors; lower the priority of what else runs.",
  },
  "io-wait": {
    label: "waiting for a disk",
    measured: "waits for input and output",
    remedy: "Keep what boots read in memory, on a faster disk, or read it less; look at who else writes.",
  },
  "page-faults": {
    label: "cold page faults",
    measured: "waits for pages of files that were not in memory",
    remedy:
      "Boot once before it counts, or read the programs in beforehand; smaller programs have fewer pages.",
  },
  security: {
    label: "seccomp or capabilities",
    measured: "the span seccomp; seccomp, capset, prctl, set*id",
    remedy: "A smaller seccomp profile: its filter is made anew for every boot.",
  },
  "slow-exec": {
    label: "large or cold program",
    measured: "the spans runtime start, spawn, init start, start and exec, and execve",
    remedy: "Keep the program in memory, link it without what it does not use, or take a smaller runtime.",
  },
  "app-start": {
    label: "application's start",
    measured: "the span application start: exec of the application until it listens",
    remedy: "It is the application: listen before loading, load less at its start.",
  },
  "supervisor-wait": {
    label: "waiting for the supervisor",
    measured: "waits of the container for the process that starts it, and programs that map users",
    remedy: "See what the supervisor did in that time: its hooks and cgroups make the container wait.",
  },
  "engine-wait": {
    label: "waiting for the engine",
    measured: "the span wait for start: created, and not yet told to start",
    remedy: "See what the engine does between create and start: networks, volumes, its own load.",
  },
  evaluate: {
    label: "evaluating the haco file",
    measured: "the span evaluate haco file with all programs that it ran",
    remedy: "Do less while the file is read: no system() in it, no files or networks that it asks.",
  },
  contention: {
    label: "other boots at once",
    measured: "what other boots can slow down, where three or more others were under way on average",
    remedy: "Boot fewer containers at once, or give the machine more processors.",
  },
  unexplained: {
    label: "unexplained",
    measured: "what no other reason tells",
    remedy: "Record with --detail full to see what its processes waited for.",
  },
};
