import type { Boot, Group, Span } from "./boot.ts";
import { omitUndefined } from "./omit-undefined.ts";
import type { Lane } from "./phase.ts";
import { toldReasons, type ReasonSlug } from "./reason.ts";

/** A span as a mini-waterfall needs it: offsets from the boot's start. */
export type MiniSpan = {
  readonly slug: string;
  readonly group: Group;
  readonly lane: Lane;
  readonly state: Span["state"];
  readonly onPath: boolean;
  readonly offsetNs: bigint;
  /** Undefined for an open span. */
  readonly durationNs?: bigint;
};

/** One row of a list of boots. `revision` grows with every change of any boot of a database. */
export type BootSummary = Pick<
  Boot,
  | "id"
  | "runId"
  | "hostId"
  | "hostName"
  | "hostLabels"
  | "kernel"
  | "container"
  | "generation"
  | "sourceKind"
  | "outcome"
  | "losses"
  | "furthestPhase"
  | "startAt"
  | "startBy"
  | "upAt"
  | "upBy"
  | "readyAt"
  | "endAt"
  | "exitAt"
  | "exitCode"
  | "exitSignal"
  | "wallTime"
  | "lineage"
  | "hacoFile"
  | "markCount"
  | "oci"
> & {
  /** Arguments joined by spaces. */
  readonly command?: string;
  readonly revision: bigint;
  readonly spans: readonly MiniSpan[];
  /** What the database has of its spans makes no sense: there are none here, whatever it had. */
  readonly isDamaged?: true;
  /** Told of it by themselves, the worst first; undefined where there are none. */
  readonly reasons?: readonly ReasonSlug[];
};

export const miniSpan = (startAt: bigint, span: Span): MiniSpan => ({
  slug: span.slug,
  group: span.group,
  lane: span.lane,
  state: span.state,
  onPath: span.onPath,
  offsetNs: span.startAt - startAt,
  ...(span.state === "open" ? {} : { durationNs: span.endAt - span.startAt }),
});

const summedUp = (causes: Boot["causes"]) => {
  const reasons = toldReasons(causes);
  return reasons.length === 0 ? undefined : reasons;
};

/** A boot that is at hand as lists have it. */
export const summaryOf = ({ command, causes, ...boot }: Boot, revision = 0n): BootSummary => ({
  ...boot,
  ...omitUndefined({ command: command?.join(" "), reasons: summedUp(causes) }),
  revision,
  spans: boot.spans.map((span) => miniSpan(boot.startAt, span)),
});
