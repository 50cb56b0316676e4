import type { Boot, BootView, DrawnMarks, ShownDetail, ZoomRange } from "@hacotaki/core";
import { indexesOf, rowsOf, type WaterfallRow } from "@hacotaki/core/drawing/rows";
import { layoutRuler } from "@hacotaki/core/drawing/ruler";
import { layoutUnseen } from "@hacotaki/core/drawing/unseen";
import { layoutWaterfall } from "@hacotaki/core/drawing/waterfall";
import { useMemo } from "react";
import { useFlags } from "../../../charts/waterfall/use-flags.ts";
import { layoutWaits } from "../../../charts/waterfall/waits.ts";
import type { RowWindow } from "../../../charts/waterfall/window.ts";
import type { Layers } from "./use-layers.ts";

/** What the chart draws. */
export type Drawn = {
  readonly boot: Boot;
  readonly marks: DrawnMarks;
  readonly range: ZoomRange;
  readonly nowNs: bigint | undefined;
  readonly widthPx: number;
  readonly layers: Layers;
  /** Spans that explain why the boot is not as usual: ns longer, by slug. */
  readonly blamed: ReadonlyMap<string, bigint>;
  /** What is known of the inside of spans; undefined until it is. */
  readonly detail: ShownDetail | undefined;
};

/** All rows, and where each one is. */
export function useRows(
  { boot, marks, detail }: Pick<Drawn, "boot" | "marks" | "detail">,
  { collapsed, expanded }: Pick<BootView, "collapsed" | "expanded">,
) {
  const rows = useMemo(
    () => rowsOf({ boot, ...marks, collapsed, detail, expanded }),
    [boot, marks, collapsed, detail, expanded],
  );
  const indexes = useMemo(() => indexesOf(rows), [rows]);
  return { rows, indexes };
}
type Rows = { readonly rows: readonly WaterfallRow[]; readonly indexes: ReadonlyMap<string, number> };

/** Numbers for what is seen of the rows: ruler, flags, bars and arrows. */
export function useDrawing(
  { boot, range, nowNs, widthPx, layers, blamed, detail }: Drawn,
  { rows, indexes }: Rows,
  { placed }: Pick<RowWindow, "placed">,
) {
  const ticks = useMemo(() => layoutRuler(range, widthPx), [range, widthPx]);
  const flags = useFlags(boot, range, widthPx);
  const geometry = layoutWaterfall({
    boot,
    rows: placed.flatMap(({ index }) => rows[index] ?? []),
    range,
    nowNs,
    widthPx,
    lines: flags.map(({ x }) => x),
    blamed,
    ...(layers.isShown("usual") ? { usual: layers.usual } : {}),
    ...(layers.isShown("states") ? { states: layers.states } : {}),
  });
  const unseen = detail && layoutUnseen(detail, boot, range);
  const arrows = layoutWaits(layers.isShown("waits") ? layers.waits : [], { boot, indexes, range });
  return { ticks, flags, geometry, arrows, unseen };
}
