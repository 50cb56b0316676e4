import { quantileRank, scaleEnd, type BootSummary, type Lengths } from "@hacotaki/core";
import { layoutRuler, niceStep, type Tick } from "@hacotaki/core/drawing/ruler";
import { durationLabel } from "../scatter/axes.ts";
import { drawnLength } from "./lengths.ts";

/** How long what is drawn is, from the boot's start on: `toNs` in all. A logarithmic one is straight up to `unitNs`. */
export type MiniScale =
  | { readonly kind: "linear"; readonly toNs: bigint }
  | { readonly kind: "log"; readonly toNs: bigint; readonly unitNs: number };

const LEAST_NS = 1_000;
/** A scale is told in eighths of itself at most: a boot that is slightly longer moves no other. */
const STEPS = 8;
/** Of a logarithmic scale, this part of the median is drawn as it is. */
const STRAIGHT = 1 / 50;

function roundUp(ns: number): bigint {
  const length = Math.max(ns, LEAST_NS);
  const step = niceStep(length / STEPS);
  return BigInt(Math.ceil(length / step - 1e-9) * step);
}

export const linearScale = (toNs: bigint): MiniScale => ({ kind: "linear", toNs });

/** One scale for rows of which only some are at hand, by the lengths of all of them. */
export function scaleOf({ p50, p95, longest }: Lengths, kind: MiniScale["kind"]): MiniScale {
  return kind === "linear"
    ? linearScale(roundUp(scaleEnd(p95, longest)))
    : { kind, toNs: roundUp(longest), unitNs: Math.max(1, p50 * STRAIGHT) };
}

/** One scale for boots that are all at hand. */
export function sharedScale(boots: readonly BootSummary[], kind: MiniScale["kind"] = "linear"): MiniScale {
  const lengths = boots.map((boot) => Number(drawnLength(boot, undefined))).sort((a, b) => a - b);
  const at = (share: number) => lengths[quantileRank(lengths.length, share)] ?? 0;
  return scaleOf({ p50: at(0.5), p95: at(0.95), longest: lengths.at(-1) ?? 0 }, kind);
}

/** As long as the longest: nothing is cut. */
export const wholeScale = (boots: readonly BootSummary[]): MiniScale =>
  linearScale(roundUp(boots.reduce((max, boot) => Math.max(max, Number(drawnLength(boot, undefined))), 0)));

/** Where an offset stands: 0 is the start, 1 the end of the scale. */
export function fractionOn(scale: MiniScale, ns: number): number {
  if (scale.kind === "linear") return ns / Number(scale.toNs);
  const at = (length: number) => Math.log1p(Math.max(0, length) / scale.unitNs);
  return at(ns) / at(Number(scale.toNs));
}

/** Room a label of a logarithmic ruler needs, px. */
const LABEL_PX = 48;

/** Ticks of a scale. */
export function scaleTicks(scale: MiniScale, widthPx: number): readonly Tick[] {
  if (scale.kind === "linear") return layoutRuler({ fromNs: 0n, toNs: scale.toNs }, widthPx);
  const ticks: Tick[] = [{ ns: 0, x: 0, label: "0" }];
  const to = Number(scale.toNs);
  let labelled = 0;
  for (let power = 10 ** Math.floor(Math.log10(scale.unitNs)); power <= to; power *= 10)
    for (const ns of [power, 2 * power, 5 * power]) {
      const x = fractionOn(scale, ns);
      if (ns < scale.unitNs || x > 1) continue;
      const hasRoom =
        ns === power && (x - labelled) * widthPx >= LABEL_PX && (1 - x) * widthPx >= LABEL_PX / 2;
      if (hasRoom) labelled = x;
      ticks.push(hasRoom ? { ns, x, label: durationLabel(ns) } : { ns, x });
    }
  return ticks;
}
