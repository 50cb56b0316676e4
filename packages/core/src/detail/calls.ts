import { pathEnd, type Boot } from "../domain/boot.ts";
import type { Call } from "../domain/detail.ts";
import type { BootEvent, SyscallEvent } from "../domain/event.ts";
import { compareBigints, type Instant } from "../domain/time.ts";
import { withIdle } from "./idle.ts";
import type { Members } from "./members.ts";
import { spanAt } from "./span-at.ts";

/** The early record of a call carries the same instant as its end does; clocks of two reads may differ by so much, ns. */
const SAME = 1_000n;

/** Calls are told of each boot as it comes up: their facts are set one by one, as those of a boot are. */
type Mutable<Fields> = { -readonly [Key in keyof Fields]: Fields[Key] };

/** A call, by its two records. */
type Told = { readonly startAt: Instant; readonly early?: SyscallEvent; readonly late?: SyscallEvent };

/** Calls of a thread, in order: a thread is in one at a time. */
function pairOf(events: readonly SyscallEvent[]): Told[] {
  const told: Told[] = [];
  let begun: SyscallEvent | undefined;
  for (const event of events) {
    if (event.when === "enter") {
      begun = event;
      continue;
    }
    const { enterAt } = event;
    // What begins elsewhere, as the child's return from clone, is no call of this thread.
    if (enterAt === undefined) continue;
    const isEndOf =
      begun !== undefined &&
      begun.name === event.name &&
      enterAt >= begun.at - SAME &&
      enterAt <= begun.at + SAME;
    told.push(
      isEndOf && begun !== undefined
        ? { startAt: enterAt, late: event, early: begun }
        : { startAt: enterAt, late: event },
    );
    // One whose end nobody saw has ended before the thread did anything else.
    if (enterAt >= (begun?.at ?? enterAt) - SAME) begun = undefined;
  }
  if (begun !== undefined) told.push({ startAt: begun.at, early: begun });
  return told;
}

/** What one record could not read, the other one may have. */
const united = ({ early, late }: Told): SyscallEvent["parameters"] =>
  early === undefined || late === undefined
    ? ((late ?? early)?.parameters ?? {})
    : {
        ...early.parameters,
        ...Object.fromEntries(
          Object.entries(late.parameters).filter(([, value]) => value !== undefined && value !== ""),
        ),
      };

/** System calls of a boot's processes from its first sign until it is up, by their beginnings. */
export function callsOf(boot: Boot, events: readonly BootEvent[], members: Members): Call[] {
  const end = pathEnd(boot);
  const byThread = new Map<number, SyscallEvent[]>();
  for (const event of events) {
    if (event.kind !== "syscall" || event.tgid === undefined) continue;
    const tid = event.tid ?? event.tgid;
    const alike = byThread.get(tid);
    if (alike) alike.push(event);
    else byThread.set(tid, [event]);
  }
  const calls: Call[] = [];
  for (const [tid, all] of byThread)
    for (const told of pairOf(all)) {
      const { startAt, early, late } = told;
      const event = late ?? early;
      const member = members.at(event?.tgid, startAt);
      if (event === undefined || member === undefined || startAt < boot.startAt) continue;
      if (end !== undefined && startAt > end) continue;
      const { lane } = member;
      const { tgid, exitAt } = member.process;
      // Whoever dies in a call leaves it then.
      const endAt = late?.at ?? exitAt;
      const span = spanAt(boot, lane, startAt)?.slug;
      const call: Mutable<Call> = { name: event.name, tgid, tid, lane, startAt, parameters: united(told) };
      if (event.comm !== undefined) call.comm = event.comm;
      if (endAt !== undefined) call.endAt = endAt;
      if (late?.result !== undefined) call.result = late.result;
      if (span !== undefined) call.span = span;
      calls.push(call);
    }
  return withIdle(
    boot,
    calls.sort((a, b) => compareBigints(a.startAt, b.startAt)),
  );
}
