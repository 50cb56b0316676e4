import type {
  Boot,
  BootEvent,
  BootId,
  Expanded,
  Mark,
  Population,
  ShownDetail,
  Source,
  ZoomRange,
} from "@hacotaki/core";

/** A boot with all that an export tells of it. */
export type ExportedBoot = {
  readonly boot: Boot;
  /** Its own, and those of its launcher, in time order. */
  readonly marks: readonly Mark[];
  /** How many more it has: none unless told. */
  readonly marksLeftOut?: number;
  /** Other boots of its run. */
  readonly siblings: readonly BootId[];
  /** Where a dashboard shows it. */
  readonly permalink?: string;
  /**
   * How a page shows it, for formats that draw: the range of its waterfall (offsets, ns), what is usual under its bars, and
   * the spans whose inside is shown.
   */
  readonly view?: {
    readonly zoom?: ZoomRange;
    readonly usual?: Pick<Population, "spans">;
    readonly detail?: ShownDetail;
    readonly expanded?: Expanded;
  };
  /** Carried along where a format can, so that the file can be imported again. */
  readonly raw?: { readonly source: Source; readonly events: readonly BootEvent[] };
};

/**
 * An instant of a boot as UTC ns. Where no wall time is known the instants themselves are given, as if the kernel had
 * booted in 1970: durations stay exact, and `isWallTimeKnown` says so beside.
 */
export const utcOf = ({ boot }: ExportedBoot, at: bigint): bigint =>
  boot.wallTime === undefined ? at : boot.wallTime + (at - boot.startAt);

/** Last instant known of a boot: what a bar around all of it ends with. */
export function lastInstant({ boot, marks }: ExportedBoot): bigint {
  let last: bigint = boot.startAt;
  const see = (at: bigint | undefined) => {
    if (at !== undefined && at > last) last = at;
  };
  see(boot.endAt);
  see(boot.readyAt);
  for (const span of boot.spans) see(span.state === "open" ? span.startAt : span.endAt);
  for (const { at } of marks) see(at);
  return last;
}
