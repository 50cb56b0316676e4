import type { BootId, BootSummary } from "@hacotaki/core";
import { EXPORTS, type ExportedBoot } from "@hacotaki/formats";
import type { Notebook, StoreReader } from "@hacotaki/store";
import type { Endpoint } from "./endpoint.ts";
import { send } from "./send.ts";

/** A boot that came up is told after so long: by then it listens, or never will. */
const UP_SETTLES_MS = 30_000;
/** Of any other end, the supervisor still has something to say. */
const SETTLES_MS = 2_000;
const BOOTS_A_REQUEST = 64;
/** Of more, the receiver is told how many were left out. */
const MARKS_A_BOOT = 500;
/** Changes are not read on while so many boots wait: the database keeps them. */
const MAX_WAITING = 1_000;

type Waiting = {
  readonly outcome: BootSummary["outcome"];
  /** UTC ms. */
  readonly dueAt: number;
  /** A revision before the change that made it wait. */
  readonly since: bigint;
};

export type Round =
  /** There may be more to do at once. */
  | { readonly kind: "more"; readonly pushed: number; readonly note?: string }
  | { readonly kind: "idle" }
  /** The receiver does not take anything right now. */
  | { readonly kind: "later"; readonly reason: string; readonly afterMs?: number };

type PusherPlace = {
  readonly store: Pick<
    StoreReader,
    "changesSince" | "facts" | "findBoot" | "siblingIds" | "marks" | "countMarks"
  >;
  readonly notebook: Pick<Notebook, "pushedUpTo" | "isPushed" | "savePushed" | "forgetPushed">;
  readonly endpoint: Endpoint;
  /** Boots that were imported as well: by default they belong to whoever collected them. */
  readonly withImported: boolean;
  /** The first time, all boots there are, rather than those that come from now on. */
  readonly fromStart: boolean;
  readonly signal: AbortSignal;
  /** UTC ms. */
  readonly now: () => number;
};

/** When a boot, as it is now, can be told. */
function dueAtOf(boot: BootSummary, now: number): number {
  const { outcome, wallTime, startAt, upAt, exitAt } = boot;
  const soon = now + SETTLES_MS;
  if (outcome !== "up" || exitAt !== undefined || wallTime === undefined || upAt === undefined) return soon;
  const upMs = Number((wallTime + (upAt - startAt)) / 1_000_000n);
  return Math.min(Math.max(upMs + UP_SETTLES_MS, soon), now + UP_SETTLES_MS);
}

/**
 * Sends every boot to an endpoint once, when it is over with booting. The database is the queue: how far it was read is
 * kept, and moves on only past what was sent, so that a restart loses nothing and sends nothing twice, unless an answer
 * was lost.
 */
export async function createPusher(place: PusherPlace) {
  const { store, notebook, endpoint, withImported, fromStart, signal, now } = place;
  const { url } = endpoint;
  const waiting = new Map<BootId, Waiting>();
  let limit = BOOTS_A_REQUEST;
  const { revision: newest } = await store.facts();
  const known = notebook.pushedUpTo(url) ?? (fromStart ? 0n : newest);
  /** Another database took the place of the one that was read. */
  let cursor = known > newest ? 0n : known;
  let saved: bigint | undefined;

  function keep(pushed: readonly BootId[]): void {
    const since = waiting.values().reduce((least, each) => (each.since < least ? each.since : least), cursor);
    if (pushed.length === 0 && since === saved) return;
    notebook.savePushed(url, since, pushed);
    saved = since;
  }
  keep([]);

  function wait(boot: BootSummary, since: bigint): void {
    // Without a clock it has no place in a receiver's time.
    if ((boot.sourceKind !== "live" && !withImported) || boot.wallTime === undefined) return;
    const before = waiting.get(boot.id);
    if (boot.outcome === "booting") return void waiting.delete(boot.id);
    if (before?.outcome === boot.outcome || notebook.isPushed(url, boot.id)) return;
    waiting.set(boot.id, {
      outcome: boot.outcome,
      dueAt: dueAtOf(boot, now()),
      since: before?.since ?? since,
    });
  }

  /** Whether anything was read. */
  async function readOn(): Promise<boolean> {
    if (waiting.size >= MAX_WAITING) return false;
    const { boots, retired, revision } = await store.changesSince(cursor, BOOTS_A_REQUEST);
    for (const id of retired) waiting.delete(id);
    if (retired.length > 0) notebook.forgetPushed(retired);
    for (const boot of boots) wait(boot, cursor);
    const hasRead = revision !== cursor;
    cursor = revision;
    return hasRead;
  }

  function due(isHurried: boolean): readonly BootId[] {
    const at = now();
    const all = [...waiting].sort(([, a], [, b]) => a.dueAt - b.dueAt);
    const isFull = waiting.size >= MAX_WAITING;
    return all
      .filter(([, { dueAt }]) => isHurried || isFull || dueAt <= at)
      .slice(0, limit)
      .map(([id]) => id);
  }

  async function exportedOf(id: BootId): Promise<readonly ExportedBoot[]> {
    const found = await store.findBoot(id);
    if (found === undefined) return [];
    const siblings = await store.siblingIds(found.boot.runId);
    const page = await store.marks(id, { limit: MARKS_A_BOOT });
    const marks = page?.marks ?? [];
    // Receivers refuse a request of some MB, and the boot would be lost with its marks.
    const marksLeftOut = page?.next === undefined ? 0 : (await store.countMarks(id)) - marks.length;
    return [{ boot: found.boot, marks, marksLeftOut, siblings: siblings.filter((other) => other !== id) }];
  }

  function settle(ids: readonly BootId[]): void {
    for (const id of ids) waiting.delete(id);
    keep(ids);
    limit = BOOTS_A_REQUEST;
  }

  async function push(ids: readonly BootId[]): Promise<Round> {
    const boots = (await Promise.all(ids.map(exportedOf))).flat();
    const sent = await send(endpoint, [...EXPORTS.otlp.write(boots)].join(""), signal);
    switch (sent.kind) {
      case "taken":
        settle(ids);
        return { kind: "more", pushed: ids.length, ...(sent.note === undefined ? {} : { note: sent.note }) };
      case "refused":
        settle(ids);
        return { kind: "more", pushed: 0, note: `${ids.length} boots were refused for good: ${sent.reason}` };
      case "too-large":
        if (ids.length > 1) {
          limit = Math.ceil(ids.length / 2);
          return { kind: "more", pushed: 0 };
        }
        settle(ids);
        return { kind: "more", pushed: 0, note: `boot ${ids[0]} was refused for good: too large` };
      case "later":
        return sent;
    }
  }

  return {
    /** Reads on, and sends one request if any boot is due; `isHurried` takes every boot for due. */
    async round(isHurried = false): Promise<Round> {
      const hasRead = await readOn();
      const ids = due(isHurried);
      if (ids.length > 0) return push(ids);
      keep([]);
      return hasRead ? { kind: "more", pushed: 0 } : { kind: "idle" };
    },
  };
}
