import { Worker } from "node:worker_threads";
import type { Statistics } from "@hacotaki/core";
import type { StoreReader } from "@hacotaki/store";
import type { Database } from "../database.ts";
import type { Keeping } from "./kept-columns.ts";
import type { FromThread, Method, Said, ThreadData, ToThread } from "./protocol.ts";

/** A thread that ended of itself is not started again before this. */
const RESTART_MS = 1_000;
/** So long what is worth keeping may take at the end, of the seconds that a stop may take. */
const END_MS = 2_500;

/** They cannot be told right now: there is no database, or the thread is being started anew. */
export class StatisticsUnavailable extends Error {
  override readonly name = "StatisticsUnavailable";
}

export type FollowedStatistics = Statistics & {
  /** Resolves once what is worth it is kept for the next start, or took too long. */
  close(): Promise<void>;
};

export type StatisticsOptions = {
  readonly onError: (error: unknown) => void;
  /** Of what is kept from one start to the next. */
  readonly onSaid?: (said: Said) => void;
  /** Where it is; undefined: nothing is. */
  readonly keeping?: Omit<Keeping, "reads"> | undefined;
  /** From how many boots on answers may be a moment old; as many as a page should not wait for, if left out. */
  readonly manyBoots?: number;
};

type Pending = { readonly resolve: (value: unknown) => void; readonly reject: (error: Error) => void };
type Thread = {
  /** What the thread was started for: a replaced database has another reader. */
  readonly reader: StoreReader;
  ask(method: Method, args: readonly unknown[]): Promise<unknown>;
  follow(): void;
  end(): void;
  /** Ends once it has kept what is worth it. */
  finish(): Promise<void>;
};

const asError = (error: unknown) =>
  new StatisticsUnavailable(error instanceof Error ? error.message : String(error), { cause: error });

type Listeners = { readonly onEnd: (error: Error) => void; readonly onSaid: (said: Said) => void };

function startThread(data: ThreadData, reader: StoreReader, { onEnd, onSaid }: Listeners): Thread {
  const worker = new Worker(new URL("./thread.ts", import.meta.url), { workerData: data, execArgv: [] });
  // The server, not this thread, keeps the process running.
  worker.unref();
  const pending = new Map<number, Pending>();
  let asked = 0;
  let hasEnded = false;
  const say = (message: ToThread) => worker.postMessage(message);
  const finished = Promise.withResolvers<undefined>();

  function ended(error: Error): void {
    if (hasEnded) return;
    hasEnded = true;
    for (const { reject } of pending.values()) reject(error);
    pending.clear();
    finished.resolve(undefined);
    onEnd(error);
  }
  worker.on("message", (message: FromThread) => {
    if (message.kind === "said") return onSaid(message.said);
    if (message.kind === "ended") return finished.resolve(undefined);
    const waiting = pending.get(message.id);
    pending.delete(message.id);
    if (message.kind === "answer") waiting?.resolve(message.value);
    else waiting?.reject(new Error(message.message));
  });
  worker.on("error", (error) => ended(asError(error)));
  worker.on("exit", () => ended(new StatisticsUnavailable("the thread of the statistics has ended")));

  function end(): void {
    ended(new StatisticsUnavailable("the database is no longer the same"));
    void worker.terminate();
  }
  return {
    reader,
    ask: (method, args) =>
      new Promise((resolve, reject) => {
        if (hasEnded) return reject(new StatisticsUnavailable("the thread of the statistics has ended"));
        const id = asked++;
        pending.set(id, { resolve, reject });
        say({ kind: "ask", id, method, args });
      }),
    follow: () => say({ kind: "follow" }),
    end,
    async finish() {
      say({ kind: "end" });
      await Promise.race([finished.promise, new Promise((resolve) => setTimeout(resolve, END_MS).unref())]);
      end();
    },
  };
}

/** Statistics of whatever the database is right now, told by a thread of their own. */
export function followStatistics(
  database: Database,
  { onError, onSaid = () => {}, keeping, manyBoots }: StatisticsOptions,
): FollowedStatistics {
  let thread: Thread | undefined;
  let endedAt = -Infinity;
  let isClosed = false;

  function end(): void {
    const ending = thread;
    thread = undefined;
    ending?.end();
  }

  /** The thread for the database as it is now, which may just have been replaced. */
  function current(): Thread {
    const state = database.state();
    if (isClosed || state.kind !== "open") {
      end();
      throw new StatisticsUnavailable(state.kind === "broken" ? state.message : "there is no database yet");
    }
    const { reader } = state;
    if (thread?.reader === reader) return thread;
    end();
    if (Date.now() - endedAt < RESTART_MS)
      throw new StatisticsUnavailable("the statistics are being started anew");
    // A thread that ended of itself may have done so of what it read.
    const data: ThreadData = {
      place: database.place,
      ...(manyBoots === undefined ? {} : { manyBoots }),
      ...(keeping && { keeping: { ...keeping, reads: endedAt === -Infinity } }),
    };
    const started = startThread(data, reader, {
      onSaid,
      onEnd(error) {
        if (thread !== started) return;
        thread = undefined;
        endedAt = Date.now();
        onError(error);
      },
    });
    thread = started;
    return started;
  }

  /** Filling begins before anyone asks. */
  function begin(): void {
    if (database.state().kind !== "open") return end();
    try {
      current().follow();
    } catch {
      // Whoever asks is told why.
    }
  }
  begin();
  database.onChange(begin);

  const ask = async <Answer>(method: Method, ...args: readonly unknown[]) =>
    (await current().ask(method, args)) as Answer; // the thread answers by the same type
  return {
    state: (of) => ask("state", of),
    overview: (query) => ask("overview", query),
    whatDiffers: (query) => ask("whatDiffers", query),
    population: (reference, held) => ask("population", reference, held),
    percentiles: (ids) => ask("percentiles", ids),
    container: (name, range) => ask("container", name, range),
    changes: (name, range) => ask("changes", name, range),
    containers: () => ask("containers"),
    courses: (containers) => ask("courses", containers),
    images: () => ask("images"),
    imageCourses: (images) => ask("imageCourses", images),
    select: (selection) => ask("select", selection),
    histograms: () => ask("histograms"),
    budgets: (questions) => ask("budgets", questions),
    compare: (baseline, candidate, options) => ask("compare", baseline, candidate, options),
    groups: (query) => ask("groups", query),
    async close() {
      isClosed = true;
      const ending = thread;
      thread = undefined;
      await ending?.finish();
    },
  };
}
