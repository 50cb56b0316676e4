import { LANES, visibleText } from "@hacotaki/core";
import { carriedEvents } from "./carried-events.ts";
import { lastInstant, utcOf, type ExportedBoot } from "./exported-boot.ts";

/** Argument of the metadata events that hold a boot's raw events: lines of an event stream. Viewers pass them over. */
export const EVENT_ARGUMENT = "hacotaki_event";

const { rawJSON } = JSON as typeof JSON & { rawJSON(text: string): object };

/** ns as µs with three decimals, by its digits: a double would round wall times. */
function microseconds(ns: bigint): object {
  const whole = ns < 0n ? -ns : ns;
  return rawJSON(`${ns < 0n ? "-" : ""}${whole / 1000n}.${(whole % 1000n).toString().padStart(3, "0")}`);
}

/** One process a boot, one thread a lane: pids of the viewer, not of the host, so that boots never mix. */
function eventsOf(exported: ExportedBoot, pid: number): readonly object[] {
  const { boot, marks } = exported;
  const end = lastInstant(exported);
  const ts = (at: bigint) => microseconds(utcOf(exported, at));
  const tid = (lane: (typeof LANES)[number]) => LANES.indexOf(lane) + 1;
  const named = (name: string, args: object, thread = 0) => ({ ph: "M", name, pid, tid: thread, args });
  return [
    named("process_name", { name: `${visibleText(boot.container)} ${boot.id}` }),
    named("process_sort_index", { sort_index: pid }),
    ...LANES.filter((lane) => boot.spans.some((span) => span.lane === lane)).flatMap((lane) => [
      named("thread_name", { name: lane }, tid(lane)),
      named("thread_sort_index", { sort_index: tid(lane) }, tid(lane)),
    ]),
    ...boot.spans.map((span) => ({
      ph: "X",
      name: span.label,
      cat: span.group,
      pid,
      tid: tid(span.lane),
      ts: ts(span.startAt),
      dur: microseconds((span.state === "open" ? end : span.endAt) - span.startAt),
      args: { span: span.slug, state: span.state, on_path: span.onPath, from: span.from, to: span.to },
    })),
    ...marks.map((mark) => ({
      ph: "i",
      s: "t",
      name: mark.name,
      cat: "mark",
      pid,
      tid: tid(mark.lane),
      ts: ts(mark.at),
      args: { flag: mark.flag, text: mark.text === undefined ? undefined : visibleText(mark.text) },
    })),
    ...[...carriedEvents(exported)].map((line) => named("hacotaki", { [EVENT_ARGUMENT]: line })),
  ];
}

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
  for (const exported of boots) {
    pid += 1;
    about.push(aboutBoot(exported));
    for (const event of eventsOf(exported, pid)) {
      yield `${separator}${JSON.stringify(event)}`;
      separator = ",\n";
    }
  }
  yield `\n],"otherData":{"producer":"hacotaki","boots":${JSON.stringify(about)}}}\n`;
}
