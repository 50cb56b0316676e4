import { omitUndefined, SAMPLE_NS, sentences, type DetailLevel } from "@hacotaki/core";
import { checkSupport, decodeBatch, openSession, type Session, type SessionOptions } from "@hacotaki/native";
import {
  acquireWriterLock,
  openStore,
  StoreError,
  type RetentionLimits,
  type StoreWriter,
} from "@hacotaki/store";
import type { Logger } from "pino";
import { bootNow } from "./clock.ts";
import { createCompaction } from "./writing/compaction.ts";
import { asCollectorError, CollectorError } from "./error.ts";
import { TELLING_PHASES } from "./facts/facts.ts";
import { LIMITS } from "./events/floods.ts";
import { createDetail } from "./detail/detail.ts";
import { createFlusher, DRAIN_MS } from "./writing/flusher.ts";
import { liveSource } from "./facts/host.ts";
import { createLife } from "./life.ts";
import { createLookout } from "./targets/lookout.ts";
import { PID_ADVICE, whyPidsDiffer } from "./facts/pid-namespace.ts";
import { createRhythm, steady, type Pace } from "./rhythm.ts";
import { resumeRuns } from "./targets/resume.ts";
import { createKeeping } from "./writing/retention.ts";
import type { OciOptions } from "./targets/roots.ts";
import { createRouting } from "./targets/routing.ts";
import { createCommitMeter, createSamples, meteredStore } from "./writing/samples.ts";
import type { CollectorState } from "./state.ts";
import type { Target } from "./targets/target.ts";
import { createWriting } from "./writing/writing.ts";

/** Looks at what the kernel counts, and at what is no longer needed. */
const TEND: Pace = { ms: 500, restMs: 10_000 };
/** Who reads signs of life takes a minute without one for the end. */
const TOUCH: Pace = { ms: 2_000, restMs: 10_000 };
const LOOK = steady(10_000);
const REAP = steady(10_000);
const SAMPLE = steady(Number(SAMPLE_NS / 1_000_000n));
const FIRST_PACK = steady(1_000);
/** The ring's first event after a pause wakes its reader in any case. */
const IDLE_DRAIN_MS = 10_000;

