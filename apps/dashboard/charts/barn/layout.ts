import { compareBigints, type BootSummary } from "@hacotaki/core";
import { layoutMini, type MiniGeometry } from "../mini-waterfall/layout.ts";
import { linearScale } from "../mini-waterfall/scale.ts";
import { layoutRulerByWidth, type TicksByWidth, type WidthsPx } from "../ruler/by-width.ts";

/** The boots of one run on the clock they share. */
export type BarnRow = {
  readonly boot: BootSummary;
  readonly geometry: MiniGeometry;
  /** When it was up, or died, after the first of them began; undefined while neither. */
  readonly endNs: bigint | undefined;
  readonly isUp: boolean;
};
export type BarnGeometry = {
  readonly rows: readonly BarnRow[];
  readonly ticks: TicksByWidth;
  /** The one all others had to wait for, if it is one. */
  readonly straggler: BarnRow | undefined;
  /** How much later the straggler was up than the one before it. */
  readonly behindNs: bigint | undefined;
};

const MIN_SCALE_NS = 1_000n;
/** Right of the latest, for its mark. */
const AIR = 20n;

const endOf = ({ upAt, endAt }: BootSummary) => upAt ?? endAt;

/** The boot as if it had begun with the first of the run: its spans where they really were. */
function moved(boot: BootSummary, origin: bigint): BootSummary {
  const shift = boot.startAt - origin;
  return {
    ...boot,
    startAt: origin as BootSummary["startAt"],
    spans: boot.spans.map((span) => ({ ...span, offsetNs: span.offsetNs + shift })),
  };
}

export function layoutBarn(siblings: readonly BootSummary[], widths: WidthsPx): BarnGeometry {
  const origin = siblings.reduce<bigint>(
    (first, { startAt }) => (startAt < first ? startAt : first),
    siblings[0]?.startAt ?? 0n,
  );
  const latest = siblings.reduce((last, boot) => {
    const end = endOf(boot) ?? boot.startAt;
    return end - origin > last ? end - origin : last;
  }, MIN_SCALE_NS);
  const scaleNs = latest + latest / AIR;
  const rows = siblings.map((boot): BarnRow => {
    const end = endOf(boot);
    return {
      boot,
      geometry: layoutMini(moved(boot, origin), linearScale(scaleNs), undefined),
      endNs: end === undefined ? undefined : end - origin,
      isUp: boot.upAt !== undefined,
    };
  });
  const up = rows
    .flatMap((row) => (row.isUp && row.endNs !== undefined ? [{ row, endNs: row.endNs }] : []))
    .sort((a, b) => compareBigints(b.endNs, a.endNs));
  const [last, before] = up;
  const behindNs = last && before ? last.endNs - before.endNs : undefined;
  return {
    rows,
    ticks: layoutRulerByWidth({ fromNs: 0n, toNs: scaleNs }, widths),
    straggler: behindNs !== undefined && behindNs > 0n ? last?.row : undefined,
    behindNs,
  };
}
