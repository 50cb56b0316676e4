import { parentPort } from "node:worker_threads";
import { rasterise, type Drawing } from "./rasterise.ts";

export type ToRaster = Drawing & { readonly id: number };
export type FromRaster =
  | { readonly id: number; readonly kind: "png"; readonly png: Uint8Array }
  | { readonly id: number; readonly kind: "failed"; readonly message: string };

const port = parentPort;
if (port === null) throw new Error("this is a thread of raster.ts");
const answer = async ({ id, ...drawing }: ToRaster): Promise<FromRaster> => {
  try {
    return { id, kind: "png", png: await rasterise(drawing) };
  } catch (error) {
    return { id, kind: "failed", message: error instanceof Error ? error.message : String(error) };
  }
};
port.on("message", (asked: ToRaster) => {
  void answer(asked).then((told) => port.postMessage(told));
});
