import { createReadStream } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import { utcNow, type ImportMessage } from "@hacotaki/core";
import { FormatError, importStream, type ImportReport, type ImportSink } from "@hacotaki/formats";
import { createPatience, openWriter, patientSink, StoreError, type StoreWriter } from "@hacotaki/store";
import { standBack } from "../stand-back.ts";
import type { FromThread, ThreadData, ToThread } from "./protocol.ts";

/** Entry of the thread that imports: deriving and saving a large run takes seconds in one piece. */
const port = parentPort;
if (port === null) throw new Error("runs as a thread only");
const { path, sources } = workerData as ThreadData; // set by the server that started it
standBack();
const PROGRESS_MS = 200;

/** The request could not be read to its end. */
class Broken extends Error {}

const say = (message: FromThread) => port.postMessage(message);
const tell = (message: ImportMessage) => say({ kind: "tell", message });
const cancelled = new AbortController();
type Carried = Exclude<ToThread, { kind: "cancel" }>;
let take: (carried: Carried) => void = () => undefined;

port.on("message", (message: ToThread) => {
  if (message.kind !== "cancel") return take(message);
  cancelled.abort();
  take({ kind: "end" });
});

/** What the request carries, chunk by chunk, asked for as it is wanted. */
async function* body(): AsyncGenerator<Uint8Array> {
  while (!cancelled.signal.aborted) {
    const carried = await new Promise<Carried>((resolve) => {
      take = resolve;
      say({ kind: "more" });
    });
    if (carried.kind === "broken") throw new Broken(carried.reason);
    if (carried.kind === "end") return;
    yield carried.bytes;
  }
}

function doneMessage(reports: readonly ImportReport[]): ImportMessage {
  const sum = (count: (report: ImportReport) => number) =>
    reports.reduce((total, report) => total + count(report), 0);
  const bootIds = reports.flatMap((report) => report.bootIds);
  const [only] = bootIds;
  return {
    kind: "done",
    format: [...new Set(reports.map(({ format }) => format))].join(", "),
    lines: sum(({ lines }) => lines),
    events: sum(({ events }) => events),
    boots: sum(({ boots }) => boots),
    rejected: sum(({ rejected }) => rejected),
    ...(only !== undefined && bootIds.length === 1 ? { bootId: only } : {}),
  };
}

async function importAll(sink: ImportSink): Promise<void> {
  const { signal } = cancelled;
  const reports: ImportReport[] = [];
  let told = 0;
  for (const { name, file } of sources) {
    if (signal.aborted) return;
    const report = await importStream(file === undefined ? body() : createReadStream(file), sink, {
      name,
      now: utcNow,
      signal,
      onRejected: ({ line, reason }) => tell({ kind: "rejected", line, reason }),
      onProgress({ lines, boots, rejected }) {
        if (Date.now() - told < PROGRESS_MS) return;
        told = Date.now();
        tell({ kind: "progress", lines, boots, rejected });
      },
    });
    reports.push(report);
  }
  tell(doneMessage(reports));
}

async function run(): Promise<void> {
  let store: StoreWriter | undefined;
  try {
    const patience = createPatience({
      signal: cancelled.signal,
      onWait: () => tell({ kind: "waiting", for: "writer" }),
    });
    store = await openWriter(path, patience);
    await importAll(patientSink(store, patience));
  } catch (error) {
    if (error instanceof FormatError) tell({ kind: "failed", reason: error.onPage });
    else if (error instanceof Broken || error instanceof StoreError)
      tell({ kind: "failed", reason: error.message });
    else throw error;
  } finally {
    store?.close();
  }
}
// An error that nobody can be told of ends the thread, and the server logs it.
await run();
port.close();
