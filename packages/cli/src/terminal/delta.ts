import { formatInColumn, type ColumnFormat } from "@hacotaki/core";
import { drawBar } from "./bar.ts";
import type { Paint } from "./paint.ts";
import type { Terminal } from "./terminal.ts";

const magnitude = (ns: bigint) => (ns < 0n ? -ns : ns);

/** A difference with its sign: "+76.099", "−0.125". */
export const signed = (ns: bigint, format: ColumnFormat) =>
  `${ns > 0n ? "+" : ""}${formatInColumn(ns, format)}`;

/** The sign once more as an arrow: up is slower. */
export function withArrow(ns: bigint, text: string, { hasBlocks }: Pick<Terminal, "hasBlocks">): string {
  if (!hasBlocks || ns === 0n) return text;
  return `${ns > 0n ? "▲" : "▼"} ${text}`;
}

const MINUS = "\u2212";

/** A difference as part of the baseline's: "+394 %", "−0.3 %"; empty where the baseline took no time. */
export function signedShare(delta: bigint, baseline: bigint): string {
  if (baseline <= 0n) return "";
  const perMille = (2n * magnitude(delta) * 1000n + baseline) / (2n * baseline);
  const sign = delta > 0n ? "+" : delta < 0n ? MINUS : "";
  return perMille >= 1000n
    ? `${sign}${(perMille + 5n) / 10n} %`
    : `${sign}${perMille / 10n}.${perMille % 10n} %`;
}

/** A bar from the middle: faster to the left, slower to the right, on the scale of the largest difference. */
export function deltaBar(
  delta: bigint,
  largest: bigint,
  half: number,
  { hasBlocks }: Terminal,
  paint: Paint,
): string {
  const axis = paint.dim(hasBlocks ? "│" : "|");
  const empty = " ".repeat(half);
  if (delta === 0n || largest <= 0n) return `${empty}${axis}`;
  const length = Number((magnitude(delta) * 1_000_000n) / largest) / 1_000_000;
  const style = { kind: "solid", hasBlocks } as const;
  if (delta > 0n) {
    const { text } = drawBar({ start: 0, end: length }, half, style);
    return `${empty}${axis}${paint.delta(delta, text)}`;
  }
  const { column, text } = drawBar({ start: 1 - length, end: 1 }, half, style);
  return `${" ".repeat(column)}${paint.delta(delta, text)}${axis}`;
}
