import {
  waitsOf,
  type Boot,
  type BootView,
  type ChartLayer,
  type Population,
  type ShownDetail,
  type SpanInside,
  type Wait,
} from "@hacotaki/core";
import { statesOf } from "@hacotaki/core/drawing/states";
import { usualOf } from "@hacotaki/core/drawing/usual";
import { useMemo } from "react";

/** What is drawn over the bars, where it is known and not hidden. */
export type Layers = {
  /** Those that this boot has something for. */
  readonly available: readonly ChartLayer[];
  readonly usual: ReturnType<typeof usualOf>;
  readonly waits: readonly Wait[];
  readonly waitsByRow: ReadonlyMap<string, readonly Wait[]>;
  /** What processes did meanwhile, by slug. */
  readonly states: ReadonlyMap<string, SpanInside>;
  readonly isShown: (layer: ChartLayer) => boolean;
};

/** Waits by the row they end in. */
function byRow(waits: readonly Wait[]): ReadonlyMap<string, readonly Wait[]> {
  const keys = waits.map(({ to }) => to.slug ?? `lane:${to.lane}`);
  return new Map(keys.map((key) => [key, waits.filter((_, index) => keys[index] === key)]));
}

export function useLayers(
  boot: Boot,
  population: Population | undefined,
  hidden: BootView["hidden"],
  detail: ShownDetail | undefined,
): Layers {
  const usual = useMemo(() => usualOf(population), [population]);
  const waits = useMemo(() => waitsOf(boot), [boot]);
  const waitsByRow = useMemo(() => byRow(waits), [waits]);
  const states = useMemo(() => statesOf(detail), [detail]);
  const available = useMemo<readonly ChartLayer[]>(
    () => [
      ...(boot.spans.some(({ slug }) => usual.has(slug)) ? (["usual"] as const) : []),
      ...(waits.length > 0 ? (["waits"] as const) : []),
      ...(states.size > 0 ? (["states"] as const) : []),
    ],
    [boot, usual, waits, states],
  );
  const isShown = (layer: ChartLayer) => hidden?.includes(layer) !== true;
  return { available, usual, waits, waitsByRow, states, isShown };
}
