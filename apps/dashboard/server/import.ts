import { createReadStream } from "node:fs";
import { readdir } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ImportMessage } from "@hacotaki/core";
import { FormatError, importStream, type ImportReport, type ImportSink } from "@hacotaki/formats";
import { createPatience, openWriter, patientSink, StoreError, type StoreWriter } from "@hacotaki/store";
import { utcNow } from "../lib/utc-now.ts";
import type { Database } from "./database.ts";

/** A larger file is better imported on the machine itself: hacotaki import. */
const MAX_BYTES = 4 * 1024 ** 3;
const MAX_NAME = 200;
const PROGRESS_MS = 200;
/** Deriving a large file's last boots takes longer than an idle connection may. */
const SILENCE_MS = 120_000;
const EXAMPLES = join(dirname(dirname(fileURLToPath(import.meta.url))), "examples");

type Exchange = {
  readonly database: Database;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The server is going down. */
  readonly stopping: AbortSignal;
};
type Source = { readonly name: string; readonly open: () => AsyncIterable<Uint8Array> };

class TooLarge extends Error {}

/** The request's body, no longer than allowed. Giving up on it leaves the connection open for the answer. */
async function* bodyOf(request: IncomingMessage): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) throw new TooLarge();
    yield chunk;
  }
}

async function examples(): Promise<readonly Source[]> {
  const names = (await readdir(EXAMPLES)).filter((name) => /\.(ndjson|txt)$/.test(name)).sort();
  return names.map((name) => ({ name, open: () => createReadStream(join(EXAMPLES, name)) }));
}

async function sourcesOf(request: IncomingMessage): Promise<readonly Source[]> {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
  if (pathname === "/api/import/examples") return examples();
  const name = (searchParams.get("name") ?? "upload").slice(0, MAX_NAME).toWellFormed();
  return [{ name, open: () => bodyOf(request) }];
}

function reasonOf(error: unknown): string {
  if (error instanceof TooLarge)
    return `it is larger than ${MAX_BYTES / 1024 ** 3} GiB. Import it on the dashboard's own machine, at a command line.`;
  if (error instanceof FormatError) return error.onPage;
  if (error instanceof StoreError) return error.message;
  throw error;
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

async function importAll(
  sink: ImportSink,
  sources: readonly Source[],
  signal: AbortSignal,
  tell: (message: ImportMessage) => void,
): Promise<void> {
  const reports: ImportReport[] = [];
  let told = 0;
  for (const { name, open } of sources) {
    if (signal.aborted) return;
    const report = await importStream(open(), sink, {
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

let isImporting = false;

/** Imports what the request carries (or the examples), telling line by line how it goes. Hanging up cancels it. */
export async function answerImport({ database, request, response, stopping }: Exchange): Promise<void> {
  if (isImporting) {
    response.writeHead(409, { "Content-Type": "text/plain; charset=utf-8", Connection: "close" });
    response.end("Another import is under way; wait for it or cancel it.\n");
    return;
  }
  isImporting = true;
  const gone = new AbortController();
  response.on("close", () => gone.abort());
  request.socket.setTimeout(SILENCE_MS);
  response.writeHead(200, {
    "Content-Type": "application/x-ndjson; charset=utf-8",
    "Cache-Control": "no-store",
  });
  const tell = (message: ImportMessage) =>
    response.writable && response.write(`${JSON.stringify(message)}\n`);
  let store: StoreWriter | undefined;
  try {
    const signal = AbortSignal.any([gone.signal, stopping]);
    const patience = createPatience({ signal });
    store = await openWriter(database.path, patience);
    await importAll(patientSink(store, patience), await sourcesOf(request), signal, tell);
  } catch (error) {
    // Hanging up ends the body in mid-stream: nobody is left to be told.
    if (!gone.signal.aborted) tell({ kind: "failed", reason: reasonOf(error) });
  } finally {
    store?.close();
    isImporting = false;
    request.resume();
    response.end();
  }
}
