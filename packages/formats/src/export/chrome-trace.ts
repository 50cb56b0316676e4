import {
  compareBigints,
  laneNumber,
  LANES,
  spanLabel,
  visibleText,
  type Lane,
  type Span,
} from "@hacotaki/core";
import { carriedEvents } from "./carried-events.ts";
import { lastInstant, utcOf, type ExportedBoot } from "../exported-boot.ts";
import { insideTracks } from "./inside.ts";

/** Numbers of the tracks of threads, behind those of lanes. */
const FIRST_INSIDE = 100;

/** Argument of the metadata events that hold a boot's raw events: lines of an event stream. Viewers pass them over. */
export const EVENT_ARGUMENT = "hacotaki_event";

const { rawJSON } = JSON as typeof JSON & { rawJSON(text: string): object };

/** ns as µs with three decimals, by its digits: a double would round wall times. */
function microseconds(ns: bigint): object {
  const whole = ns < 0n ? -ns : ns;
  return rawJSON(`${ns < 0n ? "-" : ""}${whole / 1000n}.${(whole % 1000n).toString().padStart(3, "0")}`);
}

/** Sorted as they nest: of two that begin together, the longer one is around the other. */
const nested = <Of>(spans: readonly Timed<Of>[]) =>
  spans.toSorted((a, b) => compareBigints(a.startAt, b.startAt) || compareBigints(b.endAt, a.endAt));

type Timed<Of> = { readonly span: Of; readonly startAt: bigint; readonly endAt: bigint };

/**
 * Beginnings and ends, not lengths: a viewer that adds a length to a time as doubles gets an end a hair beyond the next
 * beginning, and takes the next span for a child. Here both are the same digits.
 */
function* slices<Of>(
  spans: readonly Timed<Of>[],
  begin: (span: Of) => object,
  end: (span: Timed<Of>) => object,
): Generator<object> {
  const open: Timed<Of>[] = [];
  function* closed(until?: bigint): Generator<object> {
    for (let last = open.at(-1); last !== undefined; last = open.at(-1)) {
      if (until !== undefined && last.endAt > until) return;
      open.pop();
      yield end(last);
    }
  }
  for (const timed of nested(spans)) {
    yield* closed(timed.startAt);
    yield begin(timed.span);
    open.push(timed);
  }
  yield* closed();
}

/** What a viewer could not tell from name, category and length; none as a rule, for some print it behind the name. */
const argsOf = ({ state, onPath }: Span) =>
  state === "closed" && onPath
    ? {}
    : { args: { ...(state === "closed" ? {} : { state }), ...(onPath ? {} : { on_path: false }) } };

/** One process a boot, one thread a lane: pids of the viewer, not of the host, so that boots never mix. */
function* eventsOf(exported: ExportedBoot, pid: number, origin: bigint): Generator<object> {
  const { boot, marks } = exported;
  const last = lastInstant(exported);
  // Without a wall time the host's own clock is all there is.
  const ts = (at: bigint) => microseconds(boot.wallTime === undefined ? at : utcOf(exported, at) - origin);
  const tid = (lane: Lane) => laneNumber(lane) + 1;
  const named = (name: string, args: object, thread = 0) => ({ ph: "M", name, pid, tid: thread, args });
  yield named("process_name", { name: `${visibleText(boot.container)} ${boot.id}` });
  yield named("process_sort_index", { sort_index: pid });
  for (const lane of LANES) {
    const spans = boot.spans
      .filter((span) => span.lane === lane)
      .map((span) => ({
        span,
        startAt: span.startAt,
        endAt: span.state === "open" ? last : span.endAt,
      }));
    if (spans.length === 0) continue;
    const place = { pid, tid: tid(lane) };
    yield named("thread_name", { name: lane }, place.tid);
    yield named("thread_sort_index", { sort_index: place.tid }, place.tid);
    yield* slices(
      spans,
      (span) => ({
        ph: "B",
        name: spanLabel(span),
        cat: span.group,
        ...place,
        ts: ts(span.startAt),
        ...argsOf(span),
      }),
      ({ span, endAt }) => ({
        ph: "E",
        name: spanLabel(span),
        cat: span.group,
        ...place,
        ts: ts(endAt),
        ...argsOf(span),
      }),
    );
  }
  for (const [n, { title, slices: within }] of insideTracks(exported).entries()) {
    const place = { pid, tid: FIRST_INSIDE + n };
    yield named("thread_name", { name: title }, place.tid);
    yield named("thread_sort_index", { sort_index: place.tid }, place.tid);
    yield* slices(
      within.map((span) => ({ span, startAt: span.startAt, endAt: span.endAt })),
      ({ name, kind, startAt, result, isOpen }) => ({
        ph: "B",
        name,
        cat: kind,
        ...place,
        ts: ts(startAt),
        args: { result, ...(isOpen ? { state: "open" } : {}) },
      }),
      ({ span: { name, kind }, endAt }) => ({ ph: "E", name, cat: kind, ...place, ts: ts(endAt) }),
    );
  }
  for (const mark of marks)
    yield {
      ph: "i",
      s: "t",
      name: mark.name,
      cat: "mark",
      pid,
      tid: tid(mark.lane),
      ts: ts(mark.at),
      args: { flag: mark.flag, text: mark.text === undefined ? undefined : visibleText(mark.text) },
    };
  for (const line of carriedEvents(exported)) yield named("hacotaki", { [EVENT_ARGUMENT]: line });
}

/**
 * What times count from, UTC ns: 30 days before the first boot with a wall time. Times since 1970 in µs have no room for
 * ns in a double; these have, for boots of the three months around it.
 */
const originOf = ({ boot }: ExportedBoot) =>
  boot.wallTime === undefined ? undefined : boot.wallTime - 30n * 86_400_000_000_000n;

const aboutBoot = ({ boot, permalink }: ExportedBoot) => ({
  boot: boot.id,
  container: visibleText(boot.container),
  host: visibleText(boot.hostName),
  outcome: boot.outcome,
  start_ns: boot.startAt.toString(),
  wall_time_known: boot.wallTime !== undefined,
  permalink,
});

/**
 * Boots in the Trace Event Format (JSON object form) of Chrome's tracing, which Perfetto and speedscope read as well.
 * Source: "Trace Event Format", Duvall et al., 2016.
 */
export function* chromeTrace(boots: Iterable<ExportedBoot>): Generator<string> {
  yield '{"displayTimeUnit":"ns","traceEvents":[';
  let separator = "\n";
  let pid = 0;
  const about: object[] = [];
  let origin: bigint | undefined;
  for (const exported of boots) {
    pid += 1;
    origin ??= originOf(exported);
    about.push(aboutBoot(exported));
    for (const event of eventsOf(exported, pid, origin ?? 0n)) {
      yield `${separator}${JSON.stringify(event)}`;
      separator = ",\n";
    }
  }
  const beside = { producer: "hacotaki", origin_utc_ns: origin?.toString(), boots: about };
  yield `\n],"otherData":${JSON.stringify(beside)}}\n`;
}
