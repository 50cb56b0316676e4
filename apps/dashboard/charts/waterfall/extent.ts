import type { Boot, Mark, ZoomRange } from "@hacotaki/core";

/** Room right of the last thing, for its label. */
const PADDING = 10n;
/** A range shorter than this shows less than the clock can tell apart. */
const MIN_LENGTH_NS = 100n;
/** A boot that takes longer than this to be ready would be a hair at the left; the ready line then waits outside. */
const READY_WITHIN = 4n;

type Input = { readonly boot: Boot; readonly marks: readonly Mark[]; readonly nowNs: bigint | undefined };

const padded = (toNs: bigint): ZoomRange => ({ fromNs: 0n, toNs: toNs + (toNs * PADDING) / 100n });
const longest = (...lengths: readonly bigint[]) =>
  lengths.reduce((max, each) => (each > max ? each : max), MIN_LENGTH_NS);

/** End of what happened so far, as an offset from the boot's start. */
function lastKnown({ boot }: Pick<Input, "boot">): bigint {
  return boot.spans.reduce((last, span) => {
    const end = (span.state === "open" ? span.startAt : span.endAt) - boot.startAt;
    return end > last ? end : last;
  }, 0n);
}

/**
 * What the page shows at first: the boot path, and the way to ready if that is not much longer. While booting the range
 * grows in steps, so that bars move only where something happens.
 */
export function bootExtent({ boot, nowNs }: Omit<Input, "marks">): ZoomRange {
  if (boot.outcome === "booting" && nowNs !== undefined) {
    let toNs = longest(lastKnown({ boot }), 50_000_000n);
    while (toNs < nowNs) toNs = (toNs * 3n) / 2n;
    return padded(toNs);
  }
  const end = boot.upAt ?? boot.endAt;
  const path = end === undefined ? lastKnown({ boot }) : end - boot.startAt;
  const ready = boot.readyAt === undefined ? 0n : boot.readyAt - boot.startAt;
  return padded(longest(path, ready <= path * READY_WITHIN ? ready : 0n));
}

/** Everything: the application's life, late marks, clean-up. */
export function wholeExtent({ boot, marks, nowNs }: Input): ZoomRange {
  const exits = boot.processes.flatMap(({ exitAt }) => (exitAt === undefined ? [] : [exitAt - boot.startAt]));
  const isOpen = boot.outcome === "booting" || boot.spans.some((span) => span.state === "open");
  return padded(
    longest(
      lastKnown({ boot }),
      ...exits,
      ...marks.map((mark) => mark.at - boot.startAt),
      ...(boot.readyAt === undefined ? [] : [boot.readyAt - boot.startAt]),
      ...(isOpen && nowNs !== undefined ? [nowNs] : []),
    ),
  );
}

/** A range inside the whole, never shorter than the clock can tell apart. */
export function clampRange(range: ZoomRange, whole: ZoomRange): ZoomRange {
  const limit = whole.toNs - whole.fromNs;
  const wanted = range.toNs - range.fromNs;
  const length = wanted < MIN_LENGTH_NS ? MIN_LENGTH_NS : wanted > limit ? limit : wanted;
  const latest = whole.toNs - length;
  const fromNs = range.fromNs < whole.fromNs ? whole.fromNs : range.fromNs > latest ? latest : range.fromNs;
  return { fromNs, toNs: fromNs + length };
}

/** Keeps the instant at `at` (a fraction of the range) where it is on the screen. `factor` < 1 zooms in. */
export function zoomAround({ fromNs, toNs }: ZoomRange, at: number, factor: number): ZoomRange {
  const length = Number(toNs - fromNs);
  const pivot = Number(fromNs) + length * at;
  const nextLength = Math.max(Number(MIN_LENGTH_NS), length * factor);
  const nextFrom = BigInt(Math.round(pivot - nextLength * at));
  return { fromNs: nextFrom, toNs: nextFrom + BigInt(Math.round(nextLength)) };
}

/** Moves by a fraction of the range's own length. */
export function panBy({ fromNs, toNs }: ZoomRange, fraction: number): ZoomRange {
  const by = BigInt(Math.round(Number(toNs - fromNs) * fraction));
  return { fromNs: fromNs + by, toNs: toNs + by };
}
