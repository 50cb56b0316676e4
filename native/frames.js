/** Functions that every wait, or every system call, passes: they say nothing of what was waited for. */
const UNTELLING =
  /^(?:_*schedule(?:_(?:timeout|hrtimeout|preempt).*)?|io_schedule(?:_timeout|_prepare)?|(?:dynamic_)?preempt_schedule.*|_*cond_resched|__traceiter_.*|(?:__)?bpf_.*|do_syscall_64|x64_sys_call|__(?:x64|arm64|do|se)_sys_.*|(?:(?:do_)?el0|invoke_syscall|do_notify_resume|arm64_exit_to_user).*|entry_.*|asm_.*|ret_from_fork.*|(?:syscall_)?exit_to_user.*|irqentry_.*)$/;
const MOST_FRAMES = 8;

/** Addresses return: a kernel has thousands of functions, and few that threads wait in. */
const MOST_KNOWN = 20_000;

/**
 * Gives the telling functions of a stack, innermost first, by their names.
 * @param {(address: bigint) => string | undefined} nameOf
 */
export function frameReader(nameOf) {
  const known = new Map();

  function look(address) {
    if (known.has(address)) return known.get(address);
    const name = nameOf(address)?.replace(/\.(?:isra|part|constprop|cold|llvm)\..*$/, "");
    const telling = name === undefined || UNTELLING.test(name) ? undefined : name;
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(address, telling);
    return telling;
  }

  return (addresses) =>
    addresses
      .map(look)
      .filter((name) => name !== undefined)
      .slice(0, MOST_FRAMES);
}
