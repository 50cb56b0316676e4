import type { Boot, BootId, Span } from "../domain/boot.ts";
import { bootDuration, readyDuration, timeToDeath } from "../domain/boot.ts";
import { omitUndefined } from "../domain/omit-undefined.ts";
import type { BootCause } from "../domain/reason.ts";

/** What the spans of a slug share. */
export type SampledSpan = Pick<Span, "slug" | "label" | "group" | "onPath">;

/** One boot as statistics need it. Durations in ns, exact to 2^53. */
export type BootSample = {
  readonly id: BootId;
  readonly container: string;
  readonly hostId: string;
  readonly hostName: string;
  readonly hostLabels?: Readonly<Record<string, string>>;
  readonly outcome: Boot["outcome"];
  /** UTC ns. */
  readonly wallTime?: bigint;
  readonly duration?: number;
  readonly ready?: number;
  /** Of a failed boot: start → death. */
  readonly died?: number;
  readonly hacoFile?: string;
  /** Arguments joined by spaces. */
  readonly command?: string;
  readonly kernel?: string;
  readonly furthestPhase?: string;
  /** Name of an OCI runtime; undefined for haconiwa's. */
  readonly runtime?: string;
  /** What its time went to. */
  readonly causes?: readonly BootCause[];
  readonly engine?: string;
  readonly image?: string;
  readonly pod?: string;
  /** JSON of an object of texts. */
  readonly labels?: string;
  /** Closed ones. */
  readonly spans: readonly { readonly kind: SampledSpan; readonly duration: number }[];
};

const toNumber = (ns: bigint | undefined) => (ns === undefined ? undefined : Number(ns));

export const bootSample = (boot: Boot): BootSample => ({
  id: boot.id,
  container: boot.container,
  hostId: boot.hostId,
  hostName: boot.hostName,
  outcome: boot.outcome,
  ...omitUndefined({
    hostLabels: boot.hostLabels,
    wallTime: boot.wallTime,
    duration: toNumber(bootDuration(boot)),
    ready: toNumber(readyDuration(boot)),
    died: toNumber(timeToDeath(boot)),
    hacoFile: boot.hacoFile,
    command: boot.command?.join(" "),
    kernel: boot.kernel,
    furthestPhase: boot.furthestPhase,
    runtime: boot.oci?.runtime,
    causes: boot.causes,
    engine: boot.oci?.engine,
    image: boot.oci?.image,
    pod: boot.oci?.pod,
    labels: boot.oci?.labels && JSON.stringify(boot.oci.labels),
  }),
  spans: boot.spans.flatMap((span) =>
    span.state === "closed" ? { kind: span, duration: Number(span.endAt - span.startAt) } : [],
  ),
});
