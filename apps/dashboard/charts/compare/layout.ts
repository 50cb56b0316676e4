import type { ComparedRow, ZoomRange } from "@hacotaki/core";

/** A bar as fractions of the chart's width. */
export type ComparedBar = { readonly boot: number; readonly x: number; readonly width: number };

/** Room right of the last bar. */
const PADDING = 10n;

/** What all bars of the boot path lie in, and a place besides. `shifts` is where each boot's start stands on the axis. */
export function comparedExtent(
  rows: readonly ComparedRow[],
  shifts: readonly bigint[],
  besides = 0n,
): ZoomRange {
  let [fromNs, toNs] = [0n, besides > 1n ? besides : 1n];
  for (const [boot, shift] of shifts.entries()) {
    if (shift < fromNs) fromNs = shift;
    for (const { onPath, offsets, durations } of rows) {
      const end = shift + (offsets[boot] ?? 0n) + (durations[boot] ?? 0n);
      if (onPath && end > toNs) toNs = end;
    }
  }
  return { fromNs, toNs: toNs + ((toNs - fromNs) * PADDING) / 100n };
}

/** Bars of one row within ranges of the axis, one range a boot; what a boot does not have, or is out of sight, is left out. */
export function layoutComparedRow(
  { offsets, durations }: ComparedRow,
  shifts: readonly bigint[],
  ranges: readonly ZoomRange[],
): readonly ComparedBar[] {
  return shifts.flatMap((shift, boot): readonly ComparedBar[] => {
    const [offset, duration, range] = [offsets[boot], durations[boot], ranges[boot]];
    if (offset === undefined || duration === undefined || range === undefined) return [];
    const length = Number(range.toNs - range.fromNs);
    const from = Number(shift + offset - range.fromNs) / length;
    const to = from + Number(duration) / length;
    if (to < 0 || from > 1) return [];
    const x = Math.max(0, from);
    return [{ boot, x, width: Math.min(1, to) - x }];
  });
}

/** When a boot's program was executed and when it was ready, ns from the boot's start. */
export type BootInstants = { readonly execNs?: bigint; readonly readyNs?: bigint };
/** An instant of a boot as a fraction of the chart's width. */
export type ComparedInstant = { readonly boot: number; readonly kind: "exec" | "ready"; readonly x: number };

/** The instants that lie in sight. */
export function layoutInstants(
  boots: readonly BootInstants[],
  shifts: readonly bigint[],
  ranges: readonly ZoomRange[],
): readonly ComparedInstant[] {
  return boots.flatMap(({ execNs, readyNs }, boot): readonly ComparedInstant[] => {
    const [shift, range] = [shifts[boot], ranges[boot]];
    if (shift === undefined || range === undefined) return [];
    const instants = [
      { kind: "exec" as const, ns: execNs },
      { kind: "ready" as const, ns: readyNs },
    ];
    return instants.flatMap(({ kind, ns }) => {
      if (ns === undefined) return [];
      const x = Number(shift + ns - range.fromNs) / Number(range.toNs - range.fromNs);
      return x < 0 || x > 1 ? [] : [{ boot, kind, x }];
    });
  });
}

/** A flag of one kind: it stands where the first of its boots is. */
export type ComparedFlag = {
  readonly kind: ComparedInstant["kind"];
  readonly x: number;
  readonly boots: readonly number[];
};

/** Room for a name, and for each letter after it. */
const NAME_PX = 38;
const LETTER_PX = 8;

/** Flags of one kind from left to right; those whose names would cover each other are one, with all letters. */
export function layoutFlags(
  instants: readonly ComparedInstant[],
  kind: ComparedInstant["kind"],
  widthPx: number,
): readonly ComparedFlag[] {
  const flags: ComparedFlag[] = [];
  const own = instants.filter((each) => each.kind === kind).toSorted((a, b) => a.x - b.x);
  for (const { x, boot } of own) {
    const last = flags.at(-1);
    if (last && (x - last.x) * widthPx < NAME_PX + last.boots.length * LETTER_PX)
      flags[flags.length - 1] = { ...last, boots: [...last.boots, boot].toSorted((a, b) => a - b) };
    else flags.push({ kind, x, boots: [boot] });
  }
  return flags;
}
