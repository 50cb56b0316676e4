import { deriveRun, type RunId } from "@hacotaki/core";
import type { StoreWriter } from "@hacotaki/store";
import type { Command } from "commander";
import { withWriter, type DatabaseFlag } from "../database.ts";

import { print } from "../output.ts";
import { createProgress } from "../progress.ts";
import { command } from "./command.ts";

/** One may hold hundreds of thousands of events. */
const RUNS_A_PAGE = 1;

async function rebuild(store: StoreWriter): Promise<void> {
  const progress = createProgress();
  let runs = 0;
  let boots = 0;
  let after: RunId | undefined;
  for (;;) {
    const page = store.runsAfter(after, RUNS_A_PAGE);
    for (const { runId, source, events } of page) {
      const changes = deriveRun(source, events);
      store.replaceDerived(runId, changes);
      runs += 1;
      boots += changes.boots.length;
    }
    progress.show(() => `rebuilding: ${runs} runs, ${boots} boots`);
    after = page.at(-1)?.runId;
    if (after === undefined) break;
    // Lets a Ctrl-C and the terminal in between: everything so far is committed.
    await new Promise((resolve) => setImmediate(resolve));
  }
  progress.clear();
  await print(`Rebuilt ${boots} boots of ${runs} runs from their raw events.\n`);
}

/** `hacotaki rebuild` */
export const rebuildCommand = (): Command =>
  command("rebuild", "Derive all boots, spans and marks anew from the raw events, as after an upgrade.", [
    "hacotaki rebuild",
  ]).action((flags: DatabaseFlag) => withWriter(flags, rebuild));
