import { Worker } from "node:worker_threads";
import { StoreError } from "@hacotaki/store";
import type { Database } from "../database.ts";
import type { StorePlace } from "../store-place.ts";
import type { ExportOrder, FromThread, ThreadData, ToThread } from "./protocol.ts";

/** Written at once; the others wait for their turn. */
const AT_ONCE = 4;
/** Waiting beyond those: more are turned away. */
const MAX_WAITING = 32;
/** Parts on their way to a reader that is slower than the thread. */
const AHEAD = 4;
/** The thread and its memory go when nothing was exported for so long. */
const IDLE_MS = 30_000;
/** A boot that needs more ends the thread, not the dashboard. */
const MAX_MEMORY_MB = 1_536;

/** Exports cannot be written right now. */
export class ExportsUnavailable extends Error {
  override readonly name = "ExportsUnavailable";
}

export type Exports = {
  /** A boot as a file, part by part, no faster than they are taken. Throws ExportsUnavailable when too many are asked for. */
  write(order: ExportOrder): AsyncGenerator<Uint8Array>;
  close(): void;
};

type Failure = Extract<FromThread, { kind: "failure" }>;
type Told = Exclude<FromThread, Failure>;
type Listener = { readonly tell: (message: Told) => void; readonly fail: (error: Error) => void };
type Thread = { readonly worker: Worker; readonly listeners: Map<number, Listener> };

/** What was thrown in the thread: the database's errors are still its own. */
const errorOf = ({ code, message }: Failure) =>
  code === undefined ? new Error(message) : new StoreError(code, message);

function startThread(place: StorePlace, onEnd: (thread: Thread) => void): Thread {
  const data: ThreadData = { place };
  const worker = new Worker(new URL("./thread.ts", import.meta.url), {
    workerData: data,
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: MAX_MEMORY_MB },
  });
  // The server, not this thread, keeps the process running.
  worker.unref();
  const thread: Thread = { worker, listeners: new Map() };
  const end = (error: Error) => {
    for (const { fail } of thread.listeners.values()) fail(error);
    thread.listeners.clear();
    onEnd(thread);
  };
  worker.on("message", (message: FromThread) => {
    const listener = thread.listeners.get(message.id);
    if (message.kind === "failure") listener?.fail(errorOf(message));
    else listener?.tell(message);
  });
  worker.on("error", (error) => end(error instanceof Error ? error : new Error(String(error))));
  worker.on("exit", () => end(new Error("the thread that writes exports has ended")));
  return thread;
}

/** What the thread says of one export, in its order, for one reader that asks for one message after the other. */
function mailbox() {
  const told: Told[] = [];
  let failure: Error | undefined;
  let wake: () => void = () => undefined;
  const listener: Listener = {
    tell(message) {
      told.push(message);
      wake();
    },
    fail(error) {
      failure = error;
      wake();
    },
  };
  async function next(): Promise<Told> {
    while (told.length === 0 && failure === undefined)
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    const message = told.shift();
    if (message === undefined) throw failure ?? new Error("nothing was told");
    return message;
  }
  return { listener, next };
}

/** Exports of whatever the database is right now, written by a thread of their own. */
export function createExports(database: Database): Exports {
  let thread: Thread | undefined;
  let idle: NodeJS.Timeout | undefined;
  let asked = 0;
  let running = 0;
  const waiting: (() => void)[] = [];

  const forget = (ended: Thread) => {
    if (thread === ended) thread = undefined;
  };
  function end(): void {
    clearTimeout(idle);
    const ending = thread;
    thread = undefined;
    void ending?.worker.terminate();
  }
  // A replaced file is another database: what was begun is told so by the thread that ends.
  database.onChange((what) => {
    if (what === "state") end();
  });

  async function takeTurn(): Promise<void> {
    if (running < AT_ONCE) {
      running += 1;
      return;
    }
    if (waiting.length >= MAX_WAITING)
      throw new ExportsUnavailable("Too many exports are being written; try again in a moment.");
    await new Promise<void>((resolve) => void waiting.push(resolve));
  }
  function giveTurn(): void {
    const next = waiting.shift();
    if (next) return next();
    running -= 1;
    if (running > 0) return;
    clearTimeout(idle);
    idle = setTimeout(end, IDLE_MS).unref();
  }

  async function* read(order: ExportOrder): AsyncGenerator<Uint8Array> {
    clearTimeout(idle);
    thread ??= startThread(database.place, forget);
    const { worker, listeners } = thread;
    const say = (message: ToThread) => worker.postMessage(message);
    const id = asked++;
    const { listener, next } = mailbox();
    listeners.set(id, listener);
    say({ kind: "start", id, order, parts: AHEAD });
    try {
      for (let message = await next(); message.kind === "part"; message = await next()) {
        yield message.bytes;
        say({ kind: "more", id });
      }
    } finally {
      listeners.delete(id);
      say({ kind: "stop", id });
    }
  }

  return {
    async *write(order) {
      await takeTurn();
      try {
        yield* read(order);
      } finally {
        giveTurn();
      }
    },
    close: end,
  };
}
