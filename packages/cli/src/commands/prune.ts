import { omitUndefined, utcNow } from "@hacotaki/core";
import {
  openNotebook,
  PATIENCE_MS,
  type AgedCursor,
  type Notebook,
  type Patience,
  type StoreWriter,
} from "@hacotaki/store";
import { InvalidArgumentError, type Command } from "commander";
import { databasePath, withReader, withWriter, type DatabaseFlag } from "../database.ts";
import { wrongUsage } from "../failure.ts";
import { print } from "../output.ts";
import { createProgress } from "../progress.ts";
import { command } from "./command.ts";

/** Larger pieces stall those who write meanwhile. */
const BOOTS_A_CHUNK = 500;
const HOUR_NS = 3_600_000_000_000n;
const AGES: Readonly<Record<string, bigint>> = { h: HOUR_NS, d: 24n * HOUR_NS, w: 168n * HOUR_NS };
const SIZES: Readonly<Record<string, number>> = {
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
};

/** An age as typed, in ns: "36h", "90d", "12w". */
export function ageFlag(text: string): bigint {
  const [, count = "", unit = ""] = /^(\d{1,6})([hdw])$/.exec(text.trim()) ?? [];
  const size = AGES[unit];
  if (size === undefined) throw new InvalidArgumentError("give an age such as 36h, 90d or 12w");
  return BigInt(count) * size;
}

/** A size as typed, in bytes: "500MB", "1.5GiB". */
export function sizeFlag(text: string): number {
  const [, count = "", unit = ""] = /^(\d{1,9}(?:\.\d{1,3})?) ?([kmgt]i?b)$/i.exec(text.trim()) ?? [];
  const size = SIZES[unit.toLowerCase()];
  if (size === undefined) throw new InvalidArgumentError("give a size such as 500MB or 1.5GiB");
  return Math.round(Number(count) * size);
}

type Flags = DatabaseFlag & {
  readonly olderThan?: bigint;
  readonly maxSize?: number;
  readonly dryRun?: boolean;
  readonly json?: boolean;
};
type Place = { readonly store: StoreWriter; readonly notebook: Notebook; readonly patience: Patience };
type Wanted = { readonly before: bigint | undefined; readonly maxBytes: number | undefined };
type Report = { boots: number; runs: number; kept: number; bytesBefore: number; bytesAfter: number };

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;

/** Whatever is over and old enough, the oldest first, until nothing is left or the file is small enough. */
async function pruneAll(
  { store, notebook, patience }: Place,
  { before, maxBytes }: Wanted,
  isDry: boolean,
): Promise<Report> {
  const progress = createProgress();
  const bytesBefore = store.usedBytes();
  const report: Report = { boots: 0, runs: 0, kept: 0, bytesBefore, bytesAfter: bytesBefore };
  const isSmall = () => maxBytes !== undefined && store.usedBytes() <= maxBytes;
  const keptRuns = new Set<string>();
  let after: AgedCursor | undefined;
  while (!isSmall()) {
    const page = store.agedRuns({
      limit: BOOTS_A_CHUNK,
      ...omitUndefined({ before, after }),
    });
    after = page.next;
    if (after === undefined) break;
    const { kept, going } = await patience(() => {
      // Read anew for each piece, and at each try: somebody may pin while we delete.
      const keptBoots = notebook.keptBoots();
      const isKept = ({ boots }: (typeof page.runs)[number]) => boots.some(({ id }) => keptBoots.has(id));
      const [kept, going] = [page.runs.filter(isKept), page.runs.filter((run) => !isKept(run))];
      if (!isDry) {
        const goneAt = utcNow();
        // Word of them first: a boot that is told gone and still there is shown.
        notebook.saveGoneBoots(going.flatMap((run) => run.boots.map((boot) => ({ ...boot, goneAt }))));
        store.removeRuns(going.map(({ runId }) => runId));
      }
      return { kept, going };
    });
    for (const { runId } of kept) keptRuns.add(runId);
    report.runs += going.length;
    report.boots += going.reduce((sum, run) => sum + run.boots.length, 0);
    progress.show(() => `${isDry ? "would delete" : "deleting"}: ${report.boots} boots`);
    // Lets a Ctrl-C and other writers in between: everything so far is committed.
    await new Promise((resolve) => setImmediate(resolve));
  }
  progress.clear();
  if (!isDry) await patience(() => store.checkpoint());
  report.kept = keptRuns.size;
  report.bytesAfter = store.usedBytes();
  return report;
}

const told = ({ boots, runs, kept, bytesBefore, bytesAfter }: Report, isDry: boolean) =>
  [
    `${isDry ? "Would delete" : "Deleted"} ${boots} boots of ${runs} runs.`,
    ...(kept > 0 ? [`Kept ${kept} runs with pinned or shared boots.`] : []),
    ...(isDry ? [] : [`The database holds ${megabytes(bytesAfter)}; it held ${megabytes(bytesBefore)}.`]),
  ].join(" ");

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
