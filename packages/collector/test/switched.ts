// A collector that is switched on and off within one process, so that its code stays hot: for bench/switched-collector.ts.
import { startCollector, type Collector, type CollectorOptions } from "../src/index.ts";
import pino from "pino";

export type SwitchedOn = Pick<CollectorOptions, "binaries" | "dbPath" | "detail" | "oci">;

/** What it is asked for; it answers once it is so. Off without. */
export type Turn = { readonly to?: SwitchedOn };

let collector: Collector | undefined;

async function turn({ to }: Turn): Promise<void> {
  await collector?.stop();
  collector =
    to === undefined
      ? undefined
      : await startCollector({ ...to, log: pino({ level: "silent" }, pino.destination(2)) });
  // A failure is nobody's to wait for: it ends the process.
  collector?.failed.catch((error: unknown) => {
    throw error;
  });
  process.send?.("turned");
}

// One after the other, in the order they were asked for.
let turning = Promise.resolve();
process.on("message", (asked: Turn) => {
  turning = turning.then(() => turn(asked));
});
process.on("disconnect", () => process.exit());
