"use client";

import type { BootSummary } from "@hacotaki/core";
import { createContext, useContext, useMemo } from "react";
import { drawnScale, layoutMini, ownScale } from "../../charts/mini-waterfall/layout.ts";
import { MiniWaterfall } from "../../charts/mini-waterfall/mini-waterfall.tsx";

/** Length of the scale all rows share, in ns; each has its own without it. */
export const SharedScale = createContext<bigint | undefined>(undefined);

type Props = {
  readonly boot: BootSummary;
  /** Offset of this moment from the boot's start, while it is under way. */
  readonly nowNs: bigint | undefined;
};

/** Laid out on its own scale, so that a longer one for all rows stretches the drawings and draws none of them anew. */
export function ScaledMini({ boot, nowNs }: Props) {
  const shared = useContext(SharedScale);
  const own = ownScale(boot, nowNs);
  const drawn = drawnScale(boot, nowNs);
  const geometry = useMemo(() => layoutMini(boot, drawn, nowNs), [boot, drawn, nowNs]);
  const scale = shared ?? own;
  return (
    <MiniWaterfall geometry={{ ...geometry, cutRight: own > scale }} zoom={Number(scale) / Number(drawn)} />
  );
}
