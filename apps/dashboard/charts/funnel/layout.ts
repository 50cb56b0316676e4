import type { FunnelStep } from "@hacotaki/core";

/** Widths are fractions of the boots that set out. */
export type FunnelRow = {
  readonly step: FunnelStep;
  /** Got here and further. */
  readonly passed: number;
  /** Failed with this as their furthest phase. */
  readonly failed: number;
};

/** How far boots came, in the order given. Between the first and the last phase only those where boots failed. */
export function layoutFunnel(steps: readonly FunnelStep[]): readonly FunnelRow[] {
  const all = Math.max(1, ...steps.map(({ reached }) => reached));
  return steps
    .filter(({ failed }, index) => failed > 0 || index === 0 || index === steps.length - 1)
    .map((step) => ({
      step,
      passed: (step.reached - step.failed) / all,
      failed: step.failed / all,
    }));
}
