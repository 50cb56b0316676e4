import { createHash } from "node:crypto";
import { pngOf } from "@hacotaki/formats/picture/raster";
import { makeRoom } from "@hacotaki/store";

/** Some 40 kB each. */
const KEPT = 200;

export type Pixels = {
  /** Names a drawing: the same for the same drawing, and for no other. */
  readonly key: string;
  readonly png: () => Promise<Uint8Array>;
};

/**
 * Cards are drawn anew for each request, which takes a few milliseconds; their pixels are kept for as long as nothing in
 * the drawing is different, whatever else was written to the database.
 */
export function createPixels(): (svg: string) => Pixels {
  const kept = new Map<string, Promise<Uint8Array>>();
  return (svg) => {
    const key = createHash("sha256").update(svg).digest("base64url");
    return {
      key,
      png: () => {
        const known = kept.get(key);
        kept.delete(key);
        const png = known ?? pngOf(svg);
        png.catch(() => kept.delete(key));
        makeRoom(kept, KEPT);
        kept.set(key, png);
        return png;
      },
    };
  };
}
