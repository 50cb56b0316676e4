import {
  LANES,
  runtimeOf,
  spanLabel,
  verdictOf,
  verdictSentence,
  type Boot,
  type BootId,
  type Lane,
  type Mark,
  type Span,
  toldReasons,
} from "@hacotaki/core";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { carriedEvents } from "./carried-events.ts";
import { lastInstant, utcOf, type ExportedBoot } from "../exported-boot.ts";
import { insideOf, type InsideSlice } from "./inside.ts";
import { ociAttributes } from "./oci-attributes.ts";

/*
 * OTLP/JSON: opentelemetry-proto 1.x, `ExportTraceServiceRequest` in the JSON encoding of the OTLP specification
 * (64-bit integers as decimal strings, ids as lower-case hex). One trace a boot: a root span for the boot, one for each
 * lane that was seen, below it the lane's spans and in these what ran inside of them; marks are events of the root, siblings of the run its links.
 * Resource attributes follow the semantic conventions for containers, hosts and processes. The boot's raw events are an
 * attribute of the scope. Every span and every event has a line of its own: that is how the file is read again.
 */

type Value =
  | { readonly stringValue: string }
  | { readonly intValue: string }
  | { readonly boolValue: boolean }
  | { readonly arrayValue: { readonly values: readonly Value[] } };
type Attribute = { readonly key: string; readonly value: Value };
type Given = string | bigint | boolean | readonly string[] | undefined;

/** Attribute of the scope that holds a boot's raw events: lines of an event stream. */
export const EVENTS_KEY = "hacotaki.events";
const KIND_INTERNAL = 1;
const STATUS_ERROR = 2;

/** A trace id is 16 bytes, and so are the characters of a boot id. */
const traceId = (id: BootId) => bytesToHex(utf8ToBytes(id));
/** The first 8 bytes of a SHA-256 over boot and name. */
const spanId = (id: BootId, name: string) => bytesToHex(sha256(utf8ToBytes(`${id}/${name}`)).subarray(0, 8));

function valueOf(given: Exclude<Given, undefined>): Value {
  if (typeof given === "string") return { stringValue: given.toWellFormed() };
  if (typeof given === "bigint") return { intValue: given.toString() };
  if (typeof given === "boolean") return { boolValue: given };
  return { arrayValue: { values: given.map((each) => ({ stringValue: each.toWellFormed() })) } };
}

const attributes = (given: Readonly<Record<string, Given>>): readonly Attribute[] =>
  Object.entries(given).flatMap(([key, value]) =>
    value === undefined ? [] : [{ key, value: valueOf(value) }],
  );

const earliest = (instants: readonly bigint[]) => instants.reduce((first, at) => (at < first ? at : first));
const latest = (instants: readonly bigint[]) => instants.reduce((last, at) => (at > last ? at : last));
const integer = (value: number | undefined) => (value === undefined ? undefined : BigInt(value));

const resourceOf = (boot: Boot) => ({
  attributes: attributes({
    "service.name": boot.container,
    "container.name": boot.oci?.name ?? boot.container,
    "container.runtime.name": runtimeOf(boot),
    ...ociAttributes(boot),
    "container.command_args": boot.command,
    "host.id": boot.hostId,
    "host.name": boot.hostName,
    "os.type": "linux",
    "os.version": boot.kernel,
    "process.pid": integer(boot.containerTgid),
    "process.parent_pid": integer(boot.supervisorTgid),
    "process.command_args": boot.launcherArgv,
    "process.working_directory": boot.cwd,
  }),
});

const rootAttributes = ({ boot, permalink }: ExportedBoot) =>
  attributes({
    "hacotaki.boot.id": boot.id,
    "hacotaki.run.id": boot.runId,
    "hacotaki.outcome": boot.outcome,
    "hacotaki.furthest_phase": boot.furthestPhase,
    "hacotaki.lineage": boot.lineage,
    "hacotaki.losses": boot.losses.length === 0 ? undefined : boot.losses,
    "hacotaki.generation": boot.generation,
    "hacotaki.haco_file": boot.hacoFile,
    "hacotaki.haco_hash": boot.hacoHash,
    "hacotaki.hostname": boot.hostname,
    "hacotaki.kernel_boot_id": boot.kernelBootId,
    "hacotaki.start_ns": boot.startAt,
    "hacotaki.up_ns": boot.upAt,
    "hacotaki.ready_ns": boot.readyAt,
    "hacotaki.wall_time_known": boot.wallTime !== undefined,
    "hacotaki.reasons": boot.causes === undefined ? undefined : toldReasons(boot.causes),
    ...Object.fromEntries((boot.causes ?? []).map(({ slug, ns }) => [`hacotaki.cause.${slug}_ns`, ns])),
    "process.exit.code": integer(boot.exitCode),
    "url.full": permalink,
  });

const list = (values: readonly object[]) =>
  values.length === 0 ? "[]" : `[\n${values.map((value) => JSON.stringify(value)).join(",\n")}\n]`;

