import { openSync, readSync } from "node:fs";

const FILES = ["/proc/pressure/cpu", "/proc/pressure/io", "/proc/pressure/memory", "/proc/loadavg"] as const;
/** Microseconds so far, of a line of pressure stall information ("some avg10=0.00 … total=123"). */
const TOTAL = { some: /^some .*total=(\d+)$/m, full: /^full .*total=(\d+)$/m };

const totalOf = (text: string, line: keyof typeof TOTAL): string => TOTAL[line].exec(text)?.[1] ?? "0";

/** Opened once: read from its beginning such a file tells what is now, and opening it takes as long as reading it. */
const opened = new Map<string, number>();
/** None has as much. */
const landing = Buffer.allocUnsafeSlow(1_024);

function readNow(file: string): string {
  let fd = opened.get(file);
  if (fd === undefined) opened.set(file, (fd = openSync(file, "r")));
  return landing.toString("latin1", 0, readSync(fd, landing, 0, landing.length, 0));
}

/**
 * What all processes of the machine waited for so far (/proc/pressure, µs), and how many are runnable now
 * (/proc/loadavg, which counts as procs_running of /proc/stat does and costs less); undefined where the kernel does not
 * count it.
 */
export function pressureNow(): string | undefined {
  try {
    const [cpu = "", io = "", memory = "", load = ""] = FILES.map(readNow);
    const running = /(\d+)\/\d+ \d+\s*$/.exec(load)?.[1] ?? "0";
    return [
      `cpu some=${totalOf(cpu, "some")}`,
      `io some=${totalOf(io, "some")} full=${totalOf(io, "full")}`,
      `memory some=${totalOf(memory, "some")} full=${totalOf(memory, "full")}`,
      `running=${running}`,
    ].join(" ");
  } catch {
    return undefined;
  }
}
