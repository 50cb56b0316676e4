import {
  createAssembler,
  instant,
  type Boot,
  type BootEvent,
  type Changes,
  type FactEvent,
  type Instant,
  type LivingProcess,
  type LossReason,
  type Source,
  omitUndefined,
} from "@hacotaki/core";
import type { StoreWriter } from "@hacotaki/store";
import { createBacklog, type GivenUp } from "./backlog.ts";
import { bootNow } from "../clock.ts";
import { tellsProgress } from "./progress.ts";
import { createFactReader, isRunning, type SeenEvent } from "../facts/facts.ts";

/** Events of another CPU may come this much late out of the ring buffer, ns. */
const SLACK = 2_000_000n;
/** An event may be held up for so long between its instant and its place in the ring, ns. */
const HELD_UP = 500_000n;
type LostProcess = { readonly tgid: number; readonly startAt: Instant };

/** While the database refuses, what had to be given up is told so often, ns; a run may be marked for longer. */
const GIVEN_UP_TOLD_EVERY = 1_000_000_000n;

export type PipelineOptions = {
  /** Whether probes tell the phases of its boots. Default true. */
  readonly hasProbes?: boolean;
  /** Events that may wait for the database. */
  readonly mostWaiting?: number | undefined;
  /** Boots as they became by what was taken in; what is to be told of them may be added at once. */
  readonly onBoots?: ((boots: readonly Boot[], pipeline: Pipeline) => void) | undefined;
};

/** One recording's way from events to rows. */
export type Pipeline = {
  readonly recording: number;
  readonly events: bigint;
  /** Events the database could not take in time. */
  readonly refused: number;
  /** Why the database takes nothing at the moment. */
  readonly refusal: Error | undefined;
  /** Events that wait for the database. */
  readonly waitingEvents: number;
  /** True when any of them may tell how far a boot is: worth writing soon. */
  take(events: readonly SeenEvent[]): boolean;
  /** Takes what was read beside the kernel's events. */
  add(facts: readonly FactEvent[]): void;
  /**
   * Writes what is due: what no event can overtake that was not taken in yet. `reached` is an instant up to which all
   * have been; "all" says that none will come. False while the database refuses.
   */
  flush(reached: Instant | "all" | undefined): boolean;
  /** Events were left that others may yet overtake. */
  readonly hasRest: boolean;
  /** Among them such that tell how far a boot is. */
  readonly hasUrgentRest: boolean;
  /** Something of all that was under way is lost, or of what one process did. */
  lose(reason: LossReason, from: Instant, count?: number, of?: LostProcess): void;
  /** Goes on with boots an earlier collector left open. */
  resume(runs: readonly (readonly BootEvent[])[], onAlive: (tgid: number) => void): void;
  /** Closes processes whose exit went unseen: gone now and at the look before, so that no exit is on its way. */
  reap(): void;
  readonly hasLiving: boolean;
};

const later = (one: Instant | undefined, other: Instant): Instant =>
  one === undefined || other > one ? other : one;
const keyOf = ({ tgid, startAt }: LivingProcess) => `${tgid} ${startAt}`;

