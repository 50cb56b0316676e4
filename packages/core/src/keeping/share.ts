import type { Alignment } from "../compare/align.ts";
import type { CohortComparison } from "../compare/cohorts.ts";
import type { Boot, BootId, BootProcess, Group, Mark, OciFacts, RunId, Span } from "../domain/boot.ts";
import type { BootFilter } from "../domain/filter.ts";
import type { DrawnMarks } from "../domain/marks.ts";
import { omitUndefined } from "../domain/omit-undefined.ts";
import type { Expanded, ShownDetail } from "../domain/shown-detail.ts";
import { instant, type Instant, type ZoomRange } from "../domain/time.ts";
import type { Attribute, Population, Quantiles } from "../statistics/population.ts";
import type { Note } from "./note.ts";
import { sharedDetail } from "./shared-detail.ts";

/** What of a boot is left out of a share unless whoever shares asks for it. */
export const SHARE_PARTS = [
  "usual",
  "zoom",
  "selection",
  "calls",
  "hosts",
  "commands",
  "paths",
  "environment",
  "haco",
  "marks",
  "notes",
] as const;
export type SharePart = (typeof SHARE_PARTS)[number];
export type ShareParts = ReadonlySet<SharePart>;

export const MAX_SHARE_TITLE = 120;
export const MAX_SHARE_COMMENT = 2000;

/** One boot as a share shows it. What is not shown is not in it. */
export type SharedBoot = {
  readonly boot: Boot;
  /** The first ones, in time order. */
  readonly marks: readonly Mark[];
  /** All of them as they are drawn, where there are more. */
  readonly drawn?: DrawnMarks;
  readonly notes: readonly SharedNote[];
  /** What was usual for it when it was shared. */
  readonly usual?: Population;
  /** Of the page that it was shared from: the range its waterfall shows, and the span that is selected, by its slug. */
  readonly zoom?: ZoomRange;
  readonly selection?: string;
  /** What ran in its spans, and of which of them that is shown. */
  readonly inside?: ShownDetail;
  readonly expanded?: Expanded;
};
export type SharedNote = { readonly span?: string; readonly text: string; readonly at: bigint };

/** One measure of a shared baseline; durations are ns. */
export type SharedMeasure = {
  readonly slug: string;
  readonly label: string;
  readonly group?: Group;
  readonly onPath: boolean;
  readonly quantiles: Quantiles;
};

/** A side of a shared comparison of cohorts: which boots it means, as far as that is shown. */
export type SharedSide = {
  /** What it was kept under. */
  readonly name?: string;
  /** Times as they were, whatever words they were asked for by. */
  readonly filter: BootFilter;
  /** Of its host, where that is shown. */
  readonly host?: string;
  /** It is narrowed by something that is not shown. */
  readonly isCut?: true;
};

/** Everything that a share shows, as it was when it was shared. */
export type ShareSnapshot =
  | { readonly version: 1; readonly kind: "boot"; readonly shared: SharedBoot }
  | {
      readonly version: 1;
      readonly kind: "comparison";
      readonly boots: readonly SharedBoot[];
      /** Place of the baseline among them. */
      readonly baseline: number;
      readonly align: Alignment;
    }
  | {
      readonly version: 1;
      readonly kind: "baseline";
      readonly name: string;
      readonly note?: string;
      /** How many boots it holds. */
      readonly boots: number;
      readonly measures: readonly SharedMeasure[];
    }
  | {
      readonly version: 1;
      readonly kind: "cohorts";
      readonly baseline: SharedSide;
      readonly candidate: SharedSide;
      readonly comparison: CohortComparison;
      /** Slug of the measure that is shown at large. */
      readonly span?: string;
    };
export type ShareKind = ShareSnapshot["kind"];

