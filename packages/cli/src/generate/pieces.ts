import type { Plan } from "@hacotaki/core/synthesis";
import { on } from "node:events";
import { Worker } from "node:worker_threads";
import type { MadePiece } from "./made.ts";
import type { FromThread, ThreadData, ToThread } from "./protocol.ts";

/** Pieces that are made before one is taken: some 15 MB, and as long as the database is copied back now and then. */
export const AHEAD = 24;

/**
 * A plan's pieces in their order, made up in a thread of their own while the one before is written: the same however the
 * threads run. What is thrown there is thrown here; whoever stops taking ends the thread.
 */
export async function* piecesOf(plan: Plan): AsyncGenerator<MadePiece> {
  const data: ThreadData = { plan, ahead: AHEAD };
  const worker = new Worker(new URL("./thread.ts", import.meta.url), { workerData: data, execArgv: [] });
  worker.on("messageerror", (error) => worker.emit("error", error));
  const told = on(worker, "message", { close: ["exit"] });
  try {
    for await (const [message] of told) {
      const piece = message as FromThread; // sent by thread.ts beside this file
      if (piece === "end") return;
      const taken: ToThread = "more";
      worker.postMessage(taken);
      yield piece;
    }
    throw new Error("the thread that makes boots up has ended");
  } finally {
    await worker.terminate();
  }
}
