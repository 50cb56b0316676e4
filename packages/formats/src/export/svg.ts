import { svgOf } from "../picture/document.ts";
import { STYLE } from "../picture/theme.ts";
import type { ExportedBoot } from "../exported-boot.ts";

/** Waterfalls under each other in one SVG, light or dark as its reader is. */
export function* svg(boots: Iterable<ExportedBoot>): Generator<string> {
  yield svgOf(boots, STYLE);
}