/** A share as its maker's list has it: without what it shows, and without its token, which nobody keeps. */
export type Share = {
  readonly id: number;
  readonly kind: ShareKind;
  readonly title: string;
  readonly comment?: string;
  readonly parts: readonly SharePart[];
  /** Boots it shows; empty for a cohort of boots under a name. */
  readonly bootIds: readonly BootId[];
  /** Wall times, UTC ns. */
  readonly madeAt: bigint;
  readonly expiresAt?: bigint;
  readonly lastSeenAt?: bigint;
  readonly seen: number;
  /** Wall time, UTC ns; nothing of what it showed is left. */
  readonly revokedAt?: bigint;
};

type Rebased = (at: Instant) => Instant;

function sharedSpan(span: Span, at: Rebased): Span {
  const facts = {
    slug: span.slug,
    label: span.label,
    group: span.group,
    lane: span.lane,
    onPath: span.onPath,
    startAt: at(span.startAt),
    from: span.from,
  };
  if (span.state === "closed") return { ...facts, state: "closed", endAt: at(span.endAt), to: span.to };
  if (span.state === "failed") return { ...facts, state: "failed", endAt: at(span.endAt), to: "exit" };
  return { ...facts, state: "open", ...omitUndefined({ to: span.to }) } as Span;
}

function sharedProcess(process: BootProcess, at: Rebased, parts: ShareParts): BootProcess {
  return omitUndefined({
    tgid: process.tgid,
    ppid: process.ppid,
    nspid: process.nspid,
    lane: process.lane,
    startAt: at(process.startAt),
    exitAt: process.exitAt === undefined ? undefined : at(process.exitAt),
    exitCode: process.exitCode,
    exitSignal: process.exitSignal,
    comm: parts.has("commands") ? process.comm : undefined,
    execFile: parts.has("commands") && parts.has("paths") ? process.execFile : undefined,
  }) as BootProcess;
}

/** How haconiwa's own processes ended, and nothing else of them: a failure is told by that. */
function endsOfOwn({ processes, ...boot }: Boot, at: Rebased): BootProcess[] {
  const own = new Set([boot.launcherTgid, boot.supervisorTgid, boot.containerTgid]);
  return processes.flatMap(({ tgid, lane, startAt, exitAt, exitCode, exitSignal }) =>
    tgid === undefined || exitAt === undefined || !own.has(tgid)
      ? []
      : [
          omitUndefined({
            tgid,
            lane,
            startAt: at(startAt),
            exitAt: at(exitAt),
            exitCode,
            exitSignal,
          }) as BootProcess,
        ],
  );
}

/** Who booted it, always; what that one called it, and where it lies, only when asked for. */
const sharedOci = (oci: OciFacts, at: Rebased, parts: ShareParts): OciFacts =>
  omitUndefined({
    runtime: oci.runtime,
    engine: oci.engine,
    runtimeExit: oci.runtimeExit,
    engineExit: oci.engineExit,
    clientAt: oci.clientAt === undefined ? undefined : at(oci.clientAt),
    containerId: parts.has("environment") ? oci.containerId : undefined,
    name: parts.has("environment") ? oci.name : undefined,
    image: parts.has("environment") ? oci.image : undefined,
    labels: parts.has("environment") ? oci.labels : undefined,
    pod: parts.has("environment") ? oci.pod : undefined,
    bundle: parts.has("paths") ? oci.bundle : undefined,
  }) as OciFacts;

/**
 * A boot with the chosen parts and nothing else. Built field by field, so that a fact a boot learns later is left out
 * until somebody decides about it. Its clock starts at 0: instants would tell how long the host has been up.
 */
