import { deriveRun, type RunId } from "@hacotaki/core";
import type { Patience, StoredRun, StoreWriter } from "@hacotaki/store";
import type { Command } from "commander";
import { withWriter, type DatabaseFlag } from "../database.ts";

import { print } from "../output.ts";
import { createProgress } from "../progress.ts";
import { command } from "./command.ts";

/** One may hold hundreds of thousands of events. */
const RUNS_A_PAGE = 1;

/** A run may have grown while its turn was waited for: then it is read anew. */
function rebuildRun(store: StoreWriter, first: StoredRun, patience: Patience): Promise<number> {
  let run: StoredRun | undefined = first;
  return patience(() => {
    const { runId, source, events } = run ?? store.findRun(first.runId) ?? first;
    run = undefined;
    const changes = deriveRun(source, events);
    store.replaceDerived(runId, changes);
    return changes.boots.length;
  });
}

/** However long ago they were written. */
const ANY_AGE = 2n ** 62n;
const MEGABYTE = 1e6;

/** Packs what the collector would pack once it is an hour old. */
async function compact(store: StoreWriter, patience: Patience): Promise<void> {
  const progress = createProgress();
  const before = store.sizes().usedBytes;
  const saved = () => `${((before - store.sizes().usedBytes) / MEGABYTE).toFixed(1)} MB`;
  while (await patience(() => store.compact(ANY_AGE))) {
    progress.show(() => `packing events: ${saved()} less so far`);
    await new Promise((resolve) => setImmediate(resolve));
  }
  progress.clear();
  await print(`Packed the raw events: ${saved()} less.\n`);
}

async function rebuild(store: StoreWriter, patience: Patience): Promise<void> {
  const progress = createProgress();
  let runs = 0;
  let boots = 0;
  let after: RunId | undefined;
  for (;;) {
    const page = store.runsAfter(after, RUNS_A_PAGE);
    for (const run of page) {
      boots += await rebuildRun(store, run, patience);
      runs += 1;
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

type Flags = DatabaseFlag & { readonly compact?: boolean };

/** `hacotaki rebuild` */
export const rebuildCommand = (): Command =>
  command("rebuild", "Derive all boots, spans and marks anew from the raw events, as after an upgrade.", [
    "hacotaki rebuild",
    "hacotaki rebuild --compact",
  ])
    .option("--compact", "derive nothing; pack all raw events tightly now, not once they are an hour old")
    .action((flags: Flags) => withWriter(flags, flags.compact ? compact : rebuild));
