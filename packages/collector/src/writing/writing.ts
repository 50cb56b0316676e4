import { instant } from "@hacotaki/core";
import type { Session } from "@hacotaki/native";
import type { StoreError } from "@hacotaki/store";
import type { Logger } from "pino";
import { bootNow } from "../clock.ts";
import { createDrops } from "./drops.ts";
import { CollectorError } from "../error.ts";
import { createFloods, floodText, type NewFlood } from "../events/floods.ts";
import type { Written } from "./flusher.ts";
import type { Pipeline } from "../events/pipeline.ts";
import { createRefusals } from "./refusals.ts";
import type { Totals } from "./samples.ts";
import type { CollectorState } from "../state.ts";
import type { Target } from "../targets/target.ts";
import { createTargets, type Targets, type TargetsOptions } from "../targets/targets.ts";
import { isTransient } from "../transient.ts";

/** Batches taken in before a write, at most: of more, the rest has its turn afterwards. */
const BATCHES_A_WRITE = 2;
const RETRY_MS = 50;
/** So long a batch that was handed over may take to arrive. */
const ARRIVE_MS = 8;
/** So long a stop waits for a database that refuses; `hacotaki up` gives it 5 s. */
const FAREWELL_MS = 3_000;

/** What reaches the database of the binaries that are attached to. */
export type Writing = {
  readonly targets: Targets;
  /** Writes what is due, with what was lost; `readRing`: after what waits in the ring was taken in. */
  write(readRing: boolean): Written;
  /** Tells all boots under way of events that the ring could not hold since the last look. */
  countDrops(): void;
  /** Counts what was beyond the limits, and tells the runs that fired it. */
  tellFloods(): void;
  /** Writes how far each recording is; a database that refuses hears it the next time. */
  touch(): void;
  /** What was taken in and lost since the start, and what waits. */
  totals(): Totals;
  /**
   * Takes in and writes what is left, and ends the recordings; a database that refuses is asked again for a while.
   * @throws CollectorError when it went on refusing.
   */
  finish(): Promise<void>;
};

type WritingOptions = Omit<TargetsOptions, "droppedOf" | "noteOf"> & {
  readonly session: Session;
  readonly log: Logger;
  readonly onState: (state: CollectorState) => void;
  /** The binary a process is followed for. */
  readonly targetOf: (tgid: number) => Target | undefined;
};

/** A flood is told of so often at most, whoever fires: anybody may start as many runs as they like. */
const FLOOD_TOLD_MS = 10_000;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** The binaries attached to, and the writing of what they do. */
// oxlint-disable-next-line eslint/max-lines-per-function -- short functions over one session
export function createWriting(options: WritingOptions): Writing {
  const { session, log, onState } = options;
  const drops = createDrops(
    () => session.stats().dropped,
    () => [...targets.all()][0]?.pipeline.recording,
  );
  const floods = createFloods(session);
  /** Of each recording, the largest. */
  const notes = new Map<number, NewFlood>();
  let floodToldAt = Number.NEGATIVE_INFINITY;
  const noteOf = (recording: number) => {
    const flood = notes.get(recording);
    return flood && floodText(flood);
  };
  const targets = createTargets({ ...options, droppedOf: drops.of, noteOf });
  /** Given up so far. */
  const refused = new WeakMap<Pipeline, number>();
  const tellRefusal = createRefusals({ log, onState });

  function countDrops(): void {
    const loss = drops.look();
    if (loss === undefined) return;
    const { count, from } = loss;
    for (const { pipeline } of targets.all()) pipeline.lose("dropped", from, Number(count));
    onState({ kind: "dropped", count });
    log.warn({ count: Number(count) }, "events dropped: the ring buffer was full");
  }

  let detailLimited = 0n;

  /** What happened inside of boots is not counted as lost: what is beyond a run's share is left out of its detail. */
  function tellDetailLimited(): void {
    const { detailLimited: now } = session.stats();
    if (now > detailLimited)
      log.warn({ count: Number(now - detailLimited) }, "calls and waits beyond the limits: not in detail");
    detailLimited = now;
  }

  function tellFloods(isEnd = false): void {
    tellDetailLimited();
    // As with drops, one recording answers for all: whose it was may be gone by now.
    drops.add(floods.count());
    for (const flood of floods.tell(isEnd)) tellFlood(flood);
  }

  function tellFlood(flood: NewFlood): void {
    const { tgid, startAt, from, count, total } = flood;
    const target = options.targetOf(tgid);
    for (const { pipeline } of target ? [target] : targets.all()) {
      pipeline.lose("limited", from, Number(count), { tgid, startAt: instant(startAt) });
      if (total >= (notes.get(pipeline.recording)?.total ?? 0n)) notes.set(pipeline.recording, flood);
    }
    log.warn({ tgid, total: Number(total) }, "events beyond the limits");
    if (performance.now() - floodToldAt < FLOOD_TOLD_MS) return;
    floodToldAt = performance.now();
    onState({ kind: "flood", message: floodText(flood) });
  }

  function write(readRing: boolean): Written {
    const reached = readRing ? session.flush({ mostBatches: BATCHES_A_WRITE }) : undefined;
    countDrops();
    let refusal: Error | undefined;
    let rest: Written["rest"] = "none";
    let givenUp = 0;
    for (const { pipeline } of targets.all()) {
      if (!pipeline.flush(reached === undefined ? undefined : instant(reached))) refusal ??= pipeline.refusal;
      if (pipeline.hasUrgentRest) rest = "urgent";
      else if (pipeline.hasRest && rest === "none") rest = "late";
      givenUp += pipeline.refused - (refused.get(pipeline) ?? 0);
      refused.set(pipeline, pipeline.refused);
    }
    tellRefusal(refusal, givenUp);
    return { isRefused: refusal !== undefined, rest };
  }

  function touch(): void {
    for (const target of targets.all())
      try {
        targets.touch(target);
      } catch (error) {
        if (!isTransient(error)) throw error;
      }
  }

  function totals(): Totals {
    const { events, dropped, limited } = session.stats();
    let [refused, waiting] = [0, 0];
    for (const { pipeline } of targets.all()) {
      refused += pipeline.refused;
      waiting += pipeline.waitingEvents;
    }
    return { events, dropped: dropped + BigInt(refused), limited, waiting };
  }

  async function finish(): Promise<void> {
    session.flush();
    // What the drain thread handed over is delivered on the next turns of the event loop.
    await pause(ARRIVE_MS);
    countDrops();
    tellFloods(true);
    for (const { pipeline } of targets.all())
      if (pipeline.hasLiving) pipeline.lose("collector-away", bootNow());
    await endAll(targets);
  }

  return { targets, write, countDrops, tellFloods, touch, totals, finish };
}

async function endAll(targets: Targets): Promise<void> {
  const end = performance.now() + FAREWELL_MS;
  for (;;)
    try {
      for (const target of targets.all()) targets.end(target, "stopped");
      return;
    } catch (error) {
      if (!isTransient(error)) throw error;
      if (performance.now() > end) throw unwritten(targets, error);
      await pause(RETRY_MS);
    }
}

function unwritten(targets: Targets, cause: StoreError): Error {
  const left = [...targets.all()].reduce((sum, { pipeline }) => sum + pipeline.waitingEvents, 0);
  return new CollectorError("failed", `stopped with ${left} events unwritten: ${cause.message}`, { cause });
}
