import { readdir } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { join } from "node:path";
import type { ImportMessage } from "@hacotaki/core";
import { at, KEPT } from "@hacotaki/layout";
import { Readable } from "node:stream";
import { Worker } from "node:worker_threads";
import { SHARED_EXAMPLES } from "../components/tour/steps.ts";
import { leadTo } from "./form.ts";
import type { Database } from "./database.ts";
import { RequestProblem } from "./routes/problem.ts";
import type { Asked } from "./routes/asked.ts";
import type { Services } from "./routes/services.ts";
import type { FromThread, ImportSource, ThreadData, ToThread } from "./importing/protocol.ts";

/** A larger file is better imported on the machine itself: hacotaki import. */
const MAX_BYTES = 4 * 1024 ** 3;
const MAX_NAME = 200;
/** Deriving a large file's last boots takes longer than an idle connection may. */
const SILENCE_MS = 120_000;
const EXAMPLES = at(KEPT.examples);

class TooLarge extends Error {
  override readonly message =
    `it is larger than ${MAX_BYTES / 1024 ** 3} GiB. Import it on the dashboard's own machine, at a command line.`;
}

/** The request's body, no longer than allowed. Giving up on it leaves the connection open for the answer. */
async function* bodyOf(request: IncomingMessage): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) throw new TooLarge();
    yield chunk;
  }
}

async function examplesIn(folder: string): Promise<readonly ImportSource[]> {
  const names = (await readdir(folder)).filter((name) => /\.(ndjson|txt)(\.gz)?$/.test(name)).sort();
  return names.map((name) => ({ name, file: join(folder, name) }));
}

const uploaded = ({ searchParams }: URL): ImportSource => ({
  name: (searchParams.get("name") ?? "upload").slice(0, MAX_NAME).toWellFormed(),
});

/** Imports in a thread of its own, and ends when that does. */
function importInThread(
  data: ThreadData,
  body: AsyncIterator<Uint8Array>,
  cancel: AbortSignal,
  tell: (message: ImportMessage) => void,
): Promise<void> {
  const worker = new Worker(new URL("./importing/thread.ts", import.meta.url), {
    workerData: data,
    execArgv: [],
  });
  const say = (message: ToThread) => worker.postMessage(message);
  const stop = () => say({ kind: "cancel" });
  async function carry(): Promise<void> {
    const chunk = await body.next();
    say(chunk.done === true ? { kind: "end" } : { kind: "chunk", bytes: Uint8Array.from(chunk.value) });
  }
  worker.on("message", (message: FromThread) => {
    if (message.kind === "tell") tell(message.message);
    else
      carry().catch((error: unknown) =>
        say(error instanceof TooLarge ? { kind: "broken", reason: error.message } : { kind: "cancel" }),
      );
  });
  cancel.addEventListener("abort", stop);
  if (cancel.aborted) stop();
  return new Promise<void>((resolve, reject) => {
    worker.once("error", reject);
    worker.once("exit", () => resolve());
  }).finally(() => cancel.removeEventListener("abort", stop));
}

/** Imports that wait for the one under way: their files stay where they are. */
const MAX_WAITING = 8;

/** One import at a time: they would only wait for each other's transactions. */
let last: Promise<void> = Promise.resolve();
let underWay = 0;

/** Waits for the imports before this one; false where whoever asked has gone meanwhile. */
async function takeTurn(before: Promise<void>, gone: AbortSignal): Promise<boolean> {
  if (gone.aborted) return false;
  const leaves = new Promise<void>((resolve) =>
    gone.addEventListener("abort", () => resolve(), { once: true }),
  );
  await Promise.race([before, leaves]);
  return !gone.aborted;
}

/** What an import reads of who asks for it. */
type Importing = Pick<Asked, "request" | "response">;
type Target = Pick<Services, "stopping"> & { readonly database: Pick<Database, "path" | "place"> };

/** Boots of a fleet come from its hosts. */
function refuseFleet({ place }: Target["database"]): void {
  if (place.kind === "fleet")
    throw new RequestProblem(
      409,
      "Nothing can be imported here: this dashboard shows a fleet. Import on a host (hacotaki import), which then ships it.",
    );
}

/** Imports `sources`, telling line by line how it goes. Hanging up cancels it. */
async function answerImport(
  { database, stopping }: Target,
  { request, response }: Importing,
  sources: readonly ImportSource[],
): Promise<void> {
  refuseFleet(database);
  if (underWay > MAX_WAITING)
    throw new RequestProblem(409, `${MAX_WAITING} imports wait for one under way already; try again later.`);
  const before = underWay > 0 ? last : undefined;
  const { promise: over, resolve: end } = Promise.withResolvers<void>();
  last = last.then(() => over);
  underWay += 1;
  const gone = new AbortController();
  response.on("close", () => gone.abort());
  const cancel = AbortSignal.any([gone.signal, stopping]);
  request.socket.setTimeout(before === undefined ? SILENCE_MS : 0);
  response.writeHead(200, {
    "Content-Type": "application/x-ndjson; charset=utf-8",
    "Cache-Control": "no-store",
  });
  const tell = (message: ImportMessage) =>
    response.writable && response.write(`${JSON.stringify(message)}\n`);
  try {
    if (before !== undefined) {
      tell({ kind: "waiting", for: "import" });
      if (!(await takeTurn(before, cancel))) return;
      request.socket.setTimeout(SILENCE_MS);
    }
    await importInThread(
      { path: database.path, sources },
      bodyOf(request),
      cancel,
      // Hanging up ends the body in mid-stream: nobody is left to be told.
      (message) => !gone.signal.aborted && tell(message),
    );
  } finally {
    underWay -= 1;
    end();
    request.resume();
    response.end();
  }
}

/** Imports what the request carries. */
export const answerUpload = (target: Target, asked: Importing & Pick<Asked, "url">): Promise<void> =>
  answerImport(target, asked, [uploaded(asked.url)]);

/** Imports the boots of the tour, and leads back to it. */
export async function answerTour(
  { database, stopping }: Target,
  { response }: Pick<Asked, "response">,
): Promise<void> {
  refuseFleet(database);
  const own = await examplesIn(join(EXAMPLES, "tour"));
  const shared = SHARED_EXAMPLES.map((name) => ({ name, file: join(EXAMPLES, name) }));
  const nothing: readonly Uint8Array[] = [];
  const body = Readable.from(nothing)[Symbol.asyncIterator]();
  await importInThread(
    { path: database.path, sources: [...shared, ...own] },
    body,
    stopping,
    () => undefined,
  );
  leadTo(response, "/tour");
}

export const answerExamples = async (target: Target, asked: Importing): Promise<void> =>
  answerImport(target, asked, await examplesIn(EXAMPLES));
