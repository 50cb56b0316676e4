import { deflateRawSync, inflateRawSync } from "node:zlib";
import { DamagedRow, orDamaged } from "../error.ts";
import { closedSpans } from "../packing/packed-spans.ts";
import { createByteReader, createByteWriter } from "../values/bytes.ts";
import { MOST_BOOTS, MOST_BYTES, MOST_RUNS, type ArchivedRun } from "./archived.ts";
import { createBitDecoder, createBitEncoder } from "./range-coder.ts";
import { sealed, unsealed } from "./sealed.ts";
import { openSpanColumns, packSpanColumns, type SpanColumns } from "./span-columns.ts";
import { createTeller, mixed, NO_DIGESTS, type Teller } from "./teller.ts";
import { instantsOfSpans, tellProcesses, type ToldProcesses } from "./told-processes.ts";
import { tellReasons } from "./told-reasons.ts";

/*
 * First byte and checksum are as `sealed.ts` has them. Then, each behind its size (LEB128):
 * - deflated: how many runs; of each its key and those of its boots, as distances, how many boots and how many events; and
 *   the courses of spans (`span-columns.ts`)
 * - the bits of spans
 * - reasons of each boot, told as `told-reasons.ts` does, in the bits of a range coder (`range-coder.ts`)
 * and the rest: processes of each boot, told as `told-processes.ts` does, in bits of their own. Both are read once anybody
 * asks: reasons for statistics of very many boots, processes with one boot.
 */

/** First byte: how the others are to be read. A change of the form takes another number. */
const FORM = 1;
const WHAT = "an archive's details";

/** What stood in `boot_detail` of the boots of some runs. Undefined: it is of none of them. */
export type ArchivedDetails = {
  /** Keys, ascending. */
  readonly runs: readonly bigint[];
  /** Keys of the boots of a run. */
  bootsOf(run: bigint): readonly bigint[] | undefined;
  /** How many events a run has. */
  eventCount(run: bigint): number | undefined;
  spans(boot: bigint): string | null | undefined;
  processes(boot: bigint): Buffer | null | undefined;
  reasons(boot: bigint): string | null | undefined;
  /** As `closedSpans` of a boot's spans, without a text made of them; none where they stand elsewhere. */
  closedSpans<Told>(boot: bigint, told: (kind: number, duration: number) => Told | undefined): Told[];
  /** Instants of a boot's spans and processes, ns from its start, each with a hash of what it is. */
  instants(boot: bigint): readonly (readonly [offset: number, meant: number])[];
};

/** Pure. Runs in the order of their keys. */
export function packDetails(runs: readonly ArchivedRun[]): Buffer {
  const boots = runs.flatMap((run) => run.boots);
  const to = createByteWriter();
  to.count(runs.length);
  let runBefore = 0n;
  let bootBefore = 0n;
  for (const { key, boots: own, events } of runs) {
    to.big(key - runBefore);
    runBefore = key;
    to.count(events.length);
    to.count(own.length);
    for (const boot of own) {
      to.big(boot.key - bootBefore);
      bootBefore = boot.key;
    }
  }
  const members = to.take();
  const { courses, bits } = packSpanColumns(boots.map(({ spans }) => spans));
  const columns = openSpanColumns({ courses, bits }, boots.length);
  to.count(members.length);
  to.bytes(members);
  to.bytes(courses);
  const head = deflateRawSync(to.take(), { level: 9 });
  to.count(head.length);
  to.bytes(head);
  to.count(bits.length);
  to.bytes(bits);
  const reasons = inBits((t) => {
    for (const [n, boot] of boots.entries()) tellReasons(t, columns.instants(n), boot.reasons);
  });
  to.count(reasons.length);
  to.bytes(reasons);
  const processes = inBits((t) => {
    const memory = { newest: 0, count: 0 };
    for (const [n, boot] of boots.entries()) tellProcesses(t, memory, columns.instants(n), boot.processes);
  });
  return sealed(FORM, Buffer.concat([to.take(), processes]));
}

function inBits(tell: (t: Teller) => void): Buffer {
  const coder = createBitEncoder();
  tell(createTeller(coder, NO_DIGESTS));
  return coder.take();
}

