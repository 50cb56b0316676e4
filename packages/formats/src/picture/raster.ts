import { Worker } from "node:worker_threads";
import type { FromRaster, ToRaster } from "./raster-thread.ts";

type Waiting = { readonly resolve: (png: Uint8Array) => void; readonly reject: (error: Error) => void };
type Thread = { readonly worker: Worker; readonly waiting: Map<number, Waiting> };

let thread: Thread | undefined;
let asked = 0;

function start(): Thread {
  const worker = new Worker(new URL("./raster-thread.ts", import.meta.url), { execArgv: [] });
  const started: Thread = { worker, waiting: new Map() };
  const end = (error: Error) => {
    if (thread === started) thread = undefined;
    for (const { reject } of started.waiting.values()) reject(error);
    started.waiting.clear();
  };
  worker.on("message", (told: FromRaster) => {
    const waiting = started.waiting.get(told.id);
    started.waiting.delete(told.id);
    // Only while somebody waits for a picture the process has to go on for it.
    if (started.waiting.size === 0) worker.unref();
    if (told.kind === "png") waiting?.resolve(told.png);
    else waiting?.reject(new Error(told.message));
  });
  worker.on("error", (error) => end(error instanceof Error ? error : new Error(String(error))));
  worker.on("exit", () => end(new Error("the thread that draws pixels has ended")));
  return started;
}

/**
 * An SVG of ours as PNG, `scale` pixels a pixel. It is drawn in a thread of its own, one after the other: a hundred
 * milliseconds and more that would hold up everything else.
 */
export const pngOf = (svg: string, scale = 1): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    thread ??= start();
    const message: ToRaster = { id: asked++, svg, scale };
    thread.waiting.set(message.id, { resolve, reject });
    thread.worker.ref();
    thread.worker.postMessage(message);
  });
