import { rebuildAll, type Patience, type RebuildReport, type StoreWriter } from "@hacotaki/store";
import type { Command } from "commander";
import { databasePath, withWriter, type DatabaseFlag } from "../flags/database.ts";
import { EXIT } from "../output/exit-code.ts";
import { complain, print } from "../output/output.ts";
import { createProgress } from "../output/progress.ts";
import { counted } from "../terminal/counted.ts";
import { command } from "./command.ts";

type Flags = DatabaseFlag & { readonly compact?: boolean; readonly json?: boolean };
const MOST_TOLD = 50;

const told = ({ runs, boots, mended, also }: RebuildReport) =>
  [
    `Rebuilt ${boots} boots of ${runs} runs from their raw events.`,
    ...(mended > 0 ? [`${counted(mended, "run")} said something else before.`] : []),
    ...(also.length > 0 ? [`Mended as well: ${also.join("; ")}.`] : []),
  ].join(" ");

function complainOf({ left }: RebuildReport): void {
  if (left.length === 0) return;
  const lines = left.slice(0, MOST_TOLD).map(({ runId, why }) => `  run ${runId}: ${why}`);
  const more = left.length > MOST_TOLD ? [`  and ${left.length - MOST_TOLD} more`] : [];
  complain(
    `hacotaki: ${counted(left.length, "run")} could not be mended, and were left as they are. A backup may have them whole (hacotaki restore):\n${[...lines, ...more].join("\n")}\n`,
  );
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

async function rebuild({ json = false, ...flags }: Flags): Promise<void> {
  const progress = createProgress();
  const report = await withWriter(flags, (store, patience) =>
    rebuildAll({
      path: databasePath(flags),
      store,
      patience,
      onRun: (runs, all) => progress.show(() => `rebuilding: ${runs} of ${counted(all, "run")}`),
    }),
  ).finally(() => progress.clear());
  await print(json ? `${JSON.stringify(report, undefined, 2)}\n` : `${told(report)}\n`);
  complainOf(report);
  if (report.left.length > 0) process.exitCode = EXIT.failed;
}

/** `hacotaki rebuild` */
export const rebuildCommand = (): Command =>
  command(
    "rebuild",
    "Derive all boots, spans and marks anew from the raw events, as after an upgrade, and mend what hacotaki check finds.",
    ["hacotaki rebuild", "hacotaki rebuild --compact"],
  )
    .option("--compact", "derive nothing; pack all raw events tightly now, not once they are an hour old")
    .option("--json", "print what was mended as JSON")
    .action((flags: Flags) => (flags.compact === true ? withWriter(flags, compact) : rebuild(flags)));
