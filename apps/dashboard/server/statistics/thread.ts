import { statSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import { openStore, StoreError, type StoreReader } from "@hacotaki/store";
import type { FleetReader } from "@hacotaki/fleet";
import { openFleetAt } from "../store-place.ts";
import { createFleetAnswers } from "./fleet-answers.ts";
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

type Source = Pick<ColumnsOptions, "followed" | "keeping"> & { readonly fleet?: FleetReader };

/** What is followed, and what is kept of it: of a fleet nothing is, for it has no file that could be told from others. */
async function openSource(): Promise<Source> {
  if (place.kind === "fleet") {
    const fleet = await openFleetAt(place.fleet);
    return { followed: { reader: patient(fleet) }, fleet };
  }
  const { path } = place;
  const file = fileAt(path);
  const reader = openStore(path, { mode: "read" });
  // Nothing is kept of a file that was replaced while it was opened: which of the two it is, nobody knows.
  const isSame = file !== undefined && file === fileAt(path);
  return { followed: { path, file: file ?? "", reader }, keeping: isSame ? keeping : undefined };
}

// An error that is not answered for ends the thread, and the client starts another one.
const { fleet, ...source } = await openSource();
const columns = followColumns({
  ...source,
  manyBoots,
  say: (said) => say({ kind: "said", said }),
});
const ask = fleet === undefined ? columns.ask : createFleetAnswers(fleet, columns.ask);
port.on("message", (message: ToThread) => {
  if (message.kind === "follow") return void columns.followSoon();
  if (message.kind === "end") return void columns.end().finally(() => say({ kind: "ended" }));
  const { id, method, args } = message;
  ask(method, args)
    .then((value) => say({ kind: "answer", id, value }))
    .catch((error: unknown) =>
      say({ kind: "failure", id, message: error instanceof Error ? error.message : String(error) }),
    );
});
columns.filling.catch((error: unknown) => {
  throw error;
});
