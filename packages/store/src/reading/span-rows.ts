import { among } from "../values/among.ts";
import { processOf } from "../packing/derived-rows.ts";
import type { PackedSpan } from "../packing/packed-spans.ts";
import type { Reading } from "./read.ts";

/** Spans as versions before 0.2 stored them, a row each: by the keys of their boots. */
export async function spansOfRows(
  db: Reading,
  boots: readonly bigint[],
): Promise<ReadonlyMap<bigint, readonly PackedSpan[]>> {
  const found = new Map<bigint, PackedSpan[]>();
  if (boots.length === 0) return found;
  const rows = await db
    .selectFrom("span_row")
    .selectAll()
    .where("boot_key", "in", among(boots))
    .orderBy("boot_key")
    .orderBy("position")
    .execute();
  for (const { boot_key, kind_key, state, start_at: startAt, duration } of rows) {
    const span = { kind: Number(kind_key), state, startAt, duration };
    const spans = found.get(boot_key);
    if (spans === undefined) found.set(boot_key, [span]);
    else spans.push(span);
  }
  return found;
}

/** Processes, likewise. */
export async function processesOfRows(db: Reading, boot: bigint) {
  const rows = await db
    .selectFrom("process_row")
    .selectAll()
    .where("boot_key", "=", boot)
    .orderBy("position")
    .execute();
  return rows.map(processOf);
}
