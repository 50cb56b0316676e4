import { instant } from "@hacotaki/core";
import { eventsRead, NOISE, rejected, TEXT_SOURCE, type LineReading, type Reader } from "./reader.ts";

/** `102935.009095000   haconiwa         28804  phase:1,…`: time, comm (may hold spaces), pid, value. */
const ROW = /^\s*(\d{1,10})\.(\d{1,9})\s+(.*?)\s+(\d{1,7})\s+(phase:.*)$/s;
const VALUE_2019 = /^phase:(-?\d{1,10}),sec:(\d{1,10}),nsec:(\d{1,9})$/;
const VALUE_0_11 = /^phase:(-?\d{1,10}),hpid:(\d{1,10})$/;
const HEADER = /^(tracing program .*|TIME\(s\)\s+COMM\s+PID\s+VALUE\s*|\s*)$/;
const MAX_PID = 4_194_304;
const MAX_SECONDS = 9_223_372_035n;

/** A row of haconiwa's `trace_usdt.py`, or undefined. */
const rowOf = (line: string) => ROW.exec(line);

type Generation = "2019" | "0.11";

function readRow(line: string, number: number, generation: Generation): LineReading {
  const row = rowOf(line);
  if (row === null) return rejected("is no row of time, comm, pid and value");
  const [, seconds = "", fraction = "", comm = "", pidText = "", value = ""] = row;
  const tgid = Number(pidText);
  if (tgid < 1 || tgid > MAX_PID) return rejected(`pid ${pidText} is out of range`);
  const origin = { seq: number, tgid, ...(comm === "<...>" || comm === "" ? {} : { comm }) };
  if (generation === "2019") {
    const [, phase, sec, nsec] = VALUE_2019.exec(value) ?? [];
    if (phase === undefined || sec === undefined || nsec === undefined)
      return rejected("its value is not phase:N,sec:N,nsec:N");
    if (BigInt(sec) > MAX_SECONDS) return rejected(`sec ${sec} is out of range`);
    return eventsRead({
      ...origin,
      kind: "probe",
      provider: "haconiwa",
      probe: "probe-boottime",
      args: [BigInt(phase), BigInt(sec), BigInt(nsec)],
      // The first column is another clock, seconds apart: never mixed in.
      at: instant(BigInt(sec) * 1_000_000_000n + BigInt(nsec)),
    });
  }
  const [, phase, hpid] = VALUE_0_11.exec(value) ?? [];
  if (phase === undefined || hpid === undefined) return rejected("its value is not phase:N,hpid:N");
  if (BigInt(seconds) > MAX_SECONDS) return rejected(`time ${seconds} s is out of range`);
  return eventsRead({
    ...origin,
    kind: "probe",
    provider: "haconiwa",
    probe: "bootstrap_phase_pass",
    args: [BigInt(phase), BigInt(hpid)],
    at: instant(BigInt(seconds) * 1_000_000_000n + BigInt(fraction.padEnd(9, "0"))),
  });
}

const traceReader = (generation: Generation): Reader => ({
  source: () => TEXT_SOURCE,
  read: (line, number) => (HEADER.test(line) ? NOISE : readRow(line, number, generation)),
});

/** The blog's tool and haconiwa's of 2019: each row carries the clock that haconiwa read itself. */
export const trace2019Reader = () => traceReader("2019");
/** haconiwa 0.11's `trace_usdt.py`: the first column is the clock, to the microsecond. */
export const trace011Reader = () => traceReader("0.11");

export const isTrace2019Row = (line: string) => VALUE_2019.test(rowOf(line)?.[5] ?? "");
export const isTrace011Row = (line: string) => VALUE_0_11.test(rowOf(line)?.[5] ?? "");
export const isTraceHeader = (line: string) => /^TIME\(s\)\s+COMM\s+PID\s+VALUE\s*$/.test(line);
