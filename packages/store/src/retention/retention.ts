import { omitUndefined, utcNow } from "@hacotaki/core";
import type { RetentionFacts, StoreWriter } from "../contract.ts";
import type { Notebook } from "../notebook/notebook.ts";
import { createSweep, type Sweep } from "./sweep.ts";

const MINUTE_NS = 60_000_000_000n;
/** So often it is looked whether boots have become too old, or whether a limit that could not be held now can. */
const SWEEP_EVERY_NS = MINUTE_NS;
/** So often it is written down how far it is while it goes on, or while nothing happens. */
const FACTS_EVERY_NS = { sweeping: 10_000_000_000n, idle: 10n * MINUTE_NS };
/** Pages moved in one go: some milliseconds. */
const PAGES_GIVEN_BACK = 48;
const RETIRED_FORGOTTEN = 500;
/**
 * What boots that are gone shared is looked for after so many of them: that walks over all boots there are. Within a limit
 * of size sooner, as it is of the limit's room: after some twentieth of the boots that it holds.
 */
const BOOTS_BETWEEN_WALKS = { least: 2_000, most: 50_000, bytesEach: 40_000 };
/** Without a limit of size, room is given back once so much of a file is empty. */
const WASTED = { share: 0.2, bytes: 8_000_000 };

const MB = 1_000_000;
export const MOST_MARGIN_BYTES = 64 * MB;
const within = (value: number, least: number, most: number) => Math.min(most, Math.max(least, value));

/** How the bytes of a limit are used. */
export function roomFor(maxBytes: number) {
  /** What the WAL may take until it is copied back: the less, the shorter a commit is that does so. */
  const walBytes = Math.round(within(maxBytes / 32, MB, 2 * MB));
  const fileBytes = maxBytes - walBytes;
  /** Free room in the file that is kept ready, so that it does not grow between two looks. */
  const reserve = Math.round(within(fileBytes / 50, MB / 4, 16 * MB));
  /** File and WAL together are never more than so much beyond the limit, for moments. */
  const marginBytes = Math.round(within(maxBytes / 16, 4 * MB, MOST_MARGIN_BYTES));
  return { walBytes, fileBytes, reserve, marginBytes };
}

export type RetentionLimits = {
  /** ns that boots are kept. */
  readonly keep?: bigint;
  /** Bytes of the file and its WAL together. */
  readonly maxBytes?: number;
};

/** What happened, for logs: people read the same in words made of it. */
export type RetentionNews =
  | { readonly kind: "deleted"; readonly boots: number; readonly facts: RetentionFacts }
  /** All that is left is kept for other reasons, and is too much; and the end of that. */
  | { readonly kind: "over" | "held-again"; readonly facts: RetentionFacts };

export type Retention = {
  /**
   * One piece of work of some milliseconds, if there is any. "urgent": the next one should follow at once; "more": soon;
   * "idle": in a second. Throws a StoreError when the database or the notebook refuses; it may be called again.
   */
  work(): "urgent" | "more" | "idle";
  facts(): RetentionFacts;
};

type Options = {
  readonly store: Pick<
    StoreWriter,
    | "agedRuns"
    | "leavingRuns"
    | "removeRuns"
    | "runsMatching"
    | "sizes"
    | "giveBack"
    | "saveRetention"
    | "forgetRetired"
    | "forgetUnused"
    | "limitWal"
  >;
  readonly notebook: Pick<
    Notebook,
    "keptBoots" | "baselines" | "saveGoneBoots" | "forgetGone" | "shippedUpTo"
  >;
  readonly limits: RetentionLimits;
  readonly onNews?: (news: RetentionNews) => void;
  /** Wall time, UTC ns. */
  readonly now?: () => bigint;
};

