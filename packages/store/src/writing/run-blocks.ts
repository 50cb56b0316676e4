import { eventKey, instant, type Instant } from "@hacotaki/core";
import { asked, bound, question } from "../connection/asked.ts";
import type { Connection } from "../connection/connection.ts";
import type { Dictionaries } from "./dictionaries.ts";
import { DamagedRow, unlessDamaged } from "../error.ts";
import {
  assertIntact,
  blockOf,
  eventsOfBlock,
  EVENTS_A_BLOCK,
  isDeflated,
  isWorthPressing,
  packBlocks,
  refiled,
  slotsOf,
  tellsInside,
  WORTH_DEFLATING_LIVE,
} from "../events/event-block.ts";
import type { Filed } from "../events/event-codec.ts";
import { compareKeys } from "../events/event-order.ts";
import { createEventRows, type EventRows } from "../reading/event-rows.ts";
import { incoming, inOrder, type Incoming } from "../events/incoming.ts";
import type { RunArchives } from "./run-archives.ts";
import type { EventKey, PackedEvents } from "../packing/packed.ts";
import { makeRoom } from "../values/remembered.ts";
import type { EventBlockRow } from "../connection/tables.ts";

/**
 * The blocks of runs, for who writes. No event stands twice among the blocks of a run; they may overlap in time. What a
 * version before stored as rows is packed as soon as a run is written to.
 */
export type RunBlocks = {
  /** Adds events of a run; how many were not there yet. */
  add(run: bigint, events: Incoming): number;
  /** All of a run, in order. @throws DamagedRow */
  all(run: bigint): readonly Filed[];
  /** Puts these in place of all that a run has. */
  replace(run: bigint, filed: readonly Filed[]): void;
  /** Files under another boot, or the run alone, what is filed under one. */
  moveBoot(run: bigint, from: bigint, to: bigint | null): void;
  /** Moves everything to another run; how many events that one had already. */
  moveRun(from: bigint, to: bigint): number;
  /** Deletes so many blocks of a run, the earliest first; rows of a version before stay. */
  cut(run: bigint, most: number): { readonly blocks: number; readonly events: number };
  /** Puts a run that is archived into tables of its own: it is about to change. */
  takeOut(run: bigint): void;
  /** All of a run, taken away: it is in an archive from now on. */
  leave(run: bigint): void;
  /** Merges blocks that wait for it and compresses them, about `EVENTS_A_BLOCK` events at most. */
  compact(run: bigint): { readonly isDone: boolean; readonly events: number };
  /** Packs rows of a version before, about as many; true when there were any. */
  packSome(): boolean;
  /** From now on small blocks wait to be deflated until they are compacted. */
  deflateLater(): void;
  /** Of what is remembered: another process may have written. */
  forget(): void;
};

/**
 * What is known of a run's blocks without a look at them. Of many events of one instant (a text tool's clock, marks in a
 * loop) `last` alone tells that those which follow it are new; it is not known of what an earlier process wrote.
 */
type Tail = { lastAt: bigint | undefined; last: EventKey | undefined; fresh: number };

/** Runs that go on are few beside it; of one that is forgotten the next save asks its blocks once. */
const MAX_REMEMBERED = 4_000;
/** A run with so many small blocks gets them merged: looking for an event among them stays quick. */
const SMALL_BLOCKS = 64;
/** Less than it is a small block of those that are compressed. */
const SMALL_COMPACT = EVENTS_A_BLOCK / 8;

/** Whether an event is after all that a run has. */
const isBehind = ({ lastAt, last }: Tail, event: EventKey): boolean =>
  lastAt === undefined ||
  event[0] > lastAt ||
  (event[0] === lastAt && last !== undefined && compareKeys(last, event) < 0);

