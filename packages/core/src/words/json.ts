import {
  bootDuration,
  readyDuration,
  wayFromClient,
  type Boot,
  type Mark,
  type OciFacts,
  type ProcessEnd,
  type Span,
} from "../domain/boot.ts";
import type { BootEvent, EventKind } from "../domain/event.ts";
import { spanLabel } from "../domain/span.ts";
import { toldReasons, type ReasonSlug } from "../domain/reason.ts";
import type { BootSummary } from "../domain/summary.ts";

/** The documented JSON of `list --json`, `show --json` and the HTTP API. ns are decimal strings, absence is null. */
export type BootJson = {
  readonly id: string;
  readonly container: string;
  readonly host: string;
  /** ISO 8601, UTC, with milliseconds. */
  readonly wallTime: string | null;
  readonly outcome: Boot["outcome"];
  readonly furthestPhase: string | null;
  readonly bootDurationNs: string | null;
  readonly readyDurationNs: string | null;
  readonly exitCode: number | null;
  readonly exitSignal: number | null;
  readonly lineage: Boot["lineage"];
  readonly run: string;
  /** Name of the OCI runtime; absent for haconiwa's boots. */
  readonly runtime?: string;
  /** How many. */
  readonly marks: number;
  /** Slugs of the reasons that are told of it by themselves, the worst first. */
  readonly reasons: readonly ReasonSlug[];
};
export type ProcessJson = {
  readonly tgid: number | null;
  readonly ppid: number | null;
  readonly lane: string;
  readonly comm: string | null;
  readonly startNs: string;
  readonly execFile: string | null;
  readonly exitCode: number | null;
  readonly exitSignal: number | null;
};
export type SpanJson = {
  readonly slug: string;
  readonly label: string;
  readonly group: string;
  readonly lane: string;
  readonly state: Span["state"];
  readonly onPath: boolean;
  readonly startNs: string;
  readonly durationNs: string | null;
  readonly from: string;
  readonly to: string | null;
};
export type MarkJson = {
  readonly name: string;
  readonly flag: number;
  readonly text: string | null;
  readonly atNs: string;
  readonly lane: string;
};
/** A raw event, as far as people ask for it: the event stream of an export has every field. */
export type EventJson = {
  readonly atNs: string;
  readonly seq: number;
  readonly kind: EventKind;
  readonly pid: number | null;
  readonly ppid: number | null;
  readonly comm: string | null;
  readonly name: string | null;
  readonly values: readonly (string | null)[];
  readonly childPid: number | null;
  readonly exitCode: number | null;
  readonly exitSignal: number | null;
  readonly port: number | null;
};
type EndJson = { readonly exitCode: number | null; readonly exitSignal: number | null };
/** What only a boot of an OCI runtime has. */
export type OciJson = {
  readonly runtime: string;
  readonly engine: string | null;
  readonly containerId: string | null;
  readonly name: string | null;
  readonly image: string | null;
  readonly labels: Readonly<Record<string, string>> | null;
  readonly bundle: string | null;
  readonly pod: string | null;
  readonly runtimeExit: EndJson | null;
  readonly engineExit: EndJson | null;
  /** From the client's exec to up. */
  readonly clientToUpNs: string | null;
};
export type BootDetailJson = {
  readonly boot: BootJson & {
    readonly hacoFile: string | null;
    /** UTS host name of the container: another than its name where config.hostname says so. */
    readonly hostname: string | null;
    readonly command: readonly string[] | null;
    readonly losses: readonly string[];
    readonly generation: string;
    /** What its time went to, 1 ms and more, longest first; null where nobody has looked. */
    readonly causes: readonly { readonly slug: ReasonSlug; readonly ns: string }[] | null;
    readonly processes: readonly ProcessJson[];
    /** Absent for haconiwa's boots. */
    readonly oci?: OciJson;
  };
  readonly spans: readonly SpanJson[];
  readonly marks: readonly MarkJson[];
};

const decimal = (ns: bigint | undefined) => (ns === undefined ? null : ns.toString());