function fromBits(bytes: Buffer): Teller {
  const coder = createBitDecoder();
  coder.follow(bytes);
  return createTeller(coder, NO_DIGESTS);
}

const readReasons = (t: Teller, count: number, columns: SpanColumns): readonly (string | null)[] =>
  Array.from({ length: count }, (_, n) => tellReasons(t, columns.instants(n), null));

function readProcesses(t: Teller, count: number, columns: SpanColumns): readonly ToldProcesses[] {
  const memory = { newest: 0, count: 0 };
  return Array.from({ length: count }, (_, n) => tellProcesses(t, memory, columns.instants(n), null));
}

/** By key of a run, those of its boots, and how many events it has; and the place of each boot. */
function readMembers(bytes: Buffer) {
  const from = createByteReader(bytes);
  const bootsOf = new Map<bigint, bigint[]>();
  const eventCounts = new Map<bigint, number>();
  const places = new Map<bigint, number>();
  const count = from.count();
  if (count > MOST_RUNS) throw new DamagedRow(`an archive of ${count} runs`);
  let run = 0n;
  let boot = 0n;
  for (let n = 0; n < count; n++) {
    run += from.big();
    eventCounts.set(run, from.count());
    const boots: bigint[] = [];
    for (let left = from.count(); left > 0; left--) {
      boot += from.big();
      if (places.size === MOST_BOOTS) throw new DamagedRow("an archive of too many boots");
      places.set(boot, places.size);
      boots.push(boot);
    }
    bootsOf.set(run, boots);
  }
  if (!from.isAtEnd()) throw new DamagedRow("an archive's members are followed by what is none");
  return { bootsOf, eventCounts, places };
}

function inflated(packed: Buffer): Buffer {
  try {
    return inflateRawSync(packed, { maxOutputLength: MOST_BYTES });
  } catch (cause) {
    throw new DamagedRow(`${WHAT} cannot be unpacked`, { cause });
  }
}

/** Of a boot that is there, by its place. */
const known = <Value>(place: number | undefined, read: (place: number) => Value): Value | undefined =>
  place === undefined ? undefined : orDamaged(WHAT, () => read(place));

/** @throws DamagedRow, as all that it gives */
export function openDetails(details: Buffer): ArchivedDetails {
  const from = createByteReader(unsealed(FORM, details, WHAT));
  const head = createByteReader(inflated(from.bytes(from.count())));
  const { bootsOf, eventCounts, places } = readMembers(head.bytes(head.count()));
  const courses = head.rest();
  const bits = from.bytes(from.count());
  const reasonBits = from.bytes(from.count());
  const processBits = from.rest();
  let columns: SpanColumns | undefined;
  let reasons: readonly (string | null)[] | undefined;
  let processes: readonly ToldProcesses[] | undefined;
  const spans = () => (columns ??= openSpanColumns({ courses, bits }, places.size));
  const reasonsOf = (place: number) =>
    (reasons ??= readReasons(fromBits(reasonBits), places.size, spans()))[place];
  const processesOf = (place: number) =>
    (processes ??= readProcesses(fromBits(processBits), places.size, spans()))[place];
  return {
    runs: [...bootsOf.keys()],
    bootsOf: (run) => bootsOf.get(run),
    eventCount: (run) => eventCounts.get(run),
    spans: (boot) => known(places.get(boot), (place) => spans().text(place)),
    processes: (boot) => known(places.get(boot), (place) => processesOf(place)?.bytes),
    reasons: (boot) => known(places.get(boot), (place) => reasonsOf(place)),
    closedSpans: (boot, tell) =>
      known(places.get(boot), (place) => {
        const odd = spans().odd(place);
        return odd === undefined ? spans().closed(place, tell) : closedSpans(odd, tell);
      }) ?? [],
    instants: (boot) =>
      known(places.get(boot), (place) => [
        ...instantsOfSpans(spans().instants(place)),
        ...(processesOf(place)?.processes ?? []).flatMap(({ startAt, exitAt }, n) => [
          [Number(startAt), mixed(n, 3)] as const,
          ...(exitAt === undefined ? [] : [[Number(exitAt), mixed(n, 4)] as const]),
        ]),
      ]) ?? [],
  };
}
