import type { BootSummary } from "@hacotaki/core";
import type { Paint } from "./paint.ts";
import type { Terminal } from "./terminal.ts";

/** A boot as one bar of colours, on a scale that all rows of a list share: broken off where it is longer, crossed where it died. */
export function drawMiniWaterfall(
  boot: BootSummary,
  scaleNs: bigint,
  columns: number,
  { hasBlocks }: Terminal,
  paint: Paint,
): string {
  if (boot.isDamaged) return paint.dim("damaged");
  if (scaleNs <= 0n) return "";
  const spans = boot.spans.filter((span) => span.onPath && span.durationNs !== undefined);
  const end = spans.reduce((last, span) => {
    const until = span.offsetNs + (span.durationNs ?? 0n);
    return until > last ? until : last;
  }, 0n);
  const cellNs = Number(scaleNs) / columns;
  const cells = end === 0n ? 0 : Math.max(1, Math.min(columns, Math.round(Number(end) / cellNs)));
  let text = "";
  for (let column = 0; column < cells; column += 1) {
    const middle = BigInt(Math.min(Math.round((column + 0.5) * cellNs), Number(end) - 1));
    const span = spans.find(
      ({ offsetNs, durationNs }) => offsetNs <= middle && middle < offsetNs + (durationNs ?? 0n),
    );
    const group = span?.group ?? "unattributed";
    const block = !hasBlocks ? "#" : group === "unattributed" ? "▒" : "█";
    const isBroken = column === columns - 1 && end > scaleNs;
    text += paint.group(group, isBroken ? (hasBlocks ? "»" : ">") : block);
  }
  if (boot.outcome === "failed" && cells < columns) text += paint.outcome("failed", hasBlocks ? "×" : "x");
  return text;
}
