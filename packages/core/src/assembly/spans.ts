import type { Span } from "../domain/boot.ts";
import { phaseConstant } from "../domain/phase.ts";
import { namedSpan, partition, SUPERVISOR_LEGS } from "../domain/span.ts";
import { compareBigints, type Instant } from "../domain/time.ts";
import type { Course } from "./course.ts";
import type { BootDraft } from "./draft.ts";
import { isUnseen } from "./unseen.ts";

/** All spans of a boot in the order of their starts: the path from its start to its end, and what lies beside it. */
export const spansOf = (draft: BootDraft, { boundaries, pathEnd, up, ready }: Course): Span[] =>
  [...partition(boundaries, pathEnd), ...appStartSpan(up?.at, ready?.at), ...supervisorSpans(draft)].sort(
    (a, b) => compareBigints(a.startAt, b.startAt),
  );

const SUPERVISOR_CODES: readonly number[] = SUPERVISOR_LEGS.flatMap(({ from, to }) => [from, to]);

/** The supervisor's own intervals, beside the boot path. */
function supervisorSpans({ run, supervisor, container }: BootDraft): Span[] {
  if (supervisor === undefined) return [];
  return SUPERVISOR_LEGS.flatMap(({ from, to, slug }): Span[] => {
    const start = supervisor.passes.get(from)?.at;
    if (start === undefined) return [];
    const facts = { ...namedSpan(slug), startAt: start, from: phaseConstant(from) };
    const end = supervisor.passes.get(to)?.at;
    if (end !== undefined && end >= start)
      return [{ ...facts, state: "closed", endAt: end, to: phaseConstant(to) }];
    const unended: Span = { ...facts, state: "open", to: phaseConstant(to) };
    const wentOn = [...supervisor.passes].some(
      ([code, { at }]) => at > start && SUPERVISOR_CODES.indexOf(code) > SUPERVISOR_CODES.indexOf(from),
    );
    // Phase 5 can be missing for good: the container's exit ends its running.
    if (slug === "running" && container?.exit && container.exit.at >= start)
      return [{ ...facts, state: "closed", endAt: container.exit.at, to: "exit" }];
    const died = supervisor.exit?.at;
    if (died === undefined || died < start || wentOn || isUnseen(run, start, died)) return [unended];
    return [{ ...facts, state: "failed", endAt: died, to: "exit" }];
  });
}

function appStartSpan(up: Instant | undefined, ready: Instant | undefined): Span[] {
  if (up === undefined || ready === undefined) return [];
  return [
    {
      ...namedSpan("app-start"),
      startAt: up,
      from: "exec",
      state: "closed",
      endAt: ready,
      to: "listen",
    },
  ];
}
