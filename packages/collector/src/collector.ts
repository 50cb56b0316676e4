import { instant, omitUndefined, sentences, type BootEvent } from "@hacotaki/core";
import { decodeBatch, openSession, type NativeEvent, type Session } from "@hacotaki/native";
import { acquireWriterLock, openStore, StoreError, type StoreWriter } from "@hacotaki/store";
import type { Logger } from "pino";
import { bootNow } from "./clock.ts";
import { decodeEvent } from "./decode.ts";
import { createDrops } from "./drops.ts";
import { asCollectorError, CollectorError } from "./error.ts";
import { TELLING_PHASES, type SeenEvent } from "./facts.ts";
import { createFlusher, DRAIN_MS, type Written } from "./flusher.ts";
import { liveSource } from "./host.ts";
import { PID_ADVICE, whyPidsDiffer } from "./pid-namespace.ts";
import type { CollectorState } from "./state.ts";
import { createTargets, type Target } from "./targets.ts";
import { isTransient } from "./transient.ts";

const LOOK_MS = 500;
/** What is being written is whole when whoever writes it closes it; its boots may come right after. */
const BUSY_LOOK_MS = 20;
/** Batches taken in before a write, at most: of more, the rest has its turn afterwards. */
const BATCHES_A_WRITE = 2;
const RETRY_MS = 50;
/** So long a batch that was handed over may take to arrive. */
const ARRIVE_MS = 8;
const REAP_MS = 10_000;
const TOUCH_MS = 2_000;
/** A database that refuses for longer is worth telling; imports hold it for moments. */
const HELD_UP_MS = 1_000;
/** So long a stop waits for a database that refuses; `hacotaki up` gives it 5 s. */
const FAREWELL_MS = 3_000;

export type CollectorOptions = {
  /** Paths of haconiwa binaries; none: the ones on PATH and in the usual places, waited for until there are any. */
  readonly binaries: readonly string[];
  readonly dbPath: string;
  readonly log: Logger;
  readonly ringBytes?: number;
  readonly onState?: (state: CollectorState) => void;
};

export type CollectorFigures = {
  readonly events: bigint;
  readonly dropped: bigint;
  readonly tracked: number;
};
export type Collector = {
  /**
   * Writes everything that was collected, ends the recordings and detaches. Safe to call twice.
   * @throws CollectorError when the database refused what was left, for seconds.
   */
  stop(): Promise<void>;
  figures(): CollectorFigures;
  /** Settles when collecting cannot go on; never for a clean stop. */
  readonly failed: Promise<never>;
};

/**
 * Attaches to haconiwa's probes and writes every boot to the database until it is stopped.
 * @throws CollectorError when privileges, kernel, build or binaries do not allow it; StoreError for the database.
 */
