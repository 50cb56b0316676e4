import { instant } from "@hacotaki/core";
import { MAX_INSTANT } from "./fields.ts";
import { eventsRead, NOISE, rejected, TEXT_SOURCE, type LineReading, type Reader } from "./reader.ts";

/** `[-766994008] Pass: hpid: 13456, phase: 11`, as haconiwa's `sample.bt` prints it. */
const ROW = /^\[(-?\d{1,19})\] Pass: hpid: (-?\d{1,10}), phase: (-?\d{1,10})\s*$/;
/** bpftrace's own words around the rows; newer versions say "Attached 2 probes". */
const NO_ROW = /^(Attach(ing|ed) \d+ probes?(\.\.\.)?|Starting trace\.\.\.|\s*)$/;
const LOST = /^Lost (\d{1,15}) events?\s*$/;
const WRAP = 1n << 32n;
const isInt32 = (n: bigint) => BigInt.asIntN(32, n) === n;

export const isBpftraceRow = (line: string) => ROW.test(line);

/**
 * bpftrace's text prints no process, and its `%d` keeps the lower 32 bits of nsecs, signed.
 * Instants are unwrapped by the smallest step from the row before: two rows more than 2.1 s apart are ambiguous.
 */
export function bpftraceReader(): Reader {
  let last: bigint | undefined;

  function unwrapped(printed: bigint): bigint {
    if (!isInt32(printed)) return printed;
    if (last === undefined) return BigInt.asUintN(32, printed);
    const at = last + BigInt.asIntN(32, printed - last);
    return at < 0n ? at + WRAP : at;
  }

  /** bpftrace says that its buffer overflowed, not when: since the row before. */
  function lost(count: string, number: number): LineReading {
    if (last === undefined) return NOISE;
    const at = instant(last);
    return eventsRead({ kind: "loss", reason: "dropped", from: at, at, seq: number, count: Number(count) });
  }

  return {
    source: () => TEXT_SOURCE,
    read(line, number) {
      if (NO_ROW.test(line)) return NOISE;
      const [, count] = LOST.exec(line) ?? [];
      if (count !== undefined) return lost(count, number);
      const [, nsecs, hpid, phase] = ROW.exec(line) ?? [];
      if (nsecs === undefined || hpid === undefined || phase === undefined)
        return rejected("is not [nsecs] Pass: hpid: N, phase: N");
      const at = unwrapped(BigInt(nsecs));
      if (at < 0n || at > MAX_INSTANT) return rejected(`nsecs ${nsecs} is out of range`);
      last = at;
      return eventsRead({
        kind: "probe",
        provider: "haconiwa",
        probe: "bootstrap_phase_pass",
        args: [BigInt(phase), BigInt(hpid)],
        at: instant(at),
        seq: number,
      });
    },
  };
}
