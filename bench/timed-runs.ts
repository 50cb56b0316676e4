// Programs run one after the other, with what each took.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

export type TimedRun = {
  readonly wallMs: number;
  /** Processor time of the program and of all that was waited for below it. */
  readonly cpuMs: number;
};

export type TimedRuns = {
  /** @throws Error when the program cannot be run, or does not end with 0. */
  run(words: readonly string[]): Promise<TimedRun>;
  close(): Promise<void>;
};

/** Compiles what runs them (cc) into a folder, and starts it. */
export function openTimedRuns(folder: string): TimedRuns {
  const program = join(folder, "timed-runs");
  execFileSync("cc", ["-O2", "-o", program, join(import.meta.dirname, "timed-runs.c")]);
  const child = spawn(program, { stdio: ["pipe", "pipe", "inherit"] });
  const gone = once(child, "exit");
  const told = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async run(words) {
      child.stdin.write(`${words.join("\t")}\n`);
      const line = await told.next();
      const [wallNs = 0, cpuNs = 0, status] = line.done === true ? [] : line.value.split(" ").map(Number);
      if (status !== 0) throw new Error(`${words[0]} ended with ${status ?? "nothing"}`);
      return { wallMs: wallNs / 1e6, cpuMs: cpuNs / 1e6 };
    },
    async close() {
      child.stdin.end();
      await gone;
    },
  };
}
