import { omitUndefined, type BootId, type BootSummary } from "@hacotaki/core";
import { EXPORTS, type ExportedBoot } from "@hacotaki/formats";
import type { Notebook, StoreReader } from "@hacotaki/store";
import type { Endpoint } from "./endpoint.ts";
import type { Round } from "./follow.ts";
import { send } from "./send.ts";

/** A boot that came up is told after so long: by then it listens, or never will. */
const UP_SETTLES_MS = 30_000;
/** Of any other end, the supervisor still has something to say. */
const SETTLES_MS = 2_000;
const BOOTS_A_REQUEST = 64;
/** Of more, the receiver is told how many were left out. */
const MARKS_A_BOOT = 500;
/** A boot over which the receiver fails is tried again so often, after the others. */
const ASIDE_MS = 60_000;
/** Which boot it is shows in half the request, and a quarter: those need not wait ever longer. */
const HALVES_AFTER_MS = 1_000;
/** And given up after so long, if the receiver took others meanwhile: documented in docs/push.md. */
const GIVE_UP_MS = 3_600_000;
/** So many boots of a request are named. */
const NAMED = 3;
/** Changes are not read on while so many boots wait: the database keeps them. */
const MAX_WAITING = 1_000;

type Waiting = {
  readonly outcome: BootSummary["outcome"];
  /** UTC ms. */
  readonly dueAt: number;
  /** A revision before the change that made it wait. */
  readonly since: bigint;
  /** Since when (UTC ms) the receiver fails over this boot, sent alone. */
  readonly failsSince?: number;
};

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
// oxlint-disable-next-line eslint/max-lines-per-function -- short functions over the boots that wait
export async function createPusher(place: PusherPlace) {
  const { store, notebook, endpoint, withImported, fromStart, signal, now } = place;
  const { url } = endpoint;
  const waiting = new Map<BootId, Waiting>();
  let limit = BOOTS_A_REQUEST;
  let lastTakenAt: number | undefined;
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
      ...omitUndefined({ failsSince: before?.failsSince }),
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
    const ready = all.filter(([, { dueAt }]) => isHurried || isFull || dueAt <= at);
    const sound = ready.filter(([, { failsSince }]) => failsSince === undefined);
    // One that the receiver fails over is sent alone, when no other waits: it takes none along.
    return (sound.length > 0 ? sound.slice(0, limit) : ready.slice(0, 1)).map(([id]) => id);
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

  const named = (ids: readonly BootId[]) =>
    ids.length > NAMED
      ? `boots ${ids.slice(0, NAMED).join(", ")} and ${ids.length - NAMED} more`
      : `${ids.length === 1 ? "boot" : "boots"} ${ids.join(", ")}`;

  function settle(ids: readonly BootId[]): void {
    for (const id of ids) waiting.delete(id);
    keep(ids);
    limit = BOOTS_A_REQUEST;
  }

  const lost = (ids: readonly BootId[], note: string): Round => {
    settle(ids);
    return { kind: "more", pushed: 0, note, lost: ids.length };
  };

  /** The others go first from here on; one that keeps failing while they are taken is given up in the end. */
  function failed(id: BootId, reason: string): Round | undefined {
    const boot = waiting.get(id);
    if (boot === undefined) return undefined;
    const at = now();
    const failsSince = boot.failsSince ?? at;
    if (lastTakenAt !== undefined && lastTakenAt > failsSince && at - failsSince >= GIVE_UP_MS)
      return lost(
        [id],
        `boot ${id} is given up: for an hour the receiver has failed over it alone: ${reason}`,
      );
    waiting.set(id, { ...boot, failsSince, dueAt: at + ASIDE_MS });
    limit = BOOTS_A_REQUEST;
    return undefined;
  }

  function halve(ids: readonly BootId[]): void {
    limit = Math.ceil(ids.length / 2);
  }

  async function push(ids: readonly BootId[]): Promise<Round> {
    const boots = (await Promise.all(ids.map(exportedOf))).flat();
    const sent = await send(endpoint, [...EXPORTS.otlp.write(boots)].join(""), signal);
    const [only, another] = ids;
    switch (sent.kind) {
      case "taken": {
        settle(ids);
        lastTakenAt = now();
        return {
          kind: "more",
          pushed: ids.length,
          ...omitUndefined({ note: sent.note }),
          ...(sent.isPartial === true ? { of: named(ids), lost: ids.length } : {}),
        };
      }
      case "refused":
        if (only !== undefined && another === undefined)
          return lost([only], `boot ${only} was refused for good: ${sent.reason}`);
        halve(ids);
        return { kind: "more", pushed: 0 };
      case "later": {
        const { reason, afterMs, needsChange, mayBeOfBoots } = sent;
        const later: Round = {
          kind: "later",
          reason,
          ...omitUndefined({ afterMs, needsChange }),
        };
        if (mayBeOfBoots === undefined || only === undefined) return later;
        if (another === undefined) return failed(only, reason) ?? later;
        halve(ids);
        return { ...later, afterMs: afterMs ?? HALVES_AFTER_MS };
      }
    }
  }

  return {
    /** How many boots are known to wait. */
    get waiting(): number {
      return waiting.size;
    },
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
