import type { Boot } from "../domain/boot.ts";
import type { BootDetail, Call, SpanWaits } from "../domain/detail.ts";
import { omitUndefined } from "../domain/omit-undefined.ts";
import { parametersInWords, resultInWords } from "./call-words.ts";
import type { ShownCall, ShownDetail, ShownPart, SpanInside } from "../domain/shown-detail.ts";

const shownCall = (call: Call): ShownCall => {
  const { name, tgid, tid, lane, comm, startAt, endAt, result, span, isIdle } = call;
  return omitUndefined({
    name,
    tgid,
    tid,
    lane,
    comm,
    startAt,
    endAt,
    told: parametersInWords(call),
    result: resultInWords(call),
    isError: result !== undefined && result < 0n ? (true as const) : undefined,
    span,
    isIdle,
  });
};

const shownParts = (waits: SpanWaits | undefined): readonly ShownPart[] =>
  waits?.parts.map(({ duration, ...part }) => ({ ...part, durationNs: duration })) ?? [];

const countBy = (all: readonly { readonly span?: string }[], slug: string) =>
  all.reduce((count, { span }) => (span === slug ? count + 1 : count), 0);

/** The inside of a boot's spans as a page shows it; an outline leaves out calls and helpers themselves. */
export function shownDetail(
  { spans }: Pick<Boot, "spans">,
  { level, from, calls, helpers, waits, selfTime, rest }: BootDetail,
  isOutline: boolean,
): ShownDetail {
  const known = spans.map(({ slug }): SpanInside => {
    const own = waits.find(({ span }) => span === slug);
    return {
      slug,
      calls: countBy(calls, slug),
      helpers: countBy(helpers, slug),
      ...omitUndefined({ selfNs: selfTime.get(slug), tgid: own?.tgid }),
      parts: shownParts(own),
    };
  });
  return {
    level,
    ...omitUndefined({ seenFrom: from, rest }),
    spans: known.filter((span) => span.calls + span.helpers > 0 || span.parts.length > 0),
    ...(isOutline ? {} : { inside: { calls: calls.map(shownCall), helpers } }),
  };
}
