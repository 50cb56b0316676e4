import { readFileSync } from "node:fs";

const FILES = ["cpu", "io", "memory"] as const;

/** Microseconds so far, of a line of pressure stall information ("some avg10=0.00 … total=123"). */
const totalOf = (text: string, line: "some" | "full"): string =>
  new RegExp(`^${line} .*total=(\\d+)$`, "m").exec(text)?.[1] ?? "0";

/**
 * What all processes of the machine waited for so far (/proc/pressure, µs), and how many are runnable now
 * (/proc/loadavg, which counts as procs_running of /proc/stat does and costs less); undefined where the kernel does not
 * count it.
 */
export function pressureNow(): string | undefined {
  try {
    const [cpu = "", io = "", memory = ""] = FILES.map((name) =>
      readFileSync(`/proc/pressure/${name}`, "latin1"),
    );
    const running = /(\d+)\/\d+ \d+\s*$/.exec(readFileSync("/proc/loadavg", "latin1"))?.[1] ?? "0";
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