export type CollectorOptions = {
  /** Paths of haconiwa binaries; none: the ones on PATH and in the usual places, waited for until there are any. */
  readonly binaries: readonly string[];
  /** OCI runtimes to follow beside them, by kernel events alone; undefined: none. */
  readonly oci?: OciOptions;
  readonly dbPath: string;
  readonly log: Logger;
  /** What is deleted by itself; nothing without. */
  readonly retention?: RetentionLimits;
  readonly ringBytes?: number;
  /** What is seen inside of boots. Default "off". */
  readonly detail?: DetailLevel;
  /** A boot that hangs is looked into for so long, ms. Default: a minute. */
  readonly longestBootMs?: number;
  /** Events that may wait for a database that refuses: by default, what the memory allows. */
  readonly mostWaiting?: number;
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

/** What a collector holds while it lives: the database, for itself alone, and the probes. */
type Holding = {
  readonly store: StoreWriter;
  readonly session: Session;
  /** Gives the database back; the session is closed before. */
  release(): void;
};

/**
 * Attaches to haconiwa's probes and writes every boot to the database until it is stopped.
 * @throws CollectorError when privileges, kernel, build or binaries do not allow it; StoreError for the database.
 */
// oxlint-disable-next-line eslint/max-lines-per-function -- the wiring of a collector, read from top to bottom
export async function startCollector(options: CollectorOptions): Promise<Collector> {
  const { log } = options;
  refuseOtherPids();
  const source = liveSource();
  const life = createLife(log);
  const { guard } = life;
  const rhythm = createRhythm(guard);

  const meter = createCommitMeter();
  const {
    store: held,
    session,
    release,
  } = hold(options, {
    onBatch: (batch) => guard(() => takeIn(batch))(),
    onWithdrawn: (attachment) => guard(() => withdraw(attachment))(),
  });
  const store = meteredStore(held, meter);
  const detail = createDetail(session, possibleDetail(options), options.longestBootMs);
  const { targets, write, countDrops, tellFloods, touch, totals, finish } = createWriting({
    binaries: options.binaries,
    oci: options.oci,
    session,
    source,
    store,
    log,
    pipeline: { mostWaiting: options.mostWaiting, onBoots: detail.onBoots },
    onState: (state) => options.onState?.(state),
    onFirst: resume,
    targetOf: (tgid) => routing.find(tgid),
  });
  const routing = createRouting(targets);
  const flusher = createFlusher({ write, guard });
  const keeping = createKeeping({
    store,
    dbPath: options.dbPath,
    limits: options.retention ?? {},
    log,
    onState: (state) => options.onState?.(state),
    after: rhythm.after,
  });
  const compaction = createCompaction({ store, log });
  const samples = createSamples({ store, dbPath: options.dbPath, totals }, meter);
  const lookout = createLookout({
    look: targets.look,
    places: targets.places,
    isBusy: () => targets.isBusy,
    guard,
  });

  function takeIn(batch: Buffer): void {
    rhythm.stir();
    const natives = decodeBatch(batch);
    const [first] = natives;
    let count = 0;
    let isUrgent = false;
    for (const [{ pipeline }, events] of routing.sort(natives)) {
      if (pipeline.take(detail.take(events, pipeline))) isUrgent = true;
      count += events.length;
    }
    if (count > 0) compaction.onWrite();
    if (first !== undefined && count > 0)
      flusher.onBatch(count, Number(bootNow() - first.at) / 1e6, isUrgent);
  }

  function withdraw(attachment: number): void {
    // What its last boots did comes before it goes.
    session.flush();
    targets.withdraw(attachment);
    lookout.now();
  }

  function tend(): void {
    countDrops();
    tellFloods();
    detail.look();
    targets.letGo();
  }

  /** Old events are packed a piece at a time. */
  function pack(): void {
    rhythm.after(steady(compaction.look()), pack);
  }

  function resume(): void {
    const onAlive = (tgid: number, target: Target) => {
      session.track(tgid);
      routing.follow(tgid, target);
    };
    resumeRuns({ store, source, targets: [...targets.all()], oci: targets.oci, onAlive });
    // Reads the ring first: boots that ended since the probes are on are otherwise forgotten before what they did comes.
    flusher.now();
  }

  function close(): void {
    life.end();
    flusher.stop();
    rhythm.stop();
    keeping.stop();
    lookout.stop();
    for (const target of targets.all()) target.release();
    session.close();
    release();
  }

  try {
    lookout.now();
  } catch (error) {
    close();
    throw asCollectorError(error);
  }
  rhythm.every(LOOK, lookout.now);
  rhythm.every(TEND, tend);
  rhythm.every(TOUCH, touch);
  rhythm.after(FIRST_PACK, pack);
  rhythm.every(SAMPLE, samples.write);
  rhythm.every(REAP, () => {
    for (const { pipeline } of targets.all()) pipeline.reap();
    flusher.now();
  });

  let stopping: Promise<void> | undefined;
  return {
    failed: life.failed,
    figures() {
      const { events, dropped, tracked } = session.stats();
      return { events, dropped, tracked };
    },
    stop: () => (stopping ??= finish().finally(close)),
  };
}

/** Facts would be read from strangers, and living processes be taken for gone. */
function refuseOtherPids(): void {
  const pidsDiffer = whyPidsDiffer();
  if (pidsDiffer !== undefined)
    throw new CollectorError("own-pid-namespace", `cannot collect: ${pidsDiffer}. ${PID_ADVICE}`);
}

/** As much of the detail that is asked for as this kernel lets be seen; what is missing is told. */
function possibleDetail({ detail = "off", onState }: CollectorOptions): DetailLevel {
  if (detail === "off") return "off";
  const { calls, waits, missing } = checkSupport().detail;
  const level = calls === undefined ? "off" : waits === undefined ? "calls" : detail;
  if (level !== detail)
    onState?.({ kind: "problem", message: `--detail ${detail} is ${level} here: ${missing.join("; ")}` });
  return level;
}

/** Opens the database and the kernel's side, before there is anything to attach: whether it can is told at once. */
function hold(
  { dbPath, ringBytes }: CollectorOptions,
  callbacks: Pick<SessionOptions, "onBatch" | "onWithdrawn">,
): Holding {
  const store = openStore(dbPath, { mode: "write" });
  const database = lockDatabase(dbPath, store);
  store.deflateLater();
  const release = () => {
    store.close();
    database.release();
  };
  try {
    const session = openSession({
      ...callbacks,
      drainMs: DRAIN_MS,
      idleDrainMs: IDLE_DRAIN_MS,
      promptArgs: [...TELLING_PHASES],
      limits: LIMITS,
      ...omitUndefined({ ringBytes }),
    });
    return { store, session, release };
  } catch (error) {
    release();
    throw asCollectorError(error);
  }
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