// oxlint-disable-next-line eslint/max-lines-per-function -- short functions over one assembler
export function createPipeline(
  source: Source,
  store: StoreWriter,
  recording: number,
  { mostWaiting, onBoots, hasProbes = true }: PipelineOptions = {},
): Pipeline {
  const assembler = createAssembler(source);
  const readFacts = createFactReader();
  const backlog = createBacklog(store, recording, mostWaiting);
  let events = 0n;
  /** Of what came from the kernel. */
  let newest: Instant | undefined;
  /** Of all that is to be written: what we noted ourselves is of now, however old what waits in the ring is. */
  let latest: Instant | undefined;
  /** Of what tells how far a boot is. */
  let latestUrgent: Instant | undefined;
  let untold: GivenUp | undefined;
  let toldAt = 0n;
  /** Processes that were gone at the last look. */
  let missed = new Set<string>();

  function take(batch: readonly SeenEvent[]): boolean {
    if (batch.length === 0) return false;
    let isUrgent = false;
    for (const event of batch) {
      newest = later(newest, event.at);
      if (tellsProgress(event, hasProbes)) {
        isUrgent = true;
        latestUrgent = later(latestUrgent, event.at);
      }
      const facts = readFacts(event);
      if (facts.length > 0) assembler.push(facts);
    }
    assembler.push(batch);
    events += BigInt(batch.length);
    noteAt(newest);
    return isUrgent;
  }

  function keep(changes: Changes): void {
    if (changes.boots.length > 0) onBoots?.(changes.boots, pipeline);
    const lost = backlog.keep(changes);
    if (lost === undefined) return;
    untold = { count: (untold?.count ?? 0) + lost.count, from: untold?.from ?? lost.from };
  }

  /** Each time is an event of every boot under way: while the database goes on refusing, it is one a second. */
  function tellGivenUp(isRefused: boolean): void {
    const now = bootNow();
    if (untold === undefined || (isRefused && now - toldAt < GIVEN_UP_TOLD_EVERY)) return;
    lose("dropped", untold.from, untold.count);
    untold = undefined;
    toldAt = now;
  }

  /** Something happened that has to be written, now or later. */
  function noteAt(at: Instant | undefined): void {
    if (at !== undefined) latest = later(latest, at);
  }

  function lose(reason: LossReason, from: Instant, count?: number, of?: LostProcess): void {
    const at = bootNow();
    assembler.push([
      {
        kind: "loss",
        reason,
        from,
        at: at < from ? from : at,
        seq: 0,
        ...omitUndefined({ count, ...of }),
      },
    ]);
    noteAt(at);
  }

  /** What is before it was taken in, although more waits in the ring. */
  const settled = () => newest && instant(newest - SLACK);

  const gone = () => assembler.living().filter(({ tgid, startAt }) => !isRunning(tgid, startAt));

  function close(processes: readonly LivingProcess[]): void {
    if (processes.length === 0) return;
    const at = bootNow();
    assembler.push(
      processes.map(({ tgid, startAt }) => ({
        kind: "exit",
        at,
        seq: 0,
        tgid,
        ...omitUndefined({ startAt }),
      })),
    );
    noteAt(at);
  }

  function add(facts: readonly FactEvent[]): void {
    if (facts.length === 0) return;
    assembler.push(facts);
    for (const { at } of facts) noteAt(at);
  }

  const pipeline: Pipeline = {
    recording,
    get events() {
      return events;
    },
    get refused() {
      return backlog.refused;
    },
    get refusal() {
      return backlog.refusal;
    },
    get waitingEvents() {
      return backlog.waitingEvents;
    },
    get hasLiving() {
      return assembler.living().length > 0;
    },
    take,
    add,
    lose,
    get hasRest() {
      return latest !== undefined;
    },
    get hasUrgentRest() {
      return latestUrgent !== undefined;
    },
    flush(reached) {
      const until = reached === "all" ? latest : reached ? instant(reached - HELD_UP) : settled();
      if (latest !== undefined && until !== undefined) {
        const changes = assembler.advance(until);
        if (latest <= until) latest = undefined;
        if (latestUrgent !== undefined && latestUrgent <= until) latestUrgent = undefined;
        keep(changes);
      }
      const isSaved = backlog.save();
      tellGivenUp(!isSaved);
      if (isSaved && untold === undefined) backlog.mend(reached === "all");
      return isSaved;
    },
    resume(runs, onAlive) {
      let last: Instant | undefined;
      for (const run of runs) {
        assembler.push(run);
        for (const { at } of run) if (last === undefined || at > last) last = at;
      }
      if (last === undefined) return;
      // These events are stored already: what they change is what the store holds.
      assembler.advance(last);
      // What is stored was seen: a boot that came up by the last of it is whole.
      lose("collector-away", instant(last + 1n));
      for (const { tgid, startAt } of assembler.living()) if (isRunning(tgid, startAt)) onAlive(tgid);
      newest = bootNow();
      latest = undefined;
      keep(assembler.advance(newest));
      // What they did since the probes are on is in the ring: it has to be taken in before the next flush.
      close(gone());
    },
    reap() {
      const suspects = gone();
      close(suspects.filter((process) => missed.has(keyOf(process))));
      missed = new Set(suspects.map(keyOf));
    },
  };
  return pipeline;
}
