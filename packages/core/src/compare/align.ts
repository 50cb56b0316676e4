import type { Boot } from "../domain/boot.ts";

/** What stands at the same place in every waterfall. */
export type Alignment = "start" | "exec" | "ready" | "wall" | `phase:${string}`;

/** Instant of a pass by its label, such as "CONTAINER_CHROOTED". */
const passAt = ({ spans }: Boot, label: string): bigint | undefined => {
  const path = spans.filter((span) => span.onPath);
  const begun = path.find((span) => span.from === label);
  if (begun) return begun.startAt;
  const ended = path.find((span) => span.state === "closed" && span.to === label);
  return ended?.state === "closed" ? ended.endAt : undefined;
};

function anchor(boot: Boot, alignment: Exclude<Alignment, "wall">): bigint | undefined {
  if (alignment === "start") return boot.startAt;
  if (alignment === "exec") return boot.upAt;
  if (alignment === "ready") return boot.readyAt;
  return passAt(boot, alignment.slice("phase:".length));
}

/**
 * Where each boot's start stands on the common axis, ns, the baseline's at 0. Undefined for a boot that lacks the
 * instant (or a wall time): it is left at 0 and has to be said so. Wall times of two hosts are as far apart as their
 * clocks are.
 */
export function alignBoots(
  boots: readonly Boot[],
  baseline: number,
  alignment: Alignment,
): readonly (bigint | undefined)[] {
  const reference = boots[baseline];
  if (!reference) return boots.map(() => undefined);
  if (alignment === "wall")
    return boots.map(({ wallTime }) =>
      wallTime === undefined || reference.wallTime === undefined ? undefined : wallTime - reference.wallTime,
    );
  const place = anchor(reference, alignment);
  return boots.map((boot) => {
    const at = anchor(boot, alignment);
    if (at === undefined || place === undefined) return undefined;
    return place - reference.startAt - (at - boot.startAt);
  });
}

/**
 * Where on that axis what the boots are aligned on stands, ns: there a ruler counts from 0. Nothing has to be told from
 * the baseline's start by who looks at an exec.
 */
export function alignedAt(boots: readonly Boot[], baseline: number, alignment: Alignment): bigint {
  const reference = boots[baseline];
  if (!reference || alignment === "wall") return 0n;
  return (anchor(reference, alignment) ?? reference.startAt) - reference.startAt;
}

/** Alignments that every one of the boots knows, phases in the order of the baseline's path. */
export function alignmentsOf(boots: readonly Boot[], baseline: number): readonly Alignment[] {
  const phases = (boots[baseline]?.spans ?? [])
    .filter((span) => span.onPath)
    .flatMap(({ from }): readonly Alignment[] => (/^[A-Z_]+$/.test(from) ? [`phase:${from}`] : []));
  return (["start", ...phases, "exec", "ready", "wall"] as const).filter((alignment) =>
    alignBoots(boots, baseline, alignment).every((shift) => shift !== undefined),
  );
}