export async function startCollector(options: CollectorOptions): Promise<Collector> {
  const { log, dbPath } = options;
  const pidsDiffer = whyPidsDiffer();
  // Facts would be read from strangers, and living processes be taken for gone.
  if (pidsDiffer !== undefined)
    throw new CollectorError("own-pid-namespace", `cannot collect: ${pidsDiffer}. ${PID_ADVICE}`);
  const source = liveSource();
  const store = openStore(dbPath, { mode: "write" });
  const database = lockDatabase(dbPath, store);
  /** Which target's pipeline follows a process. */
  const routes = new Map<number, Target>();
  const timers = new Set<NodeJS.Timeout>();
  let nextLook: NodeJS.Timeout | undefined;
  let isStopped = false;
  let refusedSince: number | undefined;
  let isHeldUp = false;
  let fail: (error: unknown) => void = () => {};
  const failed = new Promise<never>((_, reject) => {
    fail = reject;
  });
  failed.catch(() => {});

  const guard = (work: () => void) => () => {
    if (isStopped) return;
    try {
      work();
    } catch (error) {
      log.error({ err: error }, "collecting failed");
      fail(asCollectorError(error));
    }
  };
  const every = (ms: number, work: () => void) => timers.add(setInterval(guard(work), ms));

  // Before there is anything to attach: whether this machine lets us is worth saying at once.
  const session = ((): Session => {
    try {
      return openSession({
        onBatch: (batch) => guard(() => onBatch(batch))(),
        onWithdrawn: (attachment) => guard(() => withdraw(attachment))(),
        drainMs: DRAIN_MS,
        promptArgs: [...TELLING_PHASES],
        ...omitUndefined({ ringBytes: options.ringBytes }),
      });
    } catch (error) {
      store.close();
      database.release();
      throw asCollectorError(error);
    }
  })();

  function route(event: NativeEvent): Target | undefined {
    if (event.kind === "probe" || (event.kind === "exec" && event.attachment !== undefined)) {
      // A probe attached to anew meanwhile fires in processes that were followed before.
      const known = event.kind === "probe" ? routes.get(event.tgid) : undefined;
      const target = known ?? targets.find(event.attachment);
      if (target) routes.set(event.tgid, target);
      return target;
    }
    const target = routes.get(event.tgid);
    if (event.kind === "fork" && target) routes.set(event.childTgid, target);
    if (event.kind === "exit") routes.delete(event.tgid);
    return target;
  }

  function onBatch(batch: Buffer): void {
    const sorted = new Map<Target, SeenEvent[]>();
    let first: bigint | undefined;
    for (const native of decodeBatch(batch)) {
      first ??= native.at;
      const target = route(native);
      const event = target && decodeEvent(native, targets.attachments);
      if (!target || !event) continue;
      const events = sorted.get(target);
      if (events) events.push(event);
      else sorted.set(target, [event]);
    }
    let count = 0;
    for (const [target, events] of sorted) {
      target.pipeline.take(events);
      count += events.length;
    }
    if (first !== undefined && count > 0) flusher.onBatch(count, Number(bootNow() - first) / 1e6);
  }

  function withdraw(attachment: number): void {
    // What its last boots did comes before it goes.
    session.flush();
    targets.withdraw(attachment);
    look();
  }

  /** Attaches what has come, and looks again soon while that is being written. */
  function look(): void {
    targets.look();
    clearTimeout(nextLook);
    nextLook = targets.isBusy ? setTimeout(guard(look), BUSY_LOOK_MS) : undefined;
  }

  function write(readRing: boolean): Written {
    const reached = readRing ? session.flush({ mostBatches: BATCHES_A_WRITE }) : undefined;
    countDrops();
    let refusal: Error | undefined;
    let isRest = false;
    for (const { pipeline } of targets.all()) {
      if (!pipeline.flush(reached === undefined ? undefined : instant(reached))) refusal ??= pipeline.refusal;
      if (pipeline.hasRest) isRest = true;
    }
    tellRefusal(refusal);
    return { isRefused: refusal !== undefined, isRest };
  }

  function tellRefusal(refusal: Error | undefined): void {
    if (refusal === undefined) {
      refusedSince = undefined;
      if (isHeldUp) options.onState?.({ kind: "resumed" });
      isHeldUp = false;
      return;
    }
    refusedSince ??= performance.now();
    if (isHeldUp || performance.now() - refusedSince < HELD_UP_MS) return;
    isHeldUp = true;
    log.warn({ err: refusal }, "the database refuses; boots wait in memory");
    options.onState?.({ kind: "held-up", message: refusal.message });
  }

  function countDrops(): void {
    const loss = drops.look();
    if (loss === undefined) return;
    const { count, from } = loss;
    for (const { pipeline } of targets.all()) pipeline.lose("dropped", from, Number(count));
    options.onState?.({ kind: "dropped", count });
    log.warn({ count: Number(count) }, "events dropped: the ring buffer was full");
  }

  function touch(): void {
    for (const target of targets.all())
      try {
        targets.touch(target);
      } catch (error) {
        if (!isTransient(error)) throw error;
      }
  }

  /** Open boots of an earlier collector go on in the pipeline of the binary their launcher was started from. */
  function resume(): void {
    const first = [...targets.all()][0];
    if (first === undefined) return;
    const byTarget = new Map<Target, (readonly BootEvent[])[]>();
    for (const { events } of store.openRuns(source.hostId, source.kernelBootId)) {
      const launcher = events.find((event) => event.kind === "exec" && event.traced);
      const file = launcher?.kind === "exec" ? launcher.file : undefined;
      const target = [...targets.all()].find(({ path }) => path === file) ?? first;
      byTarget.set(target, [...(byTarget.get(target) ?? []), events]);
    }
    for (const [target, runs] of byTarget)
      target.pipeline.resume(runs, (tgid) => {
        session.track(tgid);
        routes.set(tgid, target);
      });
    // Reads the ring first: boots that ended since the probes are on are otherwise forgotten before what they did comes.
    flusher.now();
  }

  /** Writes what is left; a database that refuses is asked again for a while. */
  async function endAll(): Promise<void> {
    const end = performance.now() + FAREWELL_MS;
    for (;;)
      try {
        for (const target of targets.all()) targets.end(target, "stopped");
        return;
      } catch (error) {
        if (!isTransient(error)) throw error;
        if (performance.now() > end) throw unwritten(error);
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
  }

  function unwritten(cause: StoreError): Error {
    const left = [...targets.all()].reduce((sum, { pipeline }) => sum + pipeline.waitingEvents, 0);
    return new CollectorError("failed", `stopped with ${left} events unwritten: ${cause.message}`, { cause });
  }

  async function stopOnce(): Promise<void> {
    session.flush();
    // What the drain thread handed over is delivered on the next turns of the event loop.
    await new Promise((resolve) => setTimeout(resolve, ARRIVE_MS));
    try {
      countDrops();
      for (const { pipeline } of targets.all())
        if (pipeline.hasLiving) pipeline.lose("collector-away", bootNow());
      await endAll();
    } finally {
      close();
      database.release();
    }
  }
  let stopping: Promise<void> | undefined;

  function close(): void {
    isStopped = true;
    for (const timer of timers) clearInterval(timer);
    flusher.stop();
    clearTimeout(nextLook);
    session.close();
    for (const { release } of targets.all()) release();
    store.close();
  }

  const flusher = createFlusher({ write, guard });
  const drops = createDrops(
    () => session.stats().dropped,
    () => [...targets.all()][0]?.pipeline.recording,
  );
  const targets = createTargets({
    binaries: options.binaries,
    session,
    source,
    store,
    log,
    droppedOf: drops.of,
    onState: (state) => options.onState?.(state),
    onFirst: resume,
  });
  try {
    look();
  } catch (error) {
    close();
    database.release();
    throw asCollectorError(error);
  }
  every(LOOK_MS, () => {
    look();
    countDrops();
  });
  every(TOUCH_MS, touch);
  every(REAP_MS, () => {
    for (const { pipeline } of targets.all()) pipeline.reap();
    flusher.now();
  });

  return {
    failed,
    figures() {
      const { events, dropped, tracked } = session.stats();
      return { events, dropped, tracked };
    },
    stop: () => (stopping ??= stopOnce()),
  };
}

function lockDatabase(dbPath: string, store: StoreWriter): { release(): void } {
  try {
    return acquireWriterLock(dbPath, "collector");
  } catch (error) {
    store.close();
    if (error instanceof StoreError && error.code === "locked")
      throw new CollectorError(
        "already-collecting",
        sentences(
          `${dbPath} is being written by another collector: ${error.message}`,
          "Give all binaries to one collector, or use another --db.",
        ),
        { cause: error },
      );
    throw error;
  }
}
