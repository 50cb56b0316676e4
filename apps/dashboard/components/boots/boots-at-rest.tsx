"use client";

import { unpackBoots, type PackedBoots } from "@hacotaki/core";
import { useMemo } from "react";
import { layoutMini } from "../../charts/mini-waterfall/layout.ts";
import { MiniWaterfall } from "../../charts/mini-waterfall/mini-waterfall.tsx";
import { sharedScale } from "../../charts/mini-waterfall/scale.ts";
import type { Dates } from "../../i18n/wall-time.ts";
import { BootRow } from "./boot-row.tsx";
import { BootsTable } from "./boots-table.tsx";

type Props = { readonly packed: PackedBoots; readonly dates: Dates; readonly isPinned: boolean };

/** Of the browser's, as the document would carry each row twice, and in ten times the bytes. */
export function BootsAtRest({ packed, dates, isPinned }: Props) {
  const boots = useMemo(() => unpackBoots(packed).boots, [packed]);
  const scale = sharedScale(boots);
  return (
    <BootsTable scale={scale}>
      {boots.map((boot, index) => (
        <BootRow
          key={boot.id}
          {...{ boot, index, dates, isPinned }}
          chart={<MiniWaterfall geometry={layoutMini(boot, scale, undefined)} />}
          nowNs={undefined}
        />
      ))}
    </BootsTable>
  );
}
