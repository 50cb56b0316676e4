// What a process takes of the machine, its threads included, as the kernel counts it.
import { readdirSync, readFileSync } from "node:fs";

/** Processor time of all threads that still run, ms. */
export function cpuOf(pid: number): number {
  let sum = 0;
  for (const thread of readdirSync(`/proc/${pid}/task`))
    try {
      sum += Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ")[0]) / 1e6;
    } catch {
      // It ended while we looked.
    }
  return sum;
}

/** MB that count twice in what the kernel tells: a ring's pages are mapped two times in a row, so that no record is cut. */
function ringMappedTwice(pid: number): number {
  const maps = readFileSync(`/proc/${pid}/smaps`, "utf8").matchAll(
    /anon_inode:bpf-map\n(?:.*\n)*?Rss: +(\d+) kB/g,
  );
  return Math.max(0, ...[...maps].map(([, kB]) => Number(kB))) / 2 / 1_000;
}

/** MB that it holds now, or held at most (`VmHWM`), its ring of events once. */
export const memoryOf = (pid: number, field: "VmRSS" | "VmHWM" = "VmRSS") =>
  Number(new RegExp(`${field}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1_000 -
  ringMappedTwice(pid);
