// The dashboard's server as a child of a benchmark, with what happens inside it.
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { get, type IncomingMessage } from "node:http";
import { join } from "node:path";

/**
 * Runs in the server: tells, when asked, what happened since it was asked before, ms. The longest delay of its event
 * loop, by the clock; the most that its main thread computed between two turns of it, which holds on a busy machine too;
 * and what all its threads took of the processor since the start.
 */
const WATCH = `
  import { monitorEventLoopDelay } from "node:perf_hooks";
  const delays = monitorEventLoopDelay({ resolution: 2 });
  delays.enable();
  let [before, most] = [process.threadCpuUsage(), 0];
  setInterval(() => {
    const now = process.threadCpuUsage();
    most = Math.max(most, (now.user + now.system - before.user - before.system) / 1e3);
    before = now;
  }, 1).unref();
  process.on("message", (message) => {
    if (message !== "told?") return;
    const { user, system } = process.cpuUsage();
    process.send({ delayed: delays.max / 1e6, held: most, cpu: (user + system) / 1e3 });
    delays.reset();
    most = 0;
  });
  process.channel.unref();
`;
export type Told = {
  /** Longest delay of the event loop, ms, by the clock. */
  readonly delayed: number;
  /** The most that the main thread computed at a stretch, ms. */
  readonly held: number;
  /** Processor time of all its threads since the start, ms. */
  readonly cpu: number;
};
export type Server = {
  readonly url: string;
  readonly process: ChildProcess;
  /** From its start until it listened, ms. */
  readonly startedIn: number;
  told(): Promise<Told>;
  /** MB that it holds. */
  memory(): number;
  stop(): Promise<void>;
};

/** `watched: false` leaves out what looks into it, which takes a little of the processor itself. */
export async function startServer(db: string, { watched = true } = {}): Promise<Server> {
  const started = performance.now();
  const child = fork(
    join(import.meta.dirname, "../apps/dashboard/server/main.ts"),
    ["--db", db, "--port", "0"],
    {
      execArgv: watched ? ["--import", `data:text/javascript,${encodeURIComponent(WATCH)}`] : [],
      stdio: ["ignore", process.env["BENCH_LOG"] === undefined ? "ignore" : 2, 2, "ipc"],
    },
  );
  const gone = new AbortController();
  child.once("exit", () => gone.abort(new Error("the dashboard ended before it listened")));
  const [{ url }] = (await once(child, "message", { signal: gone.signal })) as [{ url: string }];
  return {
    url,
    process: child,
    startedIn: performance.now() - started,
    async told() {
      child.send("told?");
      const [told] = (await once(child, "message")) as [Told];
      return told;
    },
    memory: () =>
      Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1]) / 1_000,
    async stop() {
      const gone = once(child, "exit");
      child.kill();
      await gone;
    },
  };
}

export type Loaded = {
  readonly firstByte: number;
  readonly whole: number;
  readonly bytes: number;
  readonly text: string;
};

/** Loads an address over a connection of its own: ms to its first byte and to its last. */
export async function load(url: string): Promise<Loaded> {
  const start = performance.now();
  const request = get(url, { agent: false });
  const [response] = await (once(request, "response") as Promise<[IncomingMessage]>).catch(
    (error: unknown) => {
      const seconds = ((performance.now() - start) / 1_000).toFixed(1);
      throw new Error(`${url}: no answer after ${seconds} s`, { cause: error });
    },
  );
  const chunks: Buffer[] = [];
  let firstByte: number | undefined;
  for await (const chunk of response) {
    firstByte ??= performance.now() - start;
    chunks.push(chunk as Buffer);
  }
  const whole = performance.now() - start;
  const body = Buffer.concat(chunks);
  if (response.statusCode !== 200)
    throw new Error(`${url}: ${response.statusCode} ${body.toString().slice(0, 200)}`);
  return { firstByte: firstByte ?? whole, whole, bytes: body.length, text: body.toString() };
}
