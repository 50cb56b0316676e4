import { drawBar } from "./bar.ts";
import type { Paint } from "./paint.ts";
import type { Terminal } from "./terminal.ts";

const magnitude = (ns: bigint) => (ns < 0n ? -ns : ns);

/** The sign once more as an arrow: up is slower. */
export function withArrow(ns: bigint, text: string, { hasBlocks }: Pick<Terminal, "hasBlocks">): string {
  if (!hasBlocks || ns === 0n) return text;
  return `${ns > 0n ? "▲" : "▼"} ${text}`;
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
