import { parentPort, workerData } from "node:worker_threads";
import { openStore } from "@hacotaki/store";
import { followColumns } from "./follow-columns.ts";
import type { FromThread, ThreadData, ToThread } from "./protocol.ts";

/** Entry of the thread that holds the boots in columns, next to the thread that serves. */
const port = parentPort;
if (port === null) throw new Error("runs as a thread only");
const { path } = workerData as ThreadData; // set by the client beside this file

// An error that is not answered for ends the thread, and the client starts another one.
const columns = followColumns(openStore(path, { mode: "read" }));
const say = (message: FromThread) => port.postMessage(message);

port.on("message", (message: ToThread) => {
  if (message.kind === "follow") return void columns.follow();
  const { id, method, args } = message;
  columns
    .ask(method, args)
    .then((value) => say({ kind: "answer", id, value }))
    .catch((error: unknown) =>
      say({ kind: "failure", id, message: error instanceof Error ? error.message : String(error) }),
    );
});
columns.filling.catch((error: unknown) => {
  throw error;
});
