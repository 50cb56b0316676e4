import { setTimeout as pause } from "node:timers/promises";
import { utcNow, sizeText } from "@hacotaki/core";
import {
  createSweep,
  openNotebook,
  PATIENCE_MS,
  type Notebook,
  type Patience,
  type StoreWriter,
  type SweepReport,
} from "@hacotaki/store";
import type { Command } from "commander";
import { databasePath, withReader, withWriter, type DatabaseFlag } from "../flags/database.ts";
import { wrongUsage } from "../output/failure.ts";
import { complain, print } from "../output/output.ts";
import { createProgress } from "../output/progress.ts";
import { ageFlag, sizeFlag } from "../flags/retention-flags.ts";
import { command } from "./command.ts";

type Flags = DatabaseFlag & {
  readonly olderThan?: bigint;
  readonly maxSize?: number;
  readonly dryRun?: boolean;
  readonly json?: boolean;
};
type Place = { readonly store: StoreWriter; readonly notebook: Notebook; readonly patience: Patience };
type Wanted = { readonly before: bigint | undefined; readonly maxBytes: number | undefined };
type Report = SweepReport & {
  readonly bytesBefore: number;
  readonly bytesAfter: number;
  /** The database holds no more than was asked. */
  readonly isHeld: boolean;
};

/** Moved in one go: others write in between. */
const PAGES_GIVEN_BACK = 200;

/** As long as a piece of work, so that others who write find the database free every other moment. */
const BREATH_MS = 12;

/** Lets a Ctrl-C and other writers in between: everything so far is committed. */
const breathe = () => pause(BREATH_MS);

/** Whatever is over and old enough, the oldest first, until nothing is left or the file is small enough. */
async function pruneAll(
  { store, notebook, patience }: Place,
  { before, maxBytes }: Wanted,
  isDry: boolean,
): Promise<Report> {
  const progress = createProgress();
  const bytesBefore = store.sizes().usedBytes;
  const isEnough = () => maxBytes !== undefined && store.sizes().usedBytes <= maxBytes;
  const sweep = createSweep({ store, notebook }, { before, isEnough, isDry });
  while (await patience(() => sweep.step())) {
    progress.show(() => `${isDry ? "would delete" : "deleting"}: ${sweep.report().boots} boots`);
    await breathe();
  }
  while (sweep.report().boots > 0 && !isDry && (await patience(() => store.forgetUnused()))) {
    progress.show(() => "deleting what only they used");
    await breathe();
  }
  while (!isDry && (await patience(() => store.giveBack(PAGES_GIVEN_BACK)))) {
    const { fileBytes } = store.sizes();
    progress.show(() => `giving room back: ${sizeText(fileBytes)} are left`);
    await breathe();
  }
  progress.clear();
  if (!isDry) await patience(() => store.checkpoint());
  return {
    ...sweep.report(),
    bytesBefore,
    bytesAfter: store.sizes().usedBytes,
    isHeld: maxBytes === undefined || isEnough(),
  };
}

const told = ({ boots, runs, kept, unshipped, bytesBefore, bytesAfter }: Report, isDry: boolean) =>
  [
    `${isDry ? "Would delete" : "Deleted"} ${boots} boots of ${runs} runs.`,
    ...(kept > unshipped
      ? [`Kept ${kept - unshipped} runs with boots that are pinned, shared, or of a baseline.`]
      : []),
    ...(unshipped > 0 ? [`Kept ${unshipped} runs that wait to be shipped (hacotaki ship).`] : []),
    ...(isDry ? [] : [`The database holds ${sizeText(bytesAfter)}; it held ${sizeText(bytesBefore)}.`]),
  ].join(" ");

/** With an age as well, younger boots were not asked for. */
const notHeld = (maxBytes: number, isByAge: boolean) =>
  `hacotaki: more than ${sizeText(maxBytes)} are left: every other boot ${isByAge ? "is younger, " : ""}is pinned, shared, of a baseline, waits to be shipped, or still runs. Unpin or revoke some (they are listed under Kept), or give more room.\n`;

async function prune({ olderThan, maxSize, dryRun = false, json, ...flags }: Flags): Promise<void> {
  if (olderThan === undefined && maxSize === undefined)
    throw wrongUsage("what is to go? Give --older-than, --max-size or both.");
  if (dryRun && maxSize !== undefined)
    throw wrongUsage("--dry-run goes with --older-than alone: sizes are known only once boots are gone.");
  // Says so when there is no database, rather than making one.
  await withReader(flags, async () => undefined);
  const notebook = openNotebook(databasePath(flags), { waitMs: PATIENCE_MS });
  try {
    const before = olderThan === undefined ? undefined : utcNow() - olderThan;
    // Before 1970 nothing was recorded, and what is far before it SQLite cannot hold.
    const wanted = { before: before !== undefined && before < 0n ? 0n : before, maxBytes: maxSize };
    const report = await withWriter(flags, (store, patience) =>
      pruneAll({ store, notebook, patience }, wanted, dryRun),
    );
    await print(json === true ? `${JSON.stringify(report, undefined, 2)}\n` : `${told(report, dryRun)}\n`);
    if (!report.isHeld && maxSize !== undefined) complain(notHeld(maxSize, olderThan !== undefined));
  } finally {
    notebook.close();
  }
}

/** `hacotaki prune` */
export const pruneCommand = (): Command =>
  command("prune", "Delete old boots; pinned and shared ones, and all that still run, are kept.", [
    "hacotaki prune --older-than 90d",
    "hacotaki prune --max-size 2GB --older-than 7d",
  ])
    .option("--older-than <age>", "boots that began longer ago than this, such as 36h, 90d or 12w", ageFlag)
    .option("--max-size <size>", "only until the database holds no more than this, such as 2GB", sizeFlag)
    .option("--dry-run", "only say how many would go")
    .option("--json", "print JSON")
    .action(prune);