function statements(db: Connection) {
  const ofRun = question.selectFrom("event_block").selectAll().where("run_key", "=", bound<bigint>());
  return {
    ofRun: asked(db, ofRun.orderBy("first_at")),
    overlapping: asked(
      db,
      ofRun.where("last_at", ">=", bound<Instant>()).where("first_at", "<=", bound<Instant>()),
    ),
    fresh: db.prepare<[bigint], EventBlockRow>(
      `SELECT * FROM event_block WHERE run_key = ? AND is_compact = 0 AND count < ${EVENTS_A_BLOCK / 2} ORDER BY first_at`,
    ),
    waiting: db.prepare<[bigint], EventBlockRow>(
      `SELECT * FROM event_block WHERE run_key = ? AND is_compact = 0 ORDER BY first_at LIMIT ${SMALL_BLOCKS}`,
    ),
    smallCompact: db.prepare<[bigint], EventBlockRow>(
      `SELECT * FROM event_block WHERE run_key = ? AND is_compact = 1 AND count < ${SMALL_COMPACT}
       ORDER BY last_at DESC LIMIT 1`,
    ),
    tail: db.prepare<[bigint], { lastAt: bigint | null; fresh: bigint | null }>(
      "SELECT max(last_at) AS lastAt, sum(is_compact = 0) AS fresh FROM event_block WHERE run_key = ?",
    ),
    insert: db.prepare(
      `INSERT INTO event_block (run_key, first_at, last_at, count, boots, checksum, is_compact, bytes)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    refile: db.prepare("UPDATE event_block SET boots = ?, checksum = ? WHERE key = ?"),
    moveDamaged: db.prepare("UPDATE event_block SET run_key = ? WHERE key = ?"),
    markCompact: db.prepare("UPDATE event_block SET is_compact = 1 WHERE key = ?"),
    removeBlock: db.prepare("DELETE FROM event_block WHERE key = ?"),
    removeAll: db.prepare("DELETE FROM event_block WHERE run_key = ?"),
    first: db.prepare<[bigint, number], Pick<EventBlockRow, "key" | "count">>(
      "SELECT key, count FROM event_block WHERE run_key = ? ORDER BY first_at LIMIT ?",
    ),
    queue: db.prepare("INSERT OR IGNORE INTO fresh_run (since, run_key) VALUES (?, ?)"),
  };
}

/** Events of those blocks that are as they were written; the others stay, to be told of by who reads them. */
function intact(
  blocks: readonly EventBlockRow[],
  rows: EventRows,
): { row: EventBlockRow; filed: readonly Filed[] }[] {
  return blocks.flatMap((row) => {
    try {
      return [{ row, filed: eventsOfBlock(row, rows.textOf) }];
    } catch (error) {
      if (error instanceof DamagedRow) return [];
      throw error;
    }
  });
}

// oxlint-disable-next-line eslint/max-lines-per-function -- statements, and short functions over them within one transaction
export function createRunBlocks(
  db: Connection,
  dictionaries: Dictionaries,
  archives: RunArchives,
): RunBlocks {
  const sql = statements(db);
  const rows = createEventRows(db);
  const tails = new Map<bigint, Tail>();
  let worthDeflating: number | undefined;
  /** Whether any run has rows of a version before; undefined until somebody looks. */
  let hasRows: boolean | undefined;
  const digestOf = (text: string) => dictionaries.hacoText(text).digest;

  function insert(run: bigint, blocks: readonly PackedEvents[], isCompact: boolean): number {
    for (const packed of blocks) {
      const { run_key, first_at, last_at, count, boots, checksum, is_compact, bytes } = blockOf(
        run,
        packed,
        isCompact,
        worthDeflating,
      );
      sql.insert.run(run_key, first_at, last_at, count, boots, checksum, is_compact, bytes);
    }
    return blocks.length;
  }

  /** Writes sorted events of which none is there yet; how many blocks they took. */
  const write = (run: bigint, filed: readonly Filed[], isCompact: boolean): number =>
    insert(run, packBlocks(filed, { digestOf, isCompact }), isCompact);

  function writeFresh(run: bigint, tail: Tail, events: Incoming | undefined): void {
    if (events === undefined) return;
    if (tail.fresh === 0) queue(run);
    tail.fresh +=
      events.blocks === undefined ? write(run, events.events(), false) : insert(run, events.blocks, false);
    const { last } = events;
    if (isBehind(tail, last)) {
      tail.lastAt = last[0];
      tail.last = last;
    }
  }

  /** Packs the rows of a version before, so that a run has nothing but blocks. */
  function packRows(run: bigint): void {
    hasRows ??= rows.someRun() !== undefined;
    if (!hasRows) return;
    for (;;) {
      const filed = rows.first(run, EVENTS_A_BLOCK);
      if (filed.length === 0) return;
      write(run, filed, true);
      rows.remove(run, EVENTS_A_BLOCK);
    }
  }

  const queue = (run: bigint) => void sql.queue.run(Math.floor(Date.now() / 1_000), run);

  function takeOut(run: bigint): void {
    const filed = archives.takeOut(run);
    if (filed === undefined) return;
    write(run, filed, true);
    queue(run);
    tails.delete(run);
  }

  /** So that a run has nothing but blocks. */
  function unpackOld(run: bigint): void {
    packRows(run);
    takeOut(run);
  }

  function tailOf(run: bigint): Tail {
    let tail = tails.get(run);
    if (tail !== undefined) return tail;
    unpackOld(run);
    const found = sql.tail.get(run);
    tail = { lastAt: found?.lastAt ?? undefined, last: undefined, fresh: Number(found?.fresh ?? 0n) };
    makeRoom(tails, MAX_REMEMBERED);
    tails.set(run, tail);
    return tail;
  }

  /** Those that no block of the run has. */
  function unknown(run: bigint, tail: Tail, given: Incoming): Incoming | undefined {
    if (isBehind(tail, given.first)) return given;
    const [first, last] = [instant(given.first[0]), instant(given.last[0])];
    const blocks = sql.overlapping.all(run, first, last);
    const known = new Set<string>();
    for (const { filed: stored } of intact(blocks, rows))
      for (const { event } of stored) if (event.at >= first && event.at <= last) known.add(eventKey(event));
    return known.size === 0
      ? given
      : incoming(given.events().filter(({ event }) => !known.has(eventKey(event))));
  }

  /** Whether a block that is to be compacted alone takes fewer bytes once it is. */
  const gains = (block: EventBlockRow) =>
    isWorthPressing(block) &&
    (!isDeflated(block) || intact([block], rows).some(({ filed }) => tellsInside(filed)));

  /** Puts the events of blocks into as few blocks as hold them. */
  function merge(run: bigint, blocks: readonly EventBlockRow[], isCompact: boolean): number {
    const found = intact(blocks, rows);
    for (const { row } of found) sql.removeBlock.run(row.key);
    return write(run, inOrder(found.flatMap(({ filed }) => filed)), isCompact);
  }

  /** An import of what is there already leaves it in its archive. */
  function isArchived(run: bigint, given: Incoming): boolean {
    if (tails.has(run) || archives.around(run) === undefined) return false;
    const known = new Set(unlessDamaged(() => archives.events(run))?.map(({ event }) => eventKey(event)));
    return known.size > 0 && given.events().every(({ event }) => known.has(eventKey(event)));
  }

  function add(run: bigint, given: Incoming): number {
    if (isArchived(run, given)) return 0;
    const tail = tailOf(run);
    const added = unknown(run, tail, given);
    writeFresh(run, tail, added);
    if (tail.fresh >= SMALL_BLOCKS) tail.fresh = merge(run, sql.fresh.all(run), false);
    return added?.count ?? 0;
  }

  function all(run: bigint): readonly Filed[] {
    packRows(run);
    const filed = sql.ofRun.all(run).flatMap((block) => eventsOfBlock(block, rows.textOf));
    return inOrder([...(archives.events(run) ?? []), ...filed]);
  }

  return {
    add,
    all,
    takeOut,
    leave(run) {
      sql.removeAll.run(run);
      tails.delete(run);
    },
    replace(run, filed) {
      unpackOld(run);
      sql.removeAll.run(run);
      const tail: Tail = { lastAt: undefined, last: undefined, fresh: 0 };
      tails.set(run, tail);
      writeFresh(run, tail, incoming(filed));
    },
    moveBoot(run, from, to) {
      unpackOld(run);
      for (const block of sql.ofRun.all(run)) {
        try {
          assertIntact(block);
        } catch {
          continue; // who reads it is told
        }
        const slots = slotsOf(block);
        if (!slots.some(([boot]) => boot === from)) continue;
        const { boots, checksum } = refiled(
          block,
          slots.map(([boot, count]) => [boot === from ? to : boot, count] as const),
        );
        sql.refile.run(boots, checksum, block.key);
      }
    },
    moveRun(from, to) {
      unpackOld(from);
      const blocks = sql.ofRun.all(from);
      const found = intact(blocks, rows);
      for (const { row } of found) sql.removeBlock.run(row.key);
      for (const { key } of blocks) sql.moveDamaged.run(to, key);
      tails.delete(from);
      const filed = found.flatMap((each) => each.filed);
      const events = incoming(filed);
      return events === undefined ? 0 : filed.length - add(to, events);
    },
    cut(run, most) {
      const found = sql.first.all(run, most === Number.POSITIVE_INFINITY ? -1 : most);
      for (const { key } of found) sql.removeBlock.run(key);
      tails.delete(run);
      return { blocks: found.length, events: found.reduce((sum, { count }) => sum + Number(count), 0) };
    },
    compact(run) {
      packRows(run);
      tails.delete(run);
      const waiting = sql.waiting.all(run);
      const blocks: EventBlockRow[] = [];
      let events = 0;
      for (const block of waiting) {
        if (blocks.length > 0 && events + Number(block.count) > EVENTS_A_BLOCK) break;
        blocks.push(block);
        events += Number(block.count);
      }
      if (blocks.length === 0) return { isDone: true, events };
      const beside = events < SMALL_COMPACT ? sql.smallCompact.get(run) : undefined;
      const [only] = blocks;
      if (beside === undefined && blocks.length === 1 && only !== undefined && !gains(only)) {
        // Pressed already, quickly: what is left to gain is not worth writing it once more.
        sql.markCompact.run(only.key);
        return { isDone: waiting.length === 1, events: 0 };
      }
      const merged = merge(run, beside === undefined ? blocks : [beside, ...blocks], true);
      const isAll = blocks.length === waiting.length && waiting.length < SMALL_BLOCKS;
      return { isDone: merged === 0 || isAll, events };
    },
    packSome() {
      const run = rows.someRun();
      if (run === undefined) return false;
      write(run, rows.first(run, EVENTS_A_BLOCK), true);
      rows.remove(run, EVENTS_A_BLOCK);
      tails.delete(run);
      return true;
    },
    deflateLater() {
      worthDeflating = WORTH_DEFLATING_LIVE;
    },
    forget() {
      tails.clear();
      hasRows = undefined;
    },
  };
}
