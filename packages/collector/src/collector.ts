import { accessSync, constants, mkdirSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generationsOf, STRING_PROBES, type BootEvent } from "@hacotaki/core";
import {
  decodeBatch,
  NativeError,
  openSession,
  type Attachment,
  type NativeEvent,
  type Session,
} from "@hacotaki/native";
import { acquireWriterLock, openStore, StoreError } from "@hacotaki/store";
import type { Logger } from "pino";
import { bootNow, wallNow } from "./clock.ts";
import { decodeEvent, TEXT_ARGUMENT } from "./decode.ts";
import { CollectorError } from "./error.ts";
import { findHaconiwa } from "./find.ts";
import { liveSource } from "./host.ts";
import { createPipeline, type Pipeline } from "./pipeline.ts";
import { isTransient } from "./transient.ts";

const PROVIDER = "haconiwa";
/** After this long without a new batch nothing can overtake what is queued. */
const SETTLE_MS = 4;
const LOOK_MS = 1_000;
const RETRY_MS = 50;
const REAP_MS = 10_000;
const TOUCH_MS = 2_000;
/** A database that refuses for longer is worth telling; imports hold it for moments. */
const HELD_UP_MS = 1_000;
/** So long a stop waits for a database that refuses; `hacotaki up` gives it 5 s. */
const FAREWELL_MS = 3_000;

export type CollectorState =
  | { readonly kind: "waiting"; readonly message: string }
  | {
      readonly kind: "attached";
      readonly path: string;
      readonly probes: readonly string[];
      readonly generations: readonly string[];
      readonly recording: number;
    }
  | { readonly kind: "detached"; readonly path: string; readonly reason: string }
  | { readonly kind: "dropped"; readonly count: bigint }
  /** The database takes nothing, and boots wait in memory, until it is "resumed". */
  | { readonly kind: "held-up"; readonly message: string }
  | { readonly kind: "resumed" }
  | { readonly kind: "problem"; readonly message: string };

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

/** An attached inode: the path may come to hold another one when the binary is upgraded. */
type Target = {
  readonly path: string;
  readonly attachment: Attachment;
  readonly pipeline: Pipeline;
  readonly release: () => void;
  isOld: boolean;
};

const asCollectorError = (error: unknown): unknown => {
  if (!(error instanceof NativeError)) return error;
  const code = error.code === "closed" ? "failed" : error.code;
  return new CollectorError(code, error.message, { cause: error });
};

/**
 * Attaches to haconiwa's probes and writes every boot to the database until it is stopped.
 * @throws CollectorError when privileges, kernel, build or binaries do not allow it; StoreError for the database.
 */