function sharedFacts(boot: Boot, parts: ShareParts): Boot {
  const at: Rebased = (when) => instant(when - boot.startAt);
  const when = (moment: Instant | undefined) => (moment === undefined ? undefined : at(moment));
  const only = <T>(part: SharePart, value: T): T | undefined => (parts.has(part) ? value : undefined);
  const processes = parts.has("environment")
    ? boot.processes.map((process) => sharedProcess(process, at, parts))
    : endsOfOwn(boot, at);
  return omitUndefined({
    id: boot.id,
    runId: "" as RunId,
    hostId: "",
    hostName: only("hosts", boot.hostName) ?? "",
    kernelBootId: "",
    sourceKind: boot.sourceKind,
    container: boot.container,
    containerSource: boot.containerSource,
    generation: boot.generation,
    outcome: boot.outcome,
    losses: boot.losses,
    furthestPhase: boot.furthestPhase,
    startAt: at(boot.startAt),
    startBy: boot.startBy,
    upAt: when(boot.upAt),
    upBy: boot.upBy,
    readyAt: when(boot.readyAt),
    endAt: when(boot.endAt),
    exitAt: when(boot.exitAt),
    exitCode: boot.exitCode,
    exitSignal: boot.exitSignal,
    wallTime: boot.wallTime,
    lineage: boot.lineage,
    // Figures: what shows a cause (programs, paths) is not in it.
    causes: boot.causes,
    // Whose death a failure tells of: numbers that say nothing of the host.
    launcherTgid: boot.launcherTgid,
    supervisorTgid: boot.supervisorTgid,
    containerTgid: boot.containerTgid,
    spans: boot.spans.map((span) => sharedSpan(span, at)),
    markCount: boot.markCount,
    processes,
    processCount: parts.has("environment") ? boot.processCount : 0,
    oci: boot.oci && sharedOci(boot.oci, at, parts),
    hostname: only("hosts", boot.hostname),
    command: only("commands", boot.command),
    launcherArgv: only("commands", boot.launcherArgv),
    hacoFile: only("paths", boot.hacoFile),
    cwd: only("paths", boot.cwd),
    rootfs: only("paths", boot.rootfs),
    mounts: only("environment", boot.mounts),
    cgroup: only("paths", boot.cgroup),
    kernel: only("environment", boot.kernel),
    namespaces: only("environment", boot.namespaces),
    readyPort: only("environment", boot.readyPort),
    hacoText: only("haco", boot.hacoText),
  }) as Boot;
}

/** Instants and names of marks always; what users wrote into them only when asked for. */
const sharedMark = (mark: Mark, startAt: Instant, parts: ShareParts): Mark =>
  omitUndefined({
    runId: "" as RunId,
    at: instant(mark.at - startAt),
    seq: mark.seq,
    lane: mark.lane,
    name: mark.name,
    flag: mark.flag,
    text: parts.has("marks") ? mark.text : undefined,
  }) as Mark;

const sharedNote = ({ span, text, writtenAt, changedAt }: Note): SharedNote => ({
  ...omitUndefined({ span }),
  text,
  at: changedAt ?? writtenAt,
});

const sharedDrawing = (
  { total, marks, bins }: DrawnMarks,
  startAt: Instant,
  parts: ShareParts,
): DrawnMarks => ({
  total,
  marks: marks.map((mark) => sharedMark(mark, startAt, parts)),
  bins: bins.map((bin) => ({
    lane: bin.lane,
    startAt: instant(bin.startAt - startAt),
    endAt: instant(bin.endAt - startAt),
    count: bin.count,
  })),
});

/** Figures, and whose they are: the container's alone, whatever else its boots were chosen by. */
const sharedUsual = ({
  reference,
  n,
  boot,
  bootMad,
  bootPercentile,
  ready,
  readyMad,
  readyPercentile,
  spans,
  causes,
}: Population): Population => ({
  reference: { container: reference.container },
  n,
  ...omitUndefined({ boot, bootMad, ready, readyMad, causes }),
  bootPercentile,
  readyPercentile,
  spans: spans.map(({ slug, label, group, onPath, quantiles, mad, percentile }) => ({
    slug,
    label,
    group,
    onPath,
    quantiles,
    mad,
    percentile,
  })),
});

/** What a boot has besides itself: all of its marks as they are drawn where there are too many, what is usual, the view. */
export type SharedBesides = {
  readonly drawn?: DrawnMarks;
  readonly usual?: Population;
} & Pick<SharedBoot, "zoom" | "selection" | "inside" | "expanded">;

