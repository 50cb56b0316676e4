import type { Helper } from "../domain/detail.ts";
import { shortName } from "../domain/oci.ts";
import { omitUndefined } from "../domain/omit-undefined.ts";
import type { ShownCall, ShownDetail, ShownPart } from "../domain/shown-detail.ts";
import { instant, type Instant } from "../domain/time.ts";

/** What of the inside of spans may be told by name: texts are the host's paths, commands its programs. */
export type Told = { readonly paths: boolean; readonly commands: boolean };

/** In place of what is not told. */
const HIDDEN = "…";

const sharedCall = (call: ShownCall, at: (when: Instant) => Instant, { paths, commands }: Told): ShownCall =>
  omitUndefined({
    name: call.name,
    tgid: call.tgid,
    tid: call.tid,
    lane: call.lane,
    comm: commands ? call.comm : undefined,
    startAt: at(call.startAt),
    endAt: call.endAt && at(call.endAt),
    told: call.told.map(([name, value, isText]) =>
      isText === true ? ([name, paths ? value : HIDDEN, true] as const) : ([name, value] as const),
    ),
    result: call.result,
    isError: call.isError,
    isIdle: call.isIdle,
    span: call.span,
  });

/** Its program's name always; its arguments, and where the program lies, only where commands and paths are told. */
const sharedHelper = (helper: Helper, at: (when: Instant) => Instant, { paths, commands }: Told): Helper =>
  omitUndefined({
    tgid: helper.tgid,
    ppid: helper.ppid,
    lane: helper.lane,
    command: commands ? helper.command : helper.command.slice(0, 1).map(shortName),
    file: commands && paths ? helper.file : undefined,
    startAt: at(helper.startAt),
    endAt: helper.endAt && at(helper.endAt),
    exitCode: helper.exitCode,
    exitSignal: helper.exitSignal,
    span: helper.span,
    depth: helper.depth,
  });

const sharedPart = ({ kind, durationNs, frame, waitedFor }: ShownPart, { commands }: Told): ShownPart =>
  omitUndefined({
    kind,
    durationNs,
    frame,
    waitedFor:
      waitedFor &&
      omitUndefined({
        tgid: waitedFor.tgid,
        lane: waitedFor.lane,
        comm: commands ? waitedFor.comm : undefined,
      }),
  });

/** What ran in the spans of a boot, as a share shows it. Built field by field: what is not named here is left out. */
export function sharedDetail(
  { level, seenFrom, rest, spans, inside }: ShownDetail,
  startAt: Instant,
  told: Told,
): ShownDetail {
  const at = (when: Instant) => instant(when - startAt);
  return {
    level,
    ...omitUndefined({ seenFrom: seenFrom && at(seenFrom), rest }),
    spans: spans.map(({ slug, calls, helpers, selfNs, tgid, parts }) => ({
      slug,
      calls,
      helpers,
      ...omitUndefined({ selfNs, tgid }),
      parts: parts.map((part) => sharedPart(part, told)),
    })),
    ...(inside && {
      inside: {
        calls: inside.calls.map((call) => sharedCall(call, at, told)),
        helpers: inside.helpers.map((helper) => sharedHelper(helper, at, told)),
      },
    }),
  };
}