/** Keeps a database within limits, in small pieces, beside whatever else its writer does. */
// oxlint-disable-next-line eslint/max-lines-per-function -- one state, and short functions over it
export function createRetention({ store, notebook, limits, onNews, now = utcNow }: Options): Retention {
  const { keep, maxBytes } = limits;
  const room = maxBytes === undefined ? undefined : roomFor(maxBytes);
  if (room !== undefined) store.limitWal(room.walBytes);
  let sweep: { readonly sweep: Sweep; readonly by: "age" | "size" | "rest"; told: number } | undefined;
  let nextAge = 0n;
  let nextSize = 0n;
  let savedAt: bigint | undefined;
  let deletedSinceWalk = 0;
  let facts: RetentionFacts = {
    ...omitUndefined({ keep, maxBytes }),
    marginBytes: room?.marginBytes ?? 0,
    state: "held",
    toldAt: now(),
    deletedBoots: 0,
    deletedBefore: 0,
    keptRuns: 0,
    bytes: 0,
  };

  /** Bytes in use beyond what leaves `reserves` of them free. */
  const excess = (reserves: number) =>
    room === undefined ? 0 : store.sizes().usedBytes - (room.fileBytes - reserves * room.reserve);

  function save(changes: Partial<RetentionFacts> = {}): void {
    const { fileBytes, walBytes } = store.sizes();
    facts = { ...facts, ...changes, toldAt: now(), bytes: fileBytes + walBytes };
    store.saveRetention(facts);
    savedAt = facts.toldAt;
  }

  /** The row of a database is rewritten when it says something new, and from time to time. */
  function saveInTime(everyNs: bigint): void {
    if (savedAt === undefined || now() - savedAt >= everyNs) save();
  }

  function begin(): typeof sweep {
    const place = { store, notebook };
    // What an earlier process began to delete and could not finish.
    if (store.leavingRuns().length > 0)
      return { sweep: createSweep(place, { before: undefined, isEnough: () => true }), by: "rest", told: 0 };
    if (excess(1) > 0 && now() >= nextSize) {
      const isEnough = () => excess(2) <= 0;
      return { sweep: createSweep(place, { before: undefined, isEnough }), by: "size", told: 0 };
    }
    if (keep === undefined || now() < nextAge) return undefined;
    const before = now() - keep;
    return {
      sweep: createSweep(place, { before: before < 0n ? 0n : before, isEnough: () => false }),
      by: "age",
      told: 0,
    };
  }

  /** What a sweep has deleted since it was last told. */
  function tell(): void {
    if (sweep === undefined) return;
    const { boots } = sweep.sweep.report();
    const more = boots - sweep.told;
    if (more === 0) return;
    const isFirst = sweep.told === 0;
    sweep.told = boots;
    deletedSinceWalk += more;
    save({
      deletedAt: now(),
      deletedBoots: boots,
      deletedBefore: facts.deletedBefore + (isFirst ? facts.deletedBoots : 0),
    });
    onNews?.({ kind: "deleted", boots: more, facts });
  }

  function end(): void {
    if (sweep === undefined) return;
    tell();
    const kept = sweep.by === "rest" ? facts.keptRuns : sweep.sweep.report().kept;
    const isOver = excess(0) > 0;
    if (sweep.by === "age") nextAge = now() + SWEEP_EVERY_NS;
    // A limit that cannot be held is not tried again at once: pins would be walked over all the time.
    else if (sweep.by === "size" && excess(2) > 0) nextSize = now() + SWEEP_EVERY_NS;
    sweep = undefined;
    const state = isOver ? "over" : "held";
    const { state: before, keptRuns } = facts;
    if (state !== before || kept !== keptRuns) save({ state, keptRuns: kept });
    if (state === "over" && before !== "over") onNews?.({ kind: "over", facts });
    if (state === "held" && before === "over") onNews?.({ kind: "held-again", facts });
    store.forgetRetired(RETIRED_FORGOTTEN);
    notebook.forgetGone(RETIRED_FORGOTTEN);
  }

  /** Room that nothing holds: all that is beyond a limit, else what is much of the file. True while there is more. */
  function giveBack(): boolean {
    const { fileBytes, usedBytes } = store.sizes();
    const wasted = fileBytes - usedBytes;
    const isTooMuch =
      room === undefined
        ? wasted > WASTED.bytes && wasted > WASTED.share * fileBytes
        : fileBytes > room.fileBytes;
    return isTooMuch && store.giveBack(PAGES_GIVEN_BACK);
  }

  const { least, most, bytesEach } = BOOTS_BETWEEN_WALKS;
  const betweenWalks = maxBytes === undefined ? most : within(maxBytes / bytesEach, least, most);

  function walkOn(): boolean {
    if (deletedSinceWalk < betweenWalks) return false;
    if (store.forgetUnused()) return true;
    deletedSinceWalk = 0;
    return false;
  }

  return {
    work() {
      sweep ??= begin();
      if (sweep === undefined) {
        saveInTime(FACTS_EVERY_NS.idle);
        return walkOn() || giveBack() ? "more" : "idle";
      }
      if (!sweep.sweep.step()) {
        end();
        return "more";
      }
      if (facts.state === "held" && excess(0) > 0) save({ state: "behind" });
      if (savedAt !== undefined && now() - savedAt >= FACTS_EVERY_NS.sweeping) tell();
      return room !== undefined && excess(0) > room.marginBytes / 4 ? "urgent" : "more";
    },
    facts: () => facts,
  };
}
