import { instant, type BootProcess, type Lane } from "@hacotaki/core";
import { createByteReader, createByteWriter } from "../values/bytes.ts";
import { DamagedRow } from "../error.ts";

/** The first byte: how the others are to be read. */
const FORM = 1;
/** By number in what is packed: never to be put in another order. */
export const LANES_BY_NUMBER = [
  "launcher",
  "supervisor",
  "container",
  "application",
  "engine",
  "runtime",
  "hook",
] as const satisfies readonly Lane[];

/** Fields that are there. */
const TGID = 1;
const PPID = 2;
const NSPID = 4;
const COMM = 8;
const FILE = 16;
const EXIT = 32;
const CODE = 64;
const SIGNAL = 128;
/** The same as tgid. */
const NSPID_IS_TGID = 256;
/** What the kernel makes of the file's name. */
const COMM_OF_FILE = 512;

const COMM_LENGTH = 15;
const commOf = (file: string) => file.slice(file.lastIndexOf("/") + 1).slice(0, COMM_LENGTH);

const writer = createByteWriter();

function numberOf(lane: Lane): number {
  const number = LANES_BY_NUMBER.indexOf(lane);
  if (number < 0) throw new RangeError(`no lane that is stored: ${lane}`);
  return number;
}

/** The processes of a boot as bytes, in their order. `bootStart` is an instant that theirs are near to. */
export function packProcesses(bootStart: bigint, processes: readonly BootProcess[]): Buffer {
  writer.take();
  writer.count(FORM);
  writer.count(processes.length);
  let tgidBefore = 0;
  for (const process of processes) {
    const { tgid, ppid, nspid, lane, comm, startAt, execFile, exitAt, exitCode, exitSignal } = process;
    const isOwnNspid = nspid !== undefined && nspid === tgid;
    const isCommOfFile = comm !== undefined && execFile !== undefined && comm === commOf(execFile);
    writer.count(
      (tgid === undefined ? 0 : TGID) +
        (ppid === undefined ? 0 : PPID) +
        (nspid === undefined ? 0 : isOwnNspid ? NSPID_IS_TGID : NSPID) +
        (comm === undefined ? 0 : isCommOfFile ? COMM_OF_FILE : COMM) +
        (execFile === undefined ? 0 : FILE) +
        (exitAt === undefined ? 0 : EXIT) +
        (exitCode === undefined ? 0 : CODE) +
        (exitSignal === undefined ? 0 : SIGNAL),
    );
    writer.count(numberOf(lane));
    if (tgid !== undefined) writer.distance(tgid, tgidBefore);
    if (ppid !== undefined) writer.distance(ppid, tgid ?? 0);
    if (nspid !== undefined && !isOwnNspid) writer.integer(nspid);
    if (execFile !== undefined) writer.text(execFile);
    if (comm !== undefined && !isCommOfFile) writer.text(comm);
    writer.big(startAt - bootStart);
    if (exitAt !== undefined) writer.big(exitAt - startAt);
    if (exitCode !== undefined) writer.integer(exitCode);
    if (exitSignal !== undefined) writer.integer(exitSignal);
    tgidBefore = tgid ?? tgidBefore;
  }
  return writer.take();
}

/** @throws DamagedRow for bytes that nobody packed. */
export function unpackProcesses(bootStart: bigint, bytes: Buffer): BootProcess[] {
  const from = createByteReader(bytes);
  const form = from.count();
  if (form !== FORM) throw new DamagedRow(`processes in the form ${form}, which is not known`);
  const count = from.count();
  const processes: BootProcess[] = [];
  let tgidBefore = 0;
  for (let n = 0; n < count; n++) {
    const has = from.count();
    const lane = LANES_BY_NUMBER[from.count()];
    if (lane === undefined) throw new DamagedRow("a process in no known lane");
    const process: { -readonly [Key in keyof BootProcess]: BootProcess[Key] } = {
      lane,
      startAt: instant(0n),
    };
    if ((has & TGID) !== 0) process.tgid = from.distance(tgidBefore);
    if ((has & PPID) !== 0) process.ppid = from.distance(process.tgid ?? 0);
    if ((has & NSPID_IS_TGID) !== 0) process.nspid = process.tgid ?? 0;
    if ((has & NSPID) !== 0) process.nspid = from.integer();
    if ((has & FILE) !== 0) process.execFile = from.text();
    if ((has & COMM_OF_FILE) !== 0) process.comm = commOf(process.execFile ?? "");
    if ((has & COMM) !== 0) process.comm = from.text();
    process.startAt = instant(bootStart + from.big());
    if ((has & EXIT) !== 0) process.exitAt = instant(process.startAt + from.big());
    if ((has & CODE) !== 0) process.exitCode = from.integer();
    if ((has & SIGNAL) !== 0) process.exitSignal = from.integer();
    tgidBefore = process.tgid ?? tgidBefore;
    processes.push(process);
  }
  if (!from.isAtEnd()) throw new DamagedRow("packed processes are followed by what is none");
  return processes;
}
