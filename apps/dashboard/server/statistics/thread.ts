import { statSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import { openStore, StoreError, type StoreReader } from "@hacotaki/store";
import { openFleetAt } from "../store-place.ts";
import { followColumns, type ColumnsOptions } from "./follow-columns.ts";
import type { FromThread, ThreadData, ToThread } from "./protocol.ts";

/** Entry of the thread that holds the boots in columns, next to the thread that serves. */
const port = parentPort;
if (port === null) throw new Error("runs as a thread only");
const { place, keeping, manyBoots } = workerData as ThreadData; // set by the client beside this file
const say = (message: FromThread) => port.postMessage(message);

/** Device and inode. */
function fileAt(path: string): string | undefined {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found && `${found.dev}:${found.ino}`;
}

/** A fleet that does not answer for a moment: what was read of it is not thrown away. */
const isAway = (error: unknown) => error instanceof StoreError && error.code === "unreachable";
const AGAIN_MS = 2_000;

/** Fills as long as it takes; meanwhile, and while it is away later, there is no news. */
const patient = (reader: StoreReader): StoreReader => ({
  ...reader,
  async samples(query) {
    for (;;)
      try {
        return await reader.samples(query);
      } catch (error) {
        if (!isAway(error)) throw error;
        await new Promise<void>((resolve) => setTimeout(resolve, AGAIN_MS));
      }
  },
  async samplesSince(revision, limit) {
    try {
      return await reader.samplesSince(revision, limit);
    } catch (error) {
      if (!isAway(error)) throw error;
      return { samples: [], retired: [], revision };
    }
  },
});

/** What is followed, and what is kept of it: of a fleet nothing is, for it has no file that could be told from others. */
async function followed(): Promise<Pick<ColumnsOptions, "followed" | "keeping">> {
  if (place.kind === "fleet") return { followed: { reader: patient(await openFleetAt(place.fleet)) } };
  const { path } = place;
  const file = fileAt(path);
  const reader = openStore(path, { mode: "read" });
  // Nothing is kept of a file that was replaced while it was opened: which of the two it is, nobody knows.
  const isSame = file !== undefined && file === fileAt(path);
  return { followed: { path, file: file ?? "", reader }, keeping: isSame ? keeping : undefined };
}

// An error that is not answered for ends the thread, and the client starts another one.
const columns = followColumns({
  ...(await followed()),
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
