// What runs take once they are archived together, and how long that takes: bytes and µs a boot, of details and events.
// Run: hacotaki generate --boots 20000 --seed 1 --db FILE; node bench/archive.ts --db FILE [--runs 256] [--archives 4]
import { parseArgs } from "node:util";
import Database from "better-sqlite3";
import { notKept, packArchive } from "../packages/store/src/archive/archive.ts";
import { openEvents } from "../packages/store/src/archive/archived-events.ts";
import type { ArchivedBoot, ArchivedRun } from "../packages/store/src/archive/archived.ts";
import { openDetails, packDetails } from "../packages/store/src/archive/details.ts";
import type { EventBlockRow } from "../packages/store/src/connection/tables.ts";
import { eventsOfBlock } from "../packages/store/src/events/event-block.ts";
import { hacoDigest } from "../packages/store/src/packing/digest.ts";
import { closedSpans } from "../packages/store/src/packing/packed-spans.ts";

const { values: flags } = parseArgs({
  options: {
    db: { type: "string" },
    runs: { type: "string", default: "256" },
    archives: { type: "string", default: "4" },
  },
});
if (flags.db === undefined) throw new Error("--db FILE is missing");
/** Each is measured so often; the shortest counts. */
const TIMES = 12;

const db = new Database(flags.db, { readonly: true }).defaultSafeIntegers();
const texts = new Map(
  db
    .prepare<[], { digest: string; text: string }>("SELECT digest, text FROM haco_text")
    .all()
    .map(({ digest, text }) => [digest, text]),
);
const digests = new Map([...texts].map(([digest, text]) => [text, digest]));
const textOf = (digest: string) => texts.get(digest);
const digestOf = (text: string) => digests.get(text) ?? hacoDigest(text);
const haco = db.prepare<[], { key: bigint; digest: string }>("SELECT key, digest FROM haco_text").all();
const keyOf = new Map(haco.map(({ key, digest }) => [digest, Number(key)]));
const digestAt = new Map(haco.map(({ key, digest }) => [Number(key), digest]));
const known = {
  keyOf: (digest: string) => keyOf.get(digest),
  digestAt: (key: number) => digestAt.get(key),
};
const blocks = db.prepare<[bigint], EventBlockRow>("SELECT * FROM event_block WHERE run_key = ?");
const boots = db.prepare<[bigint], ArchivedBoot>(
  `SELECT boot.key, container, start_at AS startAt, coalesce(boot.spans, boot_body.spans) AS spans,
          coalesce(boot.processes, boot_body.processes) AS processes, boot_body.reasons
   FROM boot LEFT JOIN boot_body ON boot_body.boot_key = boot.key WHERE run_key = ? ORDER BY boot.key`,
);
const keys = db
  .prepare<[number, number], bigint>("SELECT key FROM run ORDER BY key LIMIT ? OFFSET ?")
  .pluck();

/** Runs beside each other whose events are one block. */
const runsAt = (place: number): ArchivedRun[] =>
  keys.all(Number(flags.runs), place * Number(flags.runs)).flatMap((key) => {
    const [block, ...others] = blocks.all(key);
    if (block === undefined || others.length > 0) return [];
    return [{ key, boots: boots.all(key), events: eventsOfBlock(block, textOf) }];
  });

/** ms of the shortest. */
function shortest(work: () => void): number {
  let least = Number.POSITIVE_INFINITY;
  for (let n = 0; n < TIMES; n++) {
    const from = performance.now();
    work();
    least = Math.min(least, performance.now() - from);
  }
  return least;
}

const rows = Array.from({ length: Number(flags.archives) }, (_, place) => {
  const runs = runsAt(place);
  const all = runs.flatMap((run) => run.boots);
  const archive = packArchive(runs, digestOf, known);
  const lost = notKept(runs, archive, { digestOf, textOf }, known);
  if (lost.length > 0) throw new Error(`runs that do not come back: ${lost.join()}`);
  const perBoot = (ms: number) => Math.round((ms * 10_000) / all.length) / 10;
  const told = (kind: number, duration: number) => kind + duration;
  const middle = runs[Math.floor(runs.length * 0.75)]?.key ?? 0n;
  return {
    boots: all.length,
    "details, bytes": Math.round(archive.details.length / all.length),
    "events, bytes": Math.round(archive.events.length / all.length),
    "pack details, µs": perBoot(shortest(() => void packDetails(runs))),
    "pack all, µs": perBoot(shortest(() => void packArchive(runs, digestOf, known))),
    "read lengths of spans, µs": perBoot(
      shortest(() => {
        const details = openDetails(archive.details);
        for (const { key } of all) details.closedSpans(key, told);
      }),
    ),
    "of texts, µs": perBoot(shortest(() => all.forEach(({ spans }) => closedSpans(spans ?? "[]", told)))),
    "read all events, µs": perBoot(
      shortest(() => {
        const events = openEvents(archive.events, openDetails(archive.details), known);
        for (const { key } of runs) events.events(key, textOf);
      }),
    ),
    "read one run's events, ms": Number(
      shortest(() => {
        openEvents(archive.events, openDetails(archive.details), known).events(middle, textOf);
      }).toFixed(1),
    ),
  };
});
console.table(Object.fromEntries(rows.map((row, n) => [n + 1, row])));
db.close();
