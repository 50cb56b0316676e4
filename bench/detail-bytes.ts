// Bytes that what went on inside of boots takes in the database once it is compacted: system calls and what was waited
// for, by the difference to the same boots without them; as blocks hold them, and as those of other boots do (deflated,
// event-codec.ts). Then the processor time of packing and reading an event in both forms, in turns.
// Run: node bench/detail-bytes.ts RECORDING…          what `hacotaki import` reads, as in test/fixtures/recordings-oci
//      node bench/detail-bytes.ts --db FILE           boots that were collected, by their containers
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { deflateRawSync } from "node:zlib";
import type { BootEvent } from "../packages/core/src/index.ts";
import { blockOf, eventsOfBlock, packBlocks } from "../packages/store/src/events/event-block.ts";
import { packEvents, type Filed } from "../packages/store/src/events/event-codec.ts";
import { EVENT_DICTIONARY } from "../packages/store/src/events/event-dictionary.ts";
import { compareEvents } from "../packages/store/src/events/event-order.ts";
import { openStore } from "../packages/store/src/index.ts";
import { describeMachine } from "./machine.ts";

const COMMAND = join(import.meta.dirname, "../packages/cli/bin/hacotaki");
/** Often enough for the compiler. */
const TURNS = 40;
const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: { db: { type: "string" } },
});
if ((flags.db === undefined) === (positionals.length === 0)) throw new Error("RECORDING… or --db FILE");

const digestOf = () => "0".repeat(64);
type Form = (filed: readonly Filed[]) => number;
const blocksOf = (filed: readonly Filed[], isCompact: boolean) =>
  packBlocks(filed, { digestOf, isCompact }).map((packed) => blockOf(1n, packed, isCompact));
const now: Form = (filed) => blocksOf(filed, true).reduce((sum, { bytes }) => sum + bytes.length, 0);
const deflated: Form = (filed) => {
  const { bytes } = packEvents(filed, digestOf);
  return 1 + deflateRawSync(bytes, { level: 9, dictionary: EVENT_DICTIONARY }).length;
};

const isInside = ({ kind }: BootEvent) => kind === "syscall" || kind === "wait";

type Run = { readonly name: string; readonly filed: readonly Filed[] };

function runsOf(path: string, name: string | undefined): readonly Run[] {
  const store = openStore(path, { mode: "write" });
  const runs = store.runsAfter(undefined, 1_000).map(({ runId, events }) => ({
    name: name ?? runId,
    filed: events.toSorted(compareEvents).map((event) => ({ event, boot: 1n })),
  }));
  store.close();
  return runs;
}

function imported(file: string): readonly Run[] {
  const folder = mkdtempSync(join(tmpdir(), "hacotaki-detail-bytes-"));
  try {
    const db = join(folder, "bench.db");
    execFileSync(COMMAND, ["import", file, "--db", db], { stdio: ["ignore", "ignore", "inherit"] });
    return runsOf(db, basename(file).replace(/\.ndjson(?:\.gz)?$/, ""));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const runs = flags.db === undefined ? positionals.flatMap(imported) : runsOf(flags.db, undefined);
console.log(describeMachine());
console.table(
  runs.map(({ name, filed }) => {
    const without = filed.filter(({ event }) => !isInside(event));
    const count = (kind: BootEvent["kind"]) => filed.filter(({ event }) => event.kind === kind).length;
    return {
      run: name,
      calls: count("syscall"),
      waits: count("wait"),
      "all, deflated": deflated(filed),
      "all, now": now(filed),
      "inside, deflated": deflated(filed) - deflated(without),
      "inside, now": now(filed) - now(without),
    };
  }),
);

/** The least processor time that a turn took, µs an event. */
function cost(turns: readonly (() => void)[]): readonly number[] {
  const events = runs.reduce((sum, { filed }) => sum + filed.length, 0);
  const least = turns.map(() => Number.POSITIVE_INFINITY);
  for (let turn = 0; turn < TURNS; turn++)
    for (const [n, take] of turns.entries()) {
      const start = process.cpuUsage();
      take();
      const { user, system } = process.cpuUsage(start);
      least[n] = Math.min(least[n] ?? 0, (user + system) / events);
    }
  return least;
}

/** A block as a row of the database. */
const rowsOf = (filed: readonly Filed[], isCompact: boolean) =>
  blocksOf(filed, isCompact).map((block, n) => ({
    ...block,
    key: BigInt(n),
    first_at: BigInt(block.first_at) as BootEvent["at"],
    last_at: BigInt(block.last_at) as BootEvent["at"],
    count: BigInt(block.count),
    is_compact: BigInt(block.is_compact),
    checksum: BigInt(block.checksum),
  }));
const fresh = runs.map(({ filed }) => rowsOf(filed, false));
const compact = runs.map(({ filed }) => rowsOf(filed, true));
const read = (all: typeof fresh) => () => {
  for (const rows of all) for (const row of rows) eventsOfBlock(row, digestOf);
};
const [pressing, packing, readingDeflated, reading] = cost([
  () => runs.forEach(({ filed }) => deflated(filed)),
  () => runs.forEach(({ filed }) => now(filed)),
  read(fresh),
  read(compact),
]);
console.table({
  "µs to compact an event": { deflated: pressing?.toFixed(2), now: packing?.toFixed(2) },
  "µs to read an event": { deflated: readingDeflated?.toFixed(2), now: reading?.toFixed(2) },
});
