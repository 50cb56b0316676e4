import { statSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import { openStore } from "@hacotaki/store";
import { followColumns } from "./follow-columns.ts";
import type { FromThread, ThreadData, ToThread } from "./protocol.ts";

/** Entry of the thread that holds the boots in columns, next to the thread that serves. */
const port = parentPort;
if (port === null) throw new Error("runs as a thread only");
const { path, keeping, manyBoots } = workerData as ThreadData; // set by the client beside this file
const say = (message: FromThread) => port.postMessage(message);

/** Device and inode. */
function fileAt(): string | undefined {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found && `${found.dev}:${found.ino}`;
}

// An error that is not answered for ends the thread, and the client starts another one.
const file = fileAt();
const reader = openStore(path, { mode: "read" });
/** Nothing is kept of a file that was replaced while it was opened: which of the two it is, nobody knows. */
const isSame = file !== undefined && file === fileAt();
const columns = followColumns({
  followed: { path, file: file ?? "", reader },
  keeping: isSame ? keeping : undefined,
  manyBoots,
  say: (said) => say({ kind: "said", said }),
});

port.on("message", (message: ToThread) => {
  if (message.kind === "follow") return void columns.followSoon();
  if (message.kind === "end") return void columns.end().finally(() => say({ kind: "ended" }));
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
