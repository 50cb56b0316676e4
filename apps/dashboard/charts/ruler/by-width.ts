import { layoutRuler, type Tick } from "@hacotaki/core/drawing/ruler";

/** Widths that a chart has at the least in narrow windows, and in wide ones. */
export type WidthsPx = { readonly narrow: number; readonly wide: number };

/** Ticks for either: the server does not know the window's width, and what is legible in a wide one overlaps on a phone. */
export type TicksByWidth = { readonly narrow: readonly Tick[]; readonly wide: readonly Tick[] };

export const layoutRulerByWidth = (
  range: Parameters<typeof layoutRuler>[0],
  { narrow, wide }: WidthsPx,
): TicksByWidth => ({ narrow: layoutRuler(range, narrow), wide: layoutRuler(range, wide) });
