import type { Boot, Group, Span } from "./boot.ts";
import { omitUndefined } from "./omit-undefined.ts";
import type { Lane } from "./phase.ts";

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

/** A boot that is at hand as lists have it. */
export const summaryOf = ({ command, ...boot }: Boot, revision = 0n): BootSummary => ({
  ...boot,
  ...omitUndefined({ command: command?.join(" ") }),
  revision,
  spans: boot.spans.map((span) => miniSpan(boot.startAt, span)),
});