export async function startCollector(options: CollectorOptions): Promise<Collector> {
  const { log, dbPath } = options;
  const source = liveSource();
  const store = openStore(dbPath, { mode: "write" });
  const targets = new Map<number, Target>();
  const attachments = new Map<number, Attachment>();
  /** Which target's pipeline follows a process. */
  const routes = new Map<number, Target>();
  const timers = new Set<NodeJS.Timeout>();
  let session: Session | undefined;
  let settle: NodeJS.Timeout | undefined;
  let dropped = 0n;
  let cleanUntil = bootNow();
  let isStopped = false;
  let isWaiting = false;
  let refusedSince: number | undefined;
  let isHeldUp = false;
  /** What was told last of a path that cannot be attached. */
  const problems = new Map<string, string>();
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

  function route(event: NativeEvent): Target | undefined {
    if (event.kind === "probe" || (event.kind === "exec" && event.attachment !== undefined)) {
      const target = targets.get(event.attachment ?? -1);
      if (target) routes.set(event.tgid, target);
      return target;
    }
    const target = routes.get(event.tgid);
    if (event.kind === "fork" && target) routes.set(event.childTgid, target);
    if (event.kind === "exit") routes.delete(event.tgid);
    return target;
  }

  function onBatch(batch: Buffer): void {
    const sorted = new Map<Target, BootEvent[]>();
    for (const native of decodeBatch(batch)) {
      const target = route(native);
      const event = target && decodeEvent(native, attachments);
      if (!target || !event) continue;
      const events = sorted.get(target);
      if (events) events.push(event);
      else sorted.set(target, [event]);
    }
    for (const [target, events] of sorted) target.pipeline.take(events);
    countDrops();
    flush(false);
  }

  function flush(all: boolean): void {
    let refusal: Error | undefined;
    for (const { pipeline } of targets.values()) if (!pipeline.flush(all)) refusal ??= pipeline.refusal;
    tellRefusal(refusal);
    clearTimeout(settle);
    settle = undefined;
    if (refusal)
      settle = setTimeout(
        guard(() => flush(true)),
        RETRY_MS,
      );
    else if (!all)
      settle = setTimeout(
        guard(() => flush(true)),
        SETTLE_MS,
      );
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

  /** Nobody knows whose events were dropped: every boot under way since the last clean look may be touched. */
  function countDrops(): void {
    const now = bootNow();
    const total = session?.stats().dropped ?? dropped;
    if (total > dropped) {
      const count = total - dropped;
      for (const { pipeline } of targets.values()) pipeline.lose("dropped", cleanUntil, Number(count));
      options.onState?.({ kind: "dropped", count });
      log.warn({ count: Number(count) }, "events dropped: the ring buffer was full");
      dropped = total;
    }
    cleanUntil = now;
  }

  function touch(): void {
    const seenAt = wallNow();
    for (const { pipeline } of targets.values())
      try {
        store.touchRecording(pipeline.recording, {
          seenAt,
          events: pipeline.events,
          dropped: dropped + BigInt(pipeline.refused),
        });
      } catch (error) {
        if (!isTransient(error)) throw error;
      }
  }

  const startRecording = (
    path: string,
    { buildId }: Attachment,
    probes: readonly string[],
    generations: readonly string[],
  ): number =>
    store.startRecording({
      kind: "live",
      hostId: source.hostId,
      hostName: source.hostName,
      kernelBootId: source.kernelBootId,
      ...(source.kernel === undefined ? {} : { kernel: source.kernel }),
      path,
      ...(buildId === undefined ? {} : { buildId }),
      ...(generations.length === 0 ? {} : { generation: generations.join(", ") }),
      probes,
      hasKernelEvents: true,
      ...(source.wallOffset === undefined ? {} : { wallOffset: source.wallOffset }),
      startedAt: wallNow(),
      pid: process.pid,
    });

  function attach(path: string): Target | undefined {
    if (session === undefined) throw new Error("a collector attaches after its session is open");
    const attachment = session.attach(path, PROVIDER, {
      stringArgs: (note) => (STRING_PROBES.has(note.name) ? 1 << TEXT_ARGUMENT : 0),
    });
    if (targets.has(attachment.id)) return undefined;
    let release: (() => void) | undefined;
    let recording: number;
    const probes = attachment.probes.map(({ name }) => name);
    const generations = generationsOf(probes);
    try {
      release = lockBinary(path, attachment);
      recording = startRecording(path, attachment, probes, generations);
    } catch (error) {
      release?.();
      session.detach(attachment.id);
      throw error;
    }
    const target: Target = {
      path,
      attachment,
      pipeline: createPipeline(source, store, recording),
      release,
      isOld: false,
    };
    targets.set(attachment.id, target);
    attachments.set(attachment.id, attachment);
    options.onState?.({ kind: "attached", path, probes, generations, recording });
    log.info({ path, probes, generations }, "attached");
    return target;
  }

  function lockBinary(path: string, { dev, inode }: Attachment): () => void {
    try {
      return acquireWriterLock(join(lockFolder(), "binary"), `${dev}-${inode}`).release;
    } catch (error) {
      if (error instanceof StoreError && error.code === "locked")
        throw new CollectorError(
          "already-collecting",
          `${path} is being collected already: ${error.message} Stop that collector, or collect another binary.`,
          { cause: error },
        );
      throw error;
    }
  }

  /** Open boots of an earlier collector go on in the pipeline of the binary their launcher was started from. */
  function resume(): void {
    const first = [...targets.values()][0];
    if (first === undefined) return;
    const byTarget = new Map<Target, (readonly BootEvent[])[]>();
    for (const { events } of store.openRuns(source.hostId, source.kernelBootId)) {
      const launcher = events.find((event) => event.kind === "exec" && event.traced);
      const file = launcher?.kind === "exec" ? launcher.file : undefined;
      const target = [...targets.values()].find(({ path }) => path === file) ?? first;
      byTarget.set(target, [...(byTarget.get(target) ?? []), events]);
    }
    for (const [target, runs] of byTarget)
      target.pipeline.resume(runs, (tgid) => {
        session?.track(tgid);
        routes.set(tgid, target);
      });
    flush(true);
  }

  /** Attaches what was asked for; without any, waits for a haconiwa to appear. */
  function look(): void {
    const wanted = options.binaries.length > 0 ? options.binaries : findHaconiwa();
    if (targets.size === 0 && wanted.length === 0) {
      if (!isWaiting)
        options.onState?.({
          kind: "waiting",
          message: "no haconiwa on PATH or in the usual places: install it, or name its path with --binary",
        });
      isWaiting = true;
      return;
    }
    const isFirst = targets.size === 0;
    for (const path of wanted) attachCurrent(path, isFirst);
    for (const target of targets.values()) dropUnused(target);
    if (isFirst) resume();
  }

  /** The inode at a path now: attached once, and again when an upgrade put another one there. */
  function attachCurrent(path: string, isFirst: boolean): void {
    const stat = statOf(path);
    const known = [...targets.values()].filter((target) => target.path === path);
    if (
      !isFirst &&
      (stat === undefined ||
        known.some(({ attachment }) => attachment.inode === stat.ino && attachment.dev === stat.dev))
    )
      return;
    try {
      if (attach(path)) for (const target of known) target.isOld = true;
      problems.delete(path);
    } catch (error) {
      // One that appeared while it was waited for is tried again at the next look.
      if (isFirst && !(isWaiting && isTransient(error))) throw error;
      const message = error instanceof Error ? error.message : String(error);
      if (problems.get(path) === message) return;
      problems.set(path, message);
      log.warn({ path, err: error }, "cannot attach");
      options.onState?.({ kind: "problem", message });
    }
  }

  function dropUnused(target: Target): void {
    if (!target.isOld || target.pipeline.hasLiving) return;
    try {
      endTarget(target, "the binary was replaced");
    } catch (error) {
      if (isTransient(error)) return;
      throw error;
    }
    options.onState?.({ kind: "detached", path: target.path, reason: "the binary was replaced" });
  }

  /** Throws, and may be asked again, while the database refuses. */
  function endTarget(target: Target, note: string): void {
    if (!target.pipeline.flush(true)) throw target.pipeline.refusal;
    store.endRecording(target.pipeline.recording, { endedAt: wallNow(), note });
    session?.detach(target.attachment.id);
    targets.delete(target.attachment.id);
    target.release();
  }

  /** Writes what is left; a database that refuses is asked again for a while. */
  async function endAll(): Promise<void> {
    const end = performance.now() + FAREWELL_MS;
    for (;;)
      try {
        touch();
        for (const target of targets.values()) endTarget(target, "stopped");
        return;
      } catch (error) {
        if (!isTransient(error)) throw error;
        if (performance.now() > end) throw unwritten(error);
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
  }

  function unwritten(cause: StoreError): Error {
    const left = [...targets.values()].reduce((sum, { pipeline }) => sum + pipeline.waitingEvents, 0);
    return new CollectorError("failed", `stopped with ${left} events unwritten: ${cause.message}`, { cause });
  }

  async function stopOnce(): Promise<void> {
    session?.flush();
    // What the drain thread handed over is delivered on the next turns of the event loop.
    await new Promise((resolve) => setTimeout(resolve, 2 * SETTLE_MS));
    try {
      countDrops();
      for (const { pipeline } of targets.values())
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
    clearTimeout(settle);
    session?.close();
    for (const { release } of targets.values()) release();
    store.close();
  }

  const database = (() => {
    try {
      return acquireWriterLock(dbPath, "collector");
    } catch (error) {
      store.close();
      if (error instanceof StoreError && error.code === "locked")
        throw new CollectorError(
          "already-collecting",
          `${dbPath} is being written by another collector: ${error.message} Give all binaries to one collector, or use another --db.`,
          { cause: error },
        );
      throw error;
    }
  })();
  try {
    // Before there is anything to attach: whether this machine lets us is worth saying at once.
    session = openSession({
      onBatch: (batch) => guard(() => onBatch(batch))(),
      ...(options.ringBytes === undefined ? {} : { ringBytes: options.ringBytes }),
    });
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
    for (const { pipeline } of targets.values()) pipeline.reap();
    flush(true);
  });

  return {
    failed,
    figures() {
      const stats = session?.stats();
      return {
        events: stats?.events ?? 0n,
        dropped: stats?.dropped ?? dropped,
        tracked: stats?.tracked ?? 0,
      };
    },
    stop: () => (stopping ??= stopOnce()),
  };
}

/** One for the whole machine, whatever database is written: root's place, or where a capable user may write. */
function lockFolder(): string {
  for (const folder of ["/run/hacotaki", join(tmpdir(), "hacotaki-locks")])
    try {
      mkdirSync(folder, { recursive: true });
      accessSync(folder, constants.W_OK);
      return folder;
    } catch {
      // Not ours to write: the next one.
    }
  throw new CollectorError(
    "failed",
    "found no folder for the lock that keeps two collectors off one binary: make /run/hacotaki writable.",
  );
}

function statOf(path: string): { dev: bigint; ino: bigint } | undefined {
  try {
    return statSync(path, { bigint: true });
  } catch {
    return undefined;
  }
}
