// A collector in a process of its own that is switched on and off while a benchmark goes on.
import { fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { SwitchedOn, Turn } from "../packages/collector/test/switched.ts";
import { cpuOf } from "./process-cost.ts";

const FLAGS = join(import.meta.dirname, "../packages/cli/bin/flags/record");
const CHILD = join(import.meta.dirname, "../packages/collector/test/switched.ts");
const STOPPED_MS = 20;
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export type SwitchedCollector = {
  /** Collects when it resolves, or no longer does: its probes are gone from the kernel. */
  turn(to: SwitchedOn | undefined): Promise<void>;
  /** While `work` runs it is stopped by a signal: its probes fire, and nobody reads what they tell. */
  stopped<T>(work: () => Promise<T>): Promise<T>;
  /** Processor time so far, ms. */
  cpuMs(): number;
  end(): Promise<void>;
};

export function openSwitchedCollector(): SwitchedCollector {
  // With the flags of Node that a collector is given.
  const [flags = ""] = readFileSync(FLAGS, "utf8").split("\n");
  const child = fork(CHILD, { execArgv: flags.split(" ") });
  const gone = once(child, "exit");
  const failed = gone.then(([code]) => {
    throw new Error(`the collector ended with ${code}`);
  });
  failed.catch(() => undefined);
  return {
    async turn(to) {
      const turned = once(child, "message");
      const asked: Turn = to === undefined ? {} : { to };
      child.send(asked);
      await Promise.race([turned, failed]);
    },
    async stopped(work) {
      child.kill("SIGSTOP");
      await sleep(STOPPED_MS);
      try {
        return await work();
      } finally {
        child.kill("SIGCONT");
      }
    },
    cpuMs: () => cpuOf(child.pid ?? 0),
    async end() {
      child.disconnect();
      await gone;
    },
  };
}