/** A boot's spans as JSON texts, the root first. */
// oxlint-disable-next-line eslint/max-lines-per-function -- one literal for each kind of span
function spansOf(exported: ExportedBoot): readonly string[] {
  const { boot, marks, marksLeftOut = 0, siblings } = exported;
  const end = lastInstant(exported);
  const time = (at: bigint) => utcOf(exported, at).toString();
  const endOf = (span: Span) => (span.state === "open" ? end : span.endAt);
  const markEvent = (mark: Mark) => ({
    timeUnixNano: time(mark.at),
    name: mark.name,
    attributes: attributes({
      "hacotaki.lane": mark.lane,
      "hacotaki.flag": BigInt(mark.flag),
      "hacotaki.text": mark.text,
    }),
  });
  const base = { traceId: traceId(boot.id), kind: KIND_INTERNAL };
  const root = {
    ...base,
    spanId: spanId(boot.id, ""),
    name: `boot ${boot.container}`.toWellFormed(),
    startTimeUnixNano: time(boot.startAt),
    endTimeUnixNano: time(end),
    attributes: rootAttributes(exported),
    links: siblings.map((id) => ({
      traceId: traceId(id),
      spanId: spanId(id, ""),
      attributes: attributes({ "hacotaki.link": "sibling" }),
    })),
    status:
      boot.outcome === "failed" ? { code: STATUS_ERROR, message: verdictSentence(verdictOf(boot)) } : {},
  };
  const laneSpan = (lane: Lane, spans: readonly Span[]) => ({
    ...base,
    spanId: spanId(boot.id, `lane/${lane}`),
    parentSpanId: root.spanId,
    name: lane,
    startTimeUnixNano: time(earliest(spans.map(({ startAt }) => startAt))),
    endTimeUnixNano: time(latest(spans.map(endOf))),
    attributes: attributes({ "hacotaki.lane": lane }),
    status: {},
  });
  const childSpan = (span: Span) => ({
    ...base,
    spanId: spanId(boot.id, `span/${span.slug}`),
    parentSpanId: spanId(boot.id, `lane/${span.lane}`),
    name: spanLabel(span),
    startTimeUnixNano: time(span.startAt),
    endTimeUnixNano: time(endOf(span)),
    attributes: attributes({
      "hacotaki.span": span.slug,
      "hacotaki.group": span.group,
      "hacotaki.state": span.state,
      "hacotaki.on_path": span.onPath,
      "hacotaki.from": span.from,
      "hacotaki.to": span.to,
    }),
    status: span.state === "failed" ? { code: STATUS_ERROR, message: spanLabel(span) } : {},
  });
  const bySlug = new Map(boot.spans.map((span) => [span.slug, span]));
  /** The innermost span of the trace that it lies in: what began in a span may end after it. */
  function parentOf({ span: slug, startAt, endAt }: InsideSlice): string {
    const span = slug === undefined ? undefined : bySlug.get(slug);
    return span && span.startAt <= startAt && endOf(span) >= endAt
      ? spanId(boot.id, `span/${span.slug}`)
      : root.spanId;
  }
  const insideSpan = (slice: InsideSlice) => ({
    ...base,
    spanId: spanId(boot.id, slice.key),
    parentSpanId: parentOf(slice),
    name: slice.name,
    startTimeUnixNano: time(slice.startAt),
    endTimeUnixNano: time(slice.endAt),
    attributes: attributes({
      [`hacotaki.${slice.kind}`]: slice.name.split(/[ (]/, 1)[0],
      "hacotaki.lane": slice.lane,
      "hacotaki.span": slice.span,
      "hacotaki.result": slice.result,
      "hacotaki.state": slice.isOpen ? "open" : undefined,
      "process.pid": BigInt(slice.tgid),
      "thread.id": BigInt(slice.tid),
    }),
    status:
      slice.isFailed && slice.kind === "helper" ? { code: STATUS_ERROR, message: slice.result ?? "" } : {},
  });
  const lanes = LANES.flatMap((lane) => {
    const spans = boot.spans.filter((span) => span.lane === lane);
    return spans.length === 0 ? [] : [laneSpan(lane, spans), ...spans.map(childSpan)];
  });
  const dropped = marksLeftOut === 0 ? "" : `,"droppedEventsCount":${marksLeftOut}`;
  const rootText = `${JSON.stringify(root).slice(0, -1)},"events":${list(marks.map(markEvent))}${dropped}}`;
  const inside = insideOf(exported)
    .filter(({ startAt }) => startAt >= boot.startAt)
    .map(insideSpan);
  return [rootText, ...[...lanes, ...inside].map((span) => JSON.stringify(span))];
}

function scopeOf(exported: ExportedBoot): string {
  const events = [...carriedEvents(exported)].map((stringValue) => ({ stringValue }));
  if (events.length === 0) return JSON.stringify({ name: "hacotaki" });
  return `{"name":"hacotaki","attributes":[{"key":"${EVENTS_KEY}","value":{"arrayValue":{"values":${list(events)}}}}]}`;
}

function resourceSpansOf(exported: ExportedBoot): string {
  const resource = JSON.stringify(resourceOf(exported.boot));
  const spans = spansOf(exported).join(",\n");
  return `{"resource":${resource},\n"scopeSpans":[{"scope":${scopeOf(exported)},"spans":[\n${spans}\n]}]}`;
}

/** Boots as one OTLP/JSON request, written boot by boot. */
export function* otlp(boots: Iterable<ExportedBoot>): Generator<string> {
  yield '{"resourceSpans":[';
  let separator = "\n";
  for (const exported of boots) {
    yield `${separator}${resourceSpansOf(exported)}`;
    separator = ",\n";
  }
  yield "\n]}\n";
}
