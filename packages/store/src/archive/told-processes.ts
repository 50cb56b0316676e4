import { instant, type BootProcess } from "@hacotaki/core";
import { DamagedRow, unlessDamaged } from "../error.ts";
import { LANES_BY_NUMBER, packProcesses, unpackProcesses } from "../packing/packed-processes.ts";
import { createInstants, knownInstants, type Instants } from "./instants.ts";
import type { SpanInstants } from "./span-columns.ts";
import { mixed, type Teller } from "./teller.ts";

const FIELD = {
  form: 200,
  count: 201,
  has: 202,
  lane: 203,
  tgid: 204,
  parent: 205,
  ppid: 206,
  nspid: 207,
  text: 208,
  start: 209,
  exit: 210,
  code: 211,
  signal: 212,
  bytes: 213,
} as const;

/** How a boot's processes are told: not at all; as their bytes stand; or one by one. */
const NONE = 0;
const AS_THEY_ARE = 1;
const ONE_BY_ONE = 2;

/** Fields that are there. */
const [TGID, PPID, NSPID, COMM, FILE, EXIT, CODE, SIGNAL] = [1, 2, 4, 8, 16, 32, 64, 128];
const hasOf = (process: BootProcess): number =>
  (process.tgid === undefined ? 0 : TGID) +
  (process.ppid === undefined ? 0 : PPID) +
  (process.nspid === undefined ? 0 : NSPID) +
  (process.comm === undefined ? 0 : COMM) +
  (process.execFile === undefined ? 0 : FILE) +
  (process.exitAt === undefined ? 0 : EXIT) +
  (process.exitCode === undefined ? 0 : CODE) +
  (process.exitSignal === undefined ? 0 : SIGNAL);

/** What boots before have told: the largest pid, and how many processes. */
export type ProcessMemory = { newest: number; count: number };

/** A boot's processes, with instants from its start. */
export type ToldProcesses = { readonly bytes: Buffer | null; readonly processes: readonly BootProcess[] };

/** Of one archive; those of more boots are told as their bytes stand. */
const MOST = 1 << 18;
const START = 0n;

/** Undefined: bytes that no version of this wrote, or that are not what these processes make. */
function processesOf(bytes: Buffer, most: number): readonly BootProcess[] | undefined {
  const processes = unlessDamaged(() => unpackProcesses(START, bytes));
  if (processes === undefined || processes.length > most) return undefined;
  return packProcesses(START, processes).equals(bytes) ? processes : undefined;
}

export const instantsOfSpans = (spans: readonly SpanInstants[]): (readonly [number, number])[] =>
  spans.flatMap(({ kind, startAt, endAt }) => [
    [startAt, mixed(kind, 1)] as const,
    [endAt, mixed(kind, 2)] as const,
  ]);

/** A boot's processes, either way; `spans` are its own. @throws DamagedRow */
export function tellProcesses(
  t: Teller,
  memory: ProcessMemory,
  spans: readonly SpanInstants[],
  bytes: Buffer | null,
): ToldProcesses {
  const known = bytes === null ? undefined : processesOf(bytes, MOST - memory.count);
  const form = t.usual(
    FIELD.form,
    0,
    1,
    bytes === null ? NONE : known === undefined ? AS_THEY_ARE : ONE_BY_ONE,
  );
  if (form === NONE) return { bytes: null, processes: [] };
  if (form === AS_THEY_ARE) return { bytes: t.bytes(FIELD.bytes, bytes ?? Buffer.of()), processes: [] };
  const instants = createInstants(t, knownInstants(START, instantsOfSpans(spans)));
  const processes: BootProcess[] = [];
  const count = t.usual(FIELD.count, 0, 1, known?.length ?? 0);
  memory.count += count;
  if (count < 0 || memory.count > MOST) throw new DamagedRow(`an archive's boot of ${count} processes`);
  let before = 0;
  while (processes.length < count) {
    const told = tellProcess(t, memory, { instants, processes, before }, known?.[processes.length]);
    processes.push(told.process);
    before = told.hash;
  }
  return { bytes: t.isReading ? packProcesses(START, processes) : bytes, processes };
}

type Beside = {
  readonly instants: Instants;
  readonly processes: readonly BootProcess[];
  readonly before: number;
};

function tellProcess(
  t: Teller,
  memory: ProcessMemory,
  { instants, processes, before }: Beside,
  given: BootProcess | undefined,
): { readonly process: BootProcess; readonly hash: number } {
  const previous = processes.at(-1);
  const has = t.usual(FIELD.has, before, 0, given === undefined ? 0 : hasOf(given));
  const lane =
    LANES_BY_NUMBER[
      t.usual(
        FIELD.lane,
        mixed(before, has),
        has,
        given === undefined ? 0 : LANES_BY_NUMBER.indexOf(given.lane),
      )
    ];
  if (lane === undefined) throw new DamagedRow("an archive's process in no known lane");
  const context = mixed(mixed(before, has), LANES_BY_NUMBER.indexOf(lane));
  const process: { -readonly [Key in keyof BootProcess]: BootProcess[Key] } = {
    lane,
    startAt: instant(START),
  };
  if ((has & TGID) !== 0)
    process.tgid = memory.newest + t.usual(FIELD.tgid, context, 0, (given?.tgid ?? 0) - memory.newest);
  const own = process.tgid ?? 0;
  if ((has & PPID) !== 0) {
    const place = processes.findIndex(({ tgid }) => tgid !== undefined && tgid === given?.ppid);
    const parent = t.usual(FIELD.parent, context, 0, place);
    process.ppid = processes[parent]?.tgid ?? own + t.usual(FIELD.ppid, context, 0, (given?.ppid ?? 0) - own);
  }
  if ((has & NSPID) !== 0) process.nspid = own + t.usual(FIELD.nspid, context, 0, (given?.nspid ?? 0) - own);
  if ((has & FILE) !== 0) process.execFile = t.text(FIELD.text, context, 0, given?.execFile ?? "");
  if ((has & COMM) !== 0) process.comm = t.text(FIELD.text, mixed(context, 1), 1, given?.comm ?? "");
  process.startAt = instant(
    instants.tell(FIELD.start, context, given?.startAt ?? START, previous?.startAt ?? START),
  );
  if ((has & EXIT) !== 0)
    process.exitAt = instant(instants.tell(FIELD.exit, context, given?.exitAt ?? START, process.startAt));
  if ((has & CODE) !== 0) process.exitCode = t.usual(FIELD.code, context, 0, given?.exitCode ?? 0);
  if ((has & SIGNAL) !== 0) process.exitSignal = t.usual(FIELD.signal, context, 0, given?.exitSignal ?? 0);
  if (process.tgid !== undefined && process.tgid > memory.newest) memory.newest = process.tgid;
  return { process, hash: mixed(context, processes.length) };
}
