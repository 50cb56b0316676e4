import { deflateRawSync, inflateRawSync } from "node:zlib";
import { DamagedRow, orDamaged } from "../error.ts";
import { closedSpans } from "../packing/packed-spans.ts";
import { createByteReader, createByteWriter } from "../values/bytes.ts";
import { MOST_BOOTS, MOST_BYTES, MOST_RUNS, type ArchivedBoot, type ArchivedRun } from "./archived.ts";
import { sealed, unsealed } from "./sealed.ts";

/** First byte: how the others are to be read. A change of the form takes another number. */
const FORM = 1;
const WHAT = "an archive's details";

type Columns = Pick<ArchivedBoot, "spans" | "processes" | "reasons">;

/** What stood in `boot_detail` of the boots of some runs. Undefined: it is of none of them. */
export type ArchivedDetails = {
  /** Keys, ascending. */
  readonly runs: readonly bigint[];
  /** Keys of the boots of a run. */
  bootsOf(run: bigint): readonly bigint[] | undefined;
  spans(boot: bigint): string | null | undefined;
  processes(boot: bigint): Buffer | null | undefined;
  reasons(boot: bigint): string | null | undefined;
  /** As `closedSpans` of a boot's spans, without a text made of them; none where they stand elsewhere. */
  closedSpans<Told>(boot: bigint, told: (kind: number, duration: number) => Told | undefined): Told[];
};

const NOTHING = 0;

/** Pure. Runs in the order of their keys. */
export function packDetails(runs: readonly ArchivedRun[]): Buffer {
  const to = createByteWriter();
  const bytes = (value: Buffer | null) => {
    to.count(value === null ? NOTHING : value.length + 1);
    if (value !== null) to.bytes(value);
  };
  const text = (value: string | null) => bytes(value === null ? null : Buffer.from(value));
  to.count(runs.length);
  let runBefore = 0n;
  let bootBefore = 0n;
  for (const { key, boots } of runs) {
    to.big(key - runBefore);
    runBefore = key;
    to.count(boots.length);
    for (const boot of boots) {
      to.big(boot.key - bootBefore);
      bootBefore = boot.key;
      text(boot.spans);
      bytes(boot.processes);
      text(boot.reasons);
    }
  }
  return sealed(FORM, deflateRawSync(to.take(), { level: 9 }));
}

/** @throws DamagedRow */
export function openDetails(details: Buffer): ArchivedDetails {
  const packed = unsealed(FORM, details, WHAT);
  const inflated = orDamaged(WHAT, () => inflateRawSync(packed, { maxOutputLength: MOST_BYTES }));
  const from = createByteReader(inflated);
  const bytes = () => {
    const size = from.count();
    return size === NOTHING ? null : from.bytes(size - 1);
  };
  const text = () => bytes()?.toString() ?? null;
  const bootsOf = new Map<bigint, bigint[]>();
  const columns = new Map<bigint, Columns>();
  const runs: bigint[] = [];
  const count = from.count();
  if (count > MOST_RUNS) throw new DamagedRow(`an archive of ${count} runs`);
  let run = 0n;
  let boot = 0n;
  for (let n = 0; n < count; n++) {
    run += from.big();
    const boots: bigint[] = [];
    for (let left = from.count(); left > 0; left--) {
      boot += from.big();
      boots.push(boot);
      if (columns.size === MOST_BOOTS) throw new DamagedRow("an archive of too many boots");
      columns.set(boot, { spans: text(), processes: bytes(), reasons: text() });
    }
    runs.push(run);
    bootsOf.set(run, boots);
  }
  if (!from.isAtEnd()) throw new DamagedRow("an archive's details are followed by what is none");
  return {
    runs,
    bootsOf: (key) => bootsOf.get(key),
    spans: (key) => columns.get(key)?.spans,
    processes: (key) => columns.get(key)?.processes,
    reasons: (key) => columns.get(key)?.reasons,
    closedSpans(key, told) {
      const spans = columns.get(key)?.spans ?? null;
      return spans === null ? [] : closedSpans(spans, told);
    },
  };
}
