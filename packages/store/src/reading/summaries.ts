import type { BootSummary, MiniSpan } from "@hacotaki/core";
import { present } from "../values/absent.ts";
import { ociOf } from "../packing/boot-row.ts";
import { DamagedRow, unlessDamaged } from "../error.ts";
import { pause } from "../values/pause.ts";
import { reasonsOfColumn } from "../packing/packed-causes.ts";
import type { Read, Reading } from "./read.ts";
import { unpackSpans, type PackedSpan } from "../packing/packed-spans.ts";
import { putBodies } from "./bodies.ts";
import { spansOfRows } from "./span-rows.ts";
import { bootSummary, type SummaryRow } from "./summary-row.ts";

type MiniKind = Pick<MiniSpan, "slug" | "group" | "lane" | "onPath">;

async function miniKinds(db: Reading): Promise<ReadonlyMap<number, MiniKind>> {
  const kinds = await db
    .selectFrom("span_kind")
    .select(["key", "slug", "group", "lane", "on_path"])
    .execute();
  return new Map(
    kinds.map(({ key, on_path, ...kind }) => [Number(key), { ...kind, onPath: on_path === 1n }]),
  );
}

function miniSpans(startAt: bigint, spans: readonly PackedSpan[], kinds: ReadonlyMap<number, MiniKind>) {
  return spans.map(({ kind: key, state, startAt: spanStart, duration }): MiniSpan => {
    const kind = kinds.get(key);
    if (kind === undefined) throw new DamagedRow(`a span of no known kind: ${key}`);
    return present<MiniSpan>({ ...kind, state, offsetNs: spanStart - startAt, durationNs: duration });
  });
}

/** The rows with their spans, in the same order. A damaged one says so, and costs the others nothing. */
export async function withSpans(db: Reading, rows: readonly SummaryRow[]): Promise<BootSummary[]> {
  if (rows.length === 0) return [];
  const kinds = await miniKinds(db);
  await putBodies(db, rows);
  const unpacked = rows.flatMap(({ key, spans }) => (spans === null ? key : []));
  const ofRows = await spansOfRows(db, unpacked);
  const unpackedOf = (row: SummaryRow) => {
    const spans = row.spans === null ? ofRows.get(row.key) : unpackSpans(row.start_at, row.spans);
    return {
      spans: miniSpans(row.start_at, spans ?? [], kinds),
      oci: ociOf(row.oci),
      reasons: reasonsOfColumn(row.reasons),
    };
  };
  return rows.map((row) =>
    bootSummary(
      row,
      unlessDamaged(() => unpackedOf(row)),
    ),
  );
}

/** Rows whose spans are read in one go: some milliseconds of the event loop. */
const STEP = 100;

/** As `withSpans`, for hundreds of rows: lets others run in between. */
export async function summariesOf(read: Read, rows: readonly SummaryRow[]): Promise<BootSummary[]> {
  const summaries: BootSummary[] = [];
  for (let from = 0; from < rows.length; from += STEP) {
    if (from > 0) await pause();
    const part = rows.slice(from, from + STEP);
    for (const summary of await read("read the spans of boots of", (db) => withSpans(db, part)))
      summaries.push(summary);
  }
  return summaries;
}
