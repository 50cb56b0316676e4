import { svgOf } from "../picture/document.ts";
import { pngOf } from "../picture/raster.ts";
import { fixedStyle, LIGHT } from "../picture/theme.ts";
import type { ExportedBoot } from "../exported-boot.ts";

/** For dense screens. */
const SCALE = 2;

/** Waterfalls under each other in one PNG, light. */
export async function* png(boots: Iterable<ExportedBoot>): AsyncGenerator<Uint8Array> {
  yield await pngOf(svgOf(boots, fixedStyle(LIGHT)), SCALE);
}
