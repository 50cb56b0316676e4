import { parentPort, workerData } from "node:worker_threads";
import { makePieces } from "./made.ts";
import type { FromThread, ThreadData } from "./protocol.ts";

/** Entry of the thread that makes boots up, as far ahead of who writes them as it was told. */
if (parentPort === null) throw new Error("runs as a thread only");
const port = parentPort;
const { plan, ahead } = workerData as ThreadData; // set by pieces.ts beside this file

const pieces = makePieces(plan);

function makeOne(): void {
  const { value, done } = pieces.next();
  const told: FromThread = done === true ? "end" : value;
  port.postMessage(told);
  if (done === true) port.close();
}

port.on("message", makeOne);
for (let n = 0; n < ahead; n++) makeOne();
