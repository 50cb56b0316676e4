import { instant } from "@hacotaki/core";
import { MAX_INSTANT } from "./fields.ts";
import { eventsRead, NOISE, rejected, TEXT_SOURCE, type LineReading, type Reader } from "./reader.ts";

/**
 * `102935.009095000   haconiwa         28804  phase:1,…`: time, comm, pid, value. A comm may hold spaces, so the row is
 * read from both ends: one expression for the whole of it would take cubic time on a line of blanks.
 */
const TIME = /^\s*(\d{1,10})\.(\d{1,9})\s/;
const PID_AND_VALUE = /\s(\d{1,7})\s{1,16}(phase:\S{1,64})\s*$/;
/** The kernel keeps 15 bytes of a comm; the rest is padding. */
const MAX_ROW = 256;
const VALUE_2019 = /^phase:(-?\d{1,10}),sec:(\d{1,10}),nsec:(\d{1,9})$/;
const VALUE_0_11 = /^phase:(-?\d{1,10}),hpid:(\d{1,10})$/;
/** "value error" is what the tool prints for a line of the trace pipe it could not read. */
const NO_ROW = /^(tracing program .*|tracing PID = \d+|TIME\(s\)\s+COMM\s+PID\s+VALUE\s*|value error|\s*)$/;
const MAX_PID = 4_194_304;

type Row = {
  readonly at: bigint;
  readonly comm: string;
  readonly pid: number;
  readonly value: string;
};

/** A row of haconiwa's `trace_usdt.py`, or undefined. */
function rowOf(line: string): Row | undefined {
  if (line.length > MAX_ROW) return undefined;
  const head = TIME.exec(line);
  const tail = PID_AND_VALUE.exec(line);
  if (head === null || tail === null || tail.index < head[0].length - 1) return undefined;
  const [, seconds = "", fraction = ""] = head;
  const [, pid = "", value = ""] = tail;
  return {
    at: nanoseconds(seconds, fraction.padEnd(9, "0")),
    comm: line.slice(head[0].length, tail.index).trim(),
    pid: Number(pid),
    value,
  };
}

const nanoseconds = (seconds: string, rest: string) => BigInt(seconds) * 1_000_000_000n + BigInt(rest);

type Generation = "2019" | "0.11";

function readRow(line: string, number: number, generation: Generation): LineReading {
  const row = rowOf(line);
  if (row === undefined) return rejected("is no row of time, comm, pid and value");
  const { comm, pid, value } = row;
  if (pid < 1 || pid > MAX_PID) return rejected(`pid ${pid} is out of range`);
  const origin = {
    seq: number,
    tgid: pid,
    // "<...>" is what the kernel's trace pipe writes where it has forgotten the name.
    ...(comm === "<...>" || comm === "" ? {} : { comm }),
    kind: "probe" as const,
    provider: "haconiwa",
  };
  if (generation === "2019") {
    const [, phase, sec, nsec] = VALUE_2019.exec(value) ?? [];
    if (phase === undefined || sec === undefined || nsec === undefined)
      return rejected("its value is not phase:N,sec:N,nsec:N");
    // The first column is another clock, seconds apart: never mixed in.
    const at = nanoseconds(sec, nsec);
    if (at > MAX_INSTANT) return rejected(`sec ${sec} is out of range`);
    return eventsRead({
      ...origin,
      probe: "probe-boottime",
      args: [BigInt(phase), BigInt(sec), BigInt(nsec)],
      at: instant(at),
    });
  }
  const [, phase, hpid] = VALUE_0_11.exec(value) ?? [];
  if (phase === undefined || hpid === undefined) return rejected("its value is not phase:N,hpid:N");
  if (row.at > MAX_INSTANT) return rejected("its time is out of range");
  return eventsRead({
    ...origin,
    probe: "bootstrap_phase_pass",
    args: [BigInt(phase), BigInt(hpid)],
    at: instant(row.at),
  });
}

const traceReader = (generation: Generation): Reader => ({
  source: () => TEXT_SOURCE,
  read: (line, number) => (NO_ROW.test(line) ? NOISE : readRow(line, number, generation)),
});

/** The blog's tool and haconiwa's of 2019: each row carries the clock that haconiwa read itself. */
export const trace2019Reader = () => traceReader("2019");
/** haconiwa 0.11's `trace_usdt.py`: the first column is the clock, to the microsecond. */
export const trace011Reader = () => traceReader("0.11");

export const isTrace2019Row = (line: string) => VALUE_2019.test(rowOf(line)?.value ?? "");
export const isTrace011Row = (line: string) => VALUE_0_11.test(rowOf(line)?.value ?? "");
export const isTraceHeader = (line: string) => /^TIME\(s\)\s+COMM\s+PID\s+VALUE\s*$/.test(line);
/** Given a pid instead of a program, the tool of 2019 prints the texts of `probe-misc`, and no phases. */
export const isTextOnlyHeader = (line: string) => /^tracing PID = \d+$/.test(line);
