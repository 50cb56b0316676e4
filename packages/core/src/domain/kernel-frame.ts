import type { WaitPartKind } from "./detail.ts";

/** What a wait in a function of the kernel is for. Whose waits end with another process are told by who woke them. */
type FrameKind = Extract<WaitPartKind, "io" | "page-fault" | "lock" | "kernel" | "process" | "sleeping">;

/**
 * Functions of the Linux kernel (6.x, names of 5.x where they differ) that threads wait in, by what for. A name that ends
 * with * stands for all that begin so. Sources: kernel/rcu, kernel/workqueue.c, mm/filemap.c, mm/memory.c, kernel/locking,
 * kernel/exit.c, kernel/fork.c, fs/pipe.c, fs/eventpoll.c, net/unix/af_unix.c, kernel/time/hrtimer.c.
 */
const FRAMES: Readonly<Record<FrameKind, readonly string[]>> = {
  kernel: [
    "synchronize_rcu*",
    "synchronize_srcu*",
    "__synchronize_srcu",
    "synchronize_net",
    "synchronize_sched*",
    "rcu_barrier*",
    "wait_rcu_gp*",
    "__wait_rcu_gp",
    "exp_funnel_lock",
    "namespace_unlock",
    "flush_work*",
    "__flush_work*",
    "drain_workqueue",
    "kthread_stop",
    "stop_machine*",
    "stop_cpus",
    "percpu_ref_switch_to_*",
    "percpu_down_write",
    "cgroup_lock_and_drain_offline",
    "cgroup_kn_lock_live",
    "netdev_run_todo",
    "unregister_netdevice*",
    "copy_net_ns",
    "setup_net",
    "cleanup_net",
    "zap_pid_ns_processes",
  ],
  "page-fault": [
    "filemap_fault",
    "handle_mm_fault",
    "do_fault",
    "do_swap_page",
    "do_user_addr_fault",
    "exc_page_fault",
    "asm_exc_page_fault",
    "handle_userfault",
    "do_page_fault",
    "do_translation_fault",
    "do_mem_abort",
    "__do_fault",
    "faultin_page",
  ],
  io: [
    "folio_wait_*",
    "__folio_lock*",
    "wait_on_page_*",
    "wait_on_buffer",
    "__wait_on_buffer",
    "wait_on_bit_io",
    "out_of_line_wait_on_bit",
    "io_schedule*",
    "submit_bio_wait",
    "blk_*",
    "bio_*",
    "jbd2_*",
    "filemap_read*",
    "filemap_update_page",
    "file_write_and_wait*",
    "file_fdatawait*",
    "sync_inodes_sb",
    "wb_wait_for_completion",
    "balance_dirty_pages*",
    "fuse_*",
    "request_wait_answer",
    "nfs_*",
    "rpc_wait_bit_killable",
    "p9_*",
    "dio_*",
    "iomap_dio_*",
  ],
  lock: [
    "mutex_lock*",
    "__mutex_lock*",
    "rwsem_down_*",
    "down_read*",
    "down_write*",
    "__down*",
    "rt_mutex_*",
    "futex_*",
    "do_futex",
    "flock_lock_inode_wait",
    "locks_lock_inode_wait",
    "posix_lock_inode_wait",
    "fcntl_setlk",
    "percpu_rwsem_wait",
    "lock_mount",
  ],
  process: [
    "pipe_read",
    "pipe_write",
    "anon_pipe_read",
    "anon_pipe_write",
    "pipe_wait_*",
    "wait_for_partner",
    "fifo_open",
    "do_wait",
    "do_wait_pid",
    "kernel_wait4",
    "kernel_clone",
    "wait_for_vfork_done",
    "kernel_vfork",
    "unix_stream_*",
    "unix_dgram_*",
    "unix_wait_for_peer",
    "eventfd_read",
    "signalfd_*",
    "ptrace_stop",
    "inet_csk_accept",
    "sk_wait_data",
    "tcp_recvmsg*",
    "netlink_recvmsg",
    "__skb_wait_for_more_packets",
    "de_thread",
  ],
  sleeping: [
    "hrtimer_nanosleep",
    "do_nanosleep",
    "common_nsleep*",
    "schedule_hrtimeout*",
    "ep_poll",
    "do_epoll_*",
    "do_sys_poll",
    "do_poll*",
    "do_select",
    "core_sys_select",
    "do_sigtimedwait",
    "sigsuspend",
    "do_pause",
    "msleep*",
  ],
};

const exact = new Map<string, FrameKind>();
const beginnings: (readonly [string, FrameKind])[] = [];
for (const kind of Object.keys(FRAMES) as FrameKind[])
  for (const name of FRAMES[kind])
    if (name.endsWith("*")) beginnings.push([name.slice(0, -1), kind]);
    else exact.set(name, kind);

/** Compilers give parts of a function names of their own: "pipe_read.constprop.0". */
const withoutPart = (frame: string) => frame.replace(/\.(?:constprop|isra|part|cold|llvm)\b.*$/, "");

function kindOfName(name: string): FrameKind | undefined {
  return exact.get(name) ?? beginnings.find(([beginning]) => name.startsWith(beginning))?.[1];
}

/** Functions that were asked for, at most: a kernel has some hundreds in which anybody waits. */
const MOST_ASKED = 4_096;
/** The kernel's own names are no longer (KSYM_NAME_LEN); what another tool wrote is not remembered. */
const LONGEST_NAME = 512;
const asked = new Map<string, FrameKind | undefined>();

/** What is waited for in a function of the kernel; undefined where its name does not tell. */
export function kindOfFrame(frame: string): FrameKind | undefined {
  const known = asked.get(frame);
  if (known !== undefined || asked.has(frame)) return known;
  const kind = kindOfName(withoutPart(frame));
  if (frame.length > LONGEST_NAME) return kind;
  if (asked.size >= MOST_ASKED) asked.clear();
  asked.set(frame, kind);
  return kind;
}

/** Others that stand above them on a stack only say how: a page fault reads from a disk, a grace period takes a mutex. */
const TELL_MOST: readonly FrameKind[] = ["page-fault", "kernel"];

/**
 * The function that tells what a thread waits for, of its kernel stack, innermost first; the innermost where none is
 * known, undefined for an empty stack.
 */
export function tellingFrame(frames: readonly string[]): string | undefined {
  for (const kind of TELL_MOST) {
    const found = frames.find((frame) => kindOfFrame(frame) === kind);
    if (found !== undefined) return withoutPart(found);
  }
  const found = frames.find((frame) => kindOfFrame(frame) !== undefined) ?? frames[0];
  return found && withoutPart(found);
}
