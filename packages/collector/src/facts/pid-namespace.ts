import { readlinkSync } from "node:fs";

/** PROC_PID_INIT_INO of the kernel: the namespace in which it tells a collector of pids. */
const INITIAL = "pid:[4026531836]";

const ownNamespace = (): string | undefined => {
  try {
    return readlinkSync("/proc/self/ns/pid");
  } catch {
    return undefined;
  }
};

/** Why /proc does not show the processes that the kernel tells of, in words; undefined when it does. */
export function whyPidsDiffer(): string | undefined {
  const own = ownNamespace();
  if (own === INITIAL) return undefined;
  return own === undefined
    ? "/proc does not show this process: it is missing, or of another pid namespace"
    : `this process is in a pid namespace of its own (${own}): /proc shows other pids than the kernel reports`;
}

export const PID_ADVICE = "Start it on the host, or in a container with --pid=host.";
