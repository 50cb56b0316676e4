import type { ZoomRange } from "../domain/time.ts";

/** `x` is a fraction of the chart's width, `ns` what it stands for. */
export type Tick = {
  readonly ns: number;
  readonly x: number;
  readonly label?: string;
  /** Its label stands left of it: on the other side it would leave the chart. */
  readonly isLeft?: true;
};

const NS = { ns: 1, µs: 1e3, ms: 1e6, s: 1e9, min: 6e10, h: 3.6e12 } as const;

/** Room a label needs beside its neighbour. */
const LABEL_PX = 92;
/** The room that is enough in a chart so small that it would have one label alone. */
const LEAST_LABEL_PX = 56;
/** A label of more characters would reach into its neighbour: it is told as an offset from the one before. */
const MOST_CHARACTERS = 10;
/** A character of a label takes no more. */
const CHARACTER_PX = 7;
const MINOR_PX = 16;

const LADDER = [1, 2, 5] as const;
/** From a minute on, the steps people count in. */
const LONG_STEPS = [1, 2, 5, 10, 20, 30]
  .map((n) => n * NS.min)
  .concat([1, 2, 5, 10, 20, 50, 100, 200, 500].map((n) => n * NS.h));

/** The smallest 1-2-5 step, in ns, that is no smaller than the given length. */
export function niceStep(atLeastNs: number): number {
  if (atLeastNs > 30 * NS.s) return LONG_STEPS.find((step) => step >= atLeastNs) ?? 1000 * NS.h;
  const magnitude = 10 ** Math.floor(Math.log10(Math.max(atLeastNs, 1)));
  const step = [...LADDER, 10].find((n) => n * magnitude >= atLeastNs - 1e-9) ?? 10;
  // 50 s would be followed by 100 s; minutes take over.
  return step * magnitude > 30 * NS.s ? NS.min : step * magnitude;
}

/** Seconds at most: what is longer is counted in minutes and hours, by steps that are whole ones. */
const unitFor = (ns: number) => (["s", "ms", "µs"] as const).find((unit) => ns >= NS[unit]) ?? "ns";

/** Whole multiples of a step, which is a whole number of ns: products of integers do not drift as sums would. */
function steps(fromNs: number, toNs: number, step: number): number[] {
  const first = Math.ceil(fromNs / step);
  const count = Math.floor(toNs / step) - first + 1;
  return Array.from({ length: Math.max(0, count) }, (_, index) => (first + index) * step);
}

/** A tick in words, with as many decimals as the step needs: no two neighbours print alike. */
function labelled(value: number, step: number, unit: "ns" | "µs" | "ms" | "s"): string {
  const sign = value < 0 ? "\u2212" : "";
  const ns = Math.abs(value);
  if (step >= NS.h) return `${sign}${ns / NS.h} h`;
  if (step >= NS.min) {
    const minutes = ns / NS.min;
    return minutes < 60
      ? `${sign}${minutes} min`
      : `${sign}${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  }
  if (value === 0) return `0 ${unit}`;
  const decimals = Math.max(0, Math.ceil(Math.log10(NS[unit] / step) - 1e-9));
  // By digits: a double cannot hold seconds since a week ago to the nanosecond once it is divided.
  const digits = Math.round(ns).toString().padStart(10, "0");
  const point = digits.length - Math.log10(NS[unit]);
  const fraction = digits.slice(point, point + decimals);
  return `${sign}${Number(digits.slice(0, point))}${fraction === "" ? "" : `.${fraction}`} ${unit}`;
}

/** How an offset is counted: in the unit below the one its base is whole in. */
const OFFSETS = [
  { base: NS.µs, unit: "ns" },
  { base: NS.ms, unit: "µs" },
  { base: NS.s, unit: "ms" },
] as const;

/**
 * Labels by their values. Where instants in full would be too long for their place, those that are whole in a larger
 * unit are told so, and the others by their offset from it: "184.056 ms", "+450 ns". The first one in the chart is
 * told in full when none of them is whole.
 */
function labelsOf(
  values: readonly number[],
  step: number,
  unit: "ns" | "µs" | "ms" | "s",
): Map<number, string> {
  const inFull = new Map(values.map((value) => [value, labelled(value, step, unit)]));
  const offset = OFFSETS.find(({ base }) => step < base);
  if (offset === undefined || [...inFull.values()].every(({ length }) => length <= MOST_CHARACTERS))
    return inFull;
  const { base } = offset;
  const isWhole = (value: number) => value % base === 0;
  const hasWhole = values.some(isWhole);
  return new Map(
    values.map((value, index) => {
      if (isWhole(value)) return [value, labelled(value, base, unit)];
      if (index === 0 && !hasWhole) return [value, inFull.get(value) ?? ""];
      const beyond = value - Math.floor(value / base) * base;
      return [value, `+${beyond / NS[offset.unit]} ${offset.unit}`];
    }),
  );
}

/** The step between labels, ns: far enough apart to read, nearer where a small chart would be left with one. */
function labelStep(from: number, to: number, perPx: number): number {
  const wide = Math.max(1, niceStep(perPx * LABEL_PX));
  if (steps(from, to, wide).length > 1) return wide;
  return Math.max(1, niceStep(perPx * LEAST_LABEL_PX));
}

/** A label from this fraction of the chart on stands left of its tick, as those do that would leave the chart. */
const NEAR_EDGE = 0.92;
/** So much of a label may: beside a chart there is a margin. */
const BEYOND_PX = 6;

type Drawn = { readonly from: number; readonly length: number; readonly perPx: number };

const isLeft = (value: number, label: string, { from, length, perPx }: Drawn) => {
  const beyond = value + (label.length * CHARACTER_PX - BEYOND_PX) * perPx > from + length;
  return (
    (value - from) / length > NEAR_EDGE || (beyond && label.length * CHARACTER_PX * perPx < value - from)
  );
};

/**
 * Leaves out what would stand in the label before it: a small chart's first one may be told in full, and the last one
 * stands left of its tick.
 */
function legible(labels: ReadonlyMap<number, string>, drawn: Drawn): Map<number, string> {
  let free = Number.NEGATIVE_INFINITY;
  return new Map(
    [...labels].filter(([value, label]) => {
      const width = label.length * CHARACTER_PX * drawn.perPx;
      const start = isLeft(value, label, drawn) ? value - width : value;
      if (start < free) return false;
      free = start + width;
      return true;
    }),
  );
}

/** Ticks of a ruler over a range of offsets: labelled ones far enough apart to read, small ones between them. */
export function layoutRuler({ fromNs, toNs }: ZoomRange, widthPx: number): readonly Tick[] {
  const length = Number(toNs - fromNs);
  const from = Number(fromNs);
  const to = Number(toNs);
  const perPx = length / Math.max(widthPx, 1);
  const major = labelStep(from, to, perPx);
  const unit = unitFor(Math.max(Math.abs(from), Math.abs(to)));
  const instants = steps(from, to, major);
  const drawn: Drawn = { from, length, perPx };
  const labels = legible(labelsOf(instants, major, unit), drawn);
  const small = [5, 4, 2].map((parts) => major / parts).find((step) => step >= 1 && step >= perPx * MINOR_PX);
  const all = small === undefined ? instants : [...new Set([...instants, ...steps(from, to, small)])];
  return all
    .sort((a, b) => a - b)
    .map((value) => {
      const x = (value - from) / length;
      const label = labels.get(value);
      if (label === undefined) return { ns: value, x };
      return { ns: value, x, label, ...(isLeft(value, label, drawn) ? { isLeft: true } : {}) };
    });
}
