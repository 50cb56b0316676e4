import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fontsFor } from "./fonts.ts";

/** Control pictures and angle brackets of `visibleText`, which no font here has. */
const written = (svg: string) =>
  svg
    .replaceAll("⟨", "‹")
    .replaceAll("⟩", "›")
    .replaceAll(/[\u2400-\u2421]/g, (picture) => {
      const code = picture === "␡" ? 0x7f : (picture.codePointAt(0) ?? 0) - 0x2400;
      return `‹U+${code.toString(16).toUpperCase().padStart(4, "0")}›`;
    });

export type Drawing = { readonly svg: string; readonly scale: number };

async function load() {
  const { initWasm, Resvg } = await import("@resvg/resvg-wasm");
  const require = createRequire(import.meta.url);
  await initWasm(await readFile(require.resolve("@resvg/resvg-wasm/index_bg.wasm")));
  return Resvg;
}
let loading: ReturnType<typeof load> | undefined;

/** An SVG of ours as PNG, `scale` pixels a pixel. It reads nothing from outside: the SVG has to be one of ours. */
export async function rasterise({ svg, scale }: Drawing): Promise<Uint8Array> {
  loading ??= load();
  const Resvg = await loading;
  const text = written(svg);
  const resvg = new Resvg(text, {
    fitTo: { mode: "zoom", value: scale },
    font: { fontBuffers: fontsFor(text), loadSystemFonts: false, defaultFontFamily: "IBM Plex Sans" },
  });
  const image = resvg.render();
  const png = image.asPng();
  image.free();
  resvg.free();
  return png;
}