/** `marks` are the first ones where `drawn` tells of more. */
export const sharedBoot = (
  boot: Boot,
  marks: readonly Mark[],
  notes: readonly Note[],
  parts: ShareParts,
  { drawn, usual, zoom, selection, inside, expanded }: SharedBesides = {},
): SharedBoot => ({
  boot: sharedFacts(boot, parts),
  marks: marks.map((mark) => sharedMark(mark, boot.startAt, parts)),
  ...omitUndefined({ drawn: drawn && sharedDrawing(drawn, boot.startAt, parts) }),
  notes: parts.has("notes") ? notes.map(sharedNote) : [],
  ...(usual && parts.has("usual") ? { usual: sharedUsual(usual) } : {}),
  ...(zoom && parts.has("zoom") ? { zoom } : {}),
  ...(selection !== undefined && parts.has("selection") ? { selection } : {}),
  ...(inside && parts.has("calls")
    ? {
        inside: sharedDetail(inside, boot.startAt, {
          paths: parts.has("paths"),
          commands: parts.has("commands"),
        }),
        ...omitUndefined({ expanded }),
      }
    : {}),
});

/** What sides may be narrowed by, and what it takes to be shown. */
const FILTER_PARTS = {
  host: "hosts",
  hostLabel: "hosts",
  kernel: "environment",
  hacoFile: "paths",
  text: "commands",
} as const satisfies Partial<Record<keyof BootFilter, SharePart>>;

/** A side of a comparison with the chosen parts: built of what says nothing of hosts, and of the rest where asked for. */
export function sharedSide(
  name: string | undefined,
  given: BootFilter,
  hostName: string | undefined,
  parts: ShareParts,
): SharedSide {
  const { time: _, host, hostLabel, kernel, hacoFile, text, ...plain } = given;
  const asked = omitUndefined({ hostLabel, kernel, hacoFile, text });
  const shown = Object.fromEntries(
    Object.entries(asked).filter(([field]) => parts.has(FILTER_PARTS[field as keyof typeof asked])),
  );
  const isHostShown = parts.has(FILTER_PARTS.host);
  const isCut = Object.keys(shown).length < Object.keys(asked).length || (host !== undefined && !isHostShown);
  return {
    ...omitUndefined({ name, host: isHostShown && host !== undefined ? (hostName ?? host) : undefined }),
    filter: { ...plain, ...shown },
    ...(isCut ? { isCut: true as const } : {}),
  };
}

/** Attributes of boots that are shown beside a comparison only where asked for. */
const ATTRIBUTE_PARTS: Readonly<Partial<Record<Attribute, SharePart>>> = {
  host: "hosts",
  "haco-file": "paths",
  command: "commands",
  kernel: "environment",
};

/** A comparison of cohorts with the chosen parts: figures always, what the boots were like where asked for. */
export const sharedCohorts = (comparison: CohortComparison, parts: ShareParts): CohortComparison => ({
  ...comparison,
  attributes: comparison.attributes.flatMap((attribute) => {
    const { key: _, ...shown } = attribute;
    const part = ATTRIBUTE_PARTS[shown.attribute];
    return part === undefined || parts.has(part) ? shown : [];
  }),
});

/** Once, a label told how its span ended as well. */
const OLD_ENDING = ", until exit";
const withPlainLabels = (shared: SharedBoot): SharedBoot => ({
  ...shared,
  boot: {
    ...shared.boot,
    spans: shared.boot.spans.map((span) =>
      span.label.endsWith(OLD_ENDING) ? { ...span, label: span.label.slice(0, -OLD_ENDING.length) } : span,
    ),
  },
});

/** A snapshot of whatever age, as one that is made today. */
export function snapshotOfToday(snapshot: ShareSnapshot): ShareSnapshot {
  switch (snapshot.kind) {
    case "boot":
      return { ...snapshot, shared: withPlainLabels(snapshot.shared) };
    case "comparison":
      return { ...snapshot, boots: snapshot.boots.map(withPlainLabels) };
    case "baseline":
    case "cohorts":
      return snapshot;
  }
}