/** UTC nanoseconds as ISO 8601 with milliseconds; undefined outside what a Date can hold. */
export function isoWallTime(ns: bigint | undefined): string | undefined {
  if (ns === undefined) return undefined;
  const date = new Date(Number(ns / 1_000_000n));
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

export const bootJson = (boot: Boot | BootSummary): BootJson => ({
  id: boot.id,
  container: boot.container,
  host: boot.hostName,
  wallTime: isoWallTime(boot.wallTime) ?? null,
  outcome: boot.outcome,
  furthestPhase: boot.furthestPhase ?? null,
  bootDurationNs: decimal(bootDuration(boot)),
  readyDurationNs: decimal(readyDuration(boot)),
  exitCode: boot.exitCode ?? null,
  exitSignal: boot.exitSignal ?? null,
  lineage: boot.lineage,
  run: boot.runId,
  ...(boot.oci === undefined ? {} : { runtime: boot.oci.runtime }),
  marks: boot.markCount,
  reasons: "reasons" in boot ? (boot.reasons ?? []) : "causes" in boot ? toldReasons(boot.causes) : [],
});

export const spanJson = (boot: Boot, span: Span): SpanJson => ({
  slug: span.slug,
  label: spanLabel(span),
  group: span.group,
  lane: span.lane,
  state: span.state,
  onPath: span.onPath,
  startNs: (span.startAt - boot.startAt).toString(),
  durationNs: span.state === "open" ? null : (span.endAt - span.startAt).toString(),
  from: span.from,
  to: span.to ?? null,
});

export const markJson = (boot: Pick<Boot, "startAt">, mark: Mark): MarkJson => ({
  name: mark.name,
  flag: mark.flag,
  text: mark.text ?? null,
  atNs: (mark.at - boot.startAt).toString(),
  lane: mark.lane,
});

type Named = { readonly name: string | null; readonly values: readonly (string | null)[] };

function namedOf(event: BootEvent): Named {
  switch (event.kind) {
    case "probe":
      return { name: event.probe, values: event.args.map((argument) => argument?.toString() ?? null) };
    case "exec":
      return { name: event.file, values: event.argv ?? [] };
    case "syscall":
      return {
        name: event.name,
        values: [
          ...Object.values(event.parameters).map((value) => value?.toString() ?? null),
          ...(event.when === "enter" ? [] : [`= ${event.result ?? "?"}`]),
        ],
      };
    case "cgroup":
      return { name: event.action, values: [event.path, event.targetTgid?.toString() ?? null] };
    case "wait":
      return { name: event.frame ?? null, values: [event.left, (event.at - event.from).toString()] };
    case "fact":
      return { name: event.key, values: [event.value] };
    case "loss":
      return { name: event.reason, values: [] };
    case "fork":
    case "exit":
    case "listen":
      return { name: null, values: [] };
  }
}

export const eventJson = (boot: Pick<Boot, "startAt">, event: BootEvent): EventJson => ({
  atNs: (event.at - boot.startAt).toString(),
  seq: event.seq,
  kind: event.kind,
  pid: event.tgid ?? null,
  ppid: event.ppid ?? null,
  comm: event.comm ?? null,
  ...namedOf(event),
  childPid: event.kind === "fork" ? event.childTgid : null,
  exitCode: event.kind === "exit" ? (event.code ?? null) : null,
  exitSignal: event.kind === "exit" ? (event.signal ?? null) : null,
  port: event.kind === "listen" ? (event.port ?? null) : null,
});

const endJson = (end: ProcessEnd | undefined): EndJson | null =>
  end === undefined ? null : { exitCode: end.code ?? null, exitSignal: end.signal ?? null };

const ociJson = (boot: Boot, oci: OciFacts): OciJson => ({
  runtime: oci.runtime,
  engine: oci.engine ?? null,
  containerId: oci.containerId ?? null,
  name: oci.name ?? null,
  image: oci.image ?? null,
  labels: oci.labels ?? null,
  bundle: oci.bundle ?? null,
  pod: oci.pod ?? null,
  runtimeExit: endJson(oci.runtimeExit),
  engineExit: endJson(oci.engineExit),
  clientToUpNs: decimal(wayFromClient(boot)),
});

/** `show --json`: spans and marks in time order, instants relative to the boot's start. */
export const bootDetailJson = (boot: Boot, marks: readonly Mark[]): BootDetailJson => ({
  boot: {
    ...bootJson(boot),
    hacoFile: boot.hacoFile ?? null,
    hostname: boot.hostname ?? null,
    command: boot.command ?? null,
    losses: boot.losses,
    generation: boot.generation,
    causes: boot.causes?.map(({ slug, ns }) => ({ slug, ns: ns.toString() })) ?? null,
    ...(boot.oci === undefined ? {} : { oci: ociJson(boot, boot.oci) }),
    processes: boot.processes.map((process) => ({
      tgid: process.tgid ?? null,
      ppid: process.ppid ?? null,
      lane: process.lane,
      comm: process.comm ?? null,
      startNs: (process.startAt - boot.startAt).toString(),
      execFile: process.execFile ?? null,
      exitCode: process.exitCode ?? null,
      exitSignal: process.exitSignal ?? null,
    })),
  },
  spans: boot.spans.map((span) => spanJson(boot, span)),
  marks: marks.map((mark) => markJson(boot, mark)),
});
