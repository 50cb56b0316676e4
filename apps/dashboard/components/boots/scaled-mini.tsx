"use client";

import { counted, type BootSummary } from "@hacotaki/core";
import { createContext, useContext, useMemo } from "react";
import { layoutMini } from "../../charts/mini-waterfall/layout.ts";
import { ownLength } from "../../charts/mini-waterfall/lengths.ts";
import { MiniWaterfall } from "../../charts/mini-waterfall/mini-waterfall.tsx";
import { linearScale, type MiniScale } from "../../charts/mini-waterfall/scale.ts";

/** The scale all rows share; each has its own without it. */
export const SharedScale = createContext<MiniScale | undefined>(undefined);

type Props = {
  readonly boot: BootSummary;
  /** Offset of this moment from the boot's start, while it is under way. */
  readonly nowNs: bigint | undefined;
};

/** A boot on the scale of the rows around it. */
export function ScaledMini({ boot, nowNs }: Props) {
  const shared = useContext(SharedScale);
  const geometry = useMemo(() => {
    const laid = layoutMini(boot, shared ?? linearScale(ownLength(boot, nowNs)), nowNs);
    // By the clock of the figure beside it.
    const isCounting = boot.outcome === "booting" && laid.beyondNs !== undefined;
    return isCounting ? { ...laid, beyondNs: counted(laid.beyondNs) } : laid;
  }, [boot, shared, nowNs]);
  return <MiniWaterfall geometry={geometry} />;
}
