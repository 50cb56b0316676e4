import type { BootId, HitsMessage, ShownEvent, ShownMark } from "@hacotaki/core";
import { useEffect, useRef, useState } from "react";
import { readWire } from "../../../follow/read-wire.ts";

const TYPING_MS = 150;
/** Hits of a page: more are loaded as somebody comes to the last one. */
const PAGE = 100;

export type Served = "marks" | "events";
type Side<Row> = {
  readonly rows: readonly Row[];
  /** All of them, as far as they were counted. */
  readonly count: number;
  readonly isCounted: boolean;
  /** Where rows go on that are not loaded yet. */
  readonly next: string | undefined;
};
export type ServedHits = {
  readonly marks: Side<ShownMark>;
  readonly events: Side<ShownEvent>;
  readonly isLost: boolean;
};

const NOTHING = { rows: [], count: 0, isCounted: false, next: undefined };
const NONE: ServedHits = { marks: NOTHING, events: NOTHING, isLost: false };

type Ask = (side: Served, after: string | undefined, limit: number) => Promise<HitsMessage>;

const asking =
  (id: BootId, text: string, signal: AbortSignal): Ask =>
  (side, after, limit) => {
    const query = new URLSearchParams({ in: side, q: text, limit: String(limit) });
    if (after !== undefined) query.set("after", after);
    return readWire(`/api/boots/${id}/search?${query}`, signal);
  };

/** The next hits: answers that looked at many rows and found nothing are passed. */
async function nextHits(ask: Ask, side: Served, after: string | undefined): Promise<HitsMessage> {
  let message = await ask(side, after, PAGE);
  while (message.count === 0 && message.next !== undefined) message = await ask(side, message.next, PAGE);
  return message;
}

/** What was known and what came, of marks or of events; `counted` says what is known of their number by now. */
function withPage(
  old: ServedHits,
  side: Served,
  { marks, events, next }: HitsMessage,
  counted: Partial<Pick<Side<unknown>, "count" | "isCounted">>,
): ServedHits {
  return side === "marks"
    ? { ...old, marks: { ...old.marks, ...counted, rows: [...old.marks.rows, ...marks], next } }
    : { ...old, events: { ...old.events, ...counted, rows: [...old.events.rows, ...events], next } };
}

const withCount = (old: ServedHits, side: Served, more: number, isCounted: boolean): ServedHits => ({
  ...old,
  [side]: { ...old[side], count: old[side].count + more, isCounted },
});

/**
 * Marks and events of a boot that hold what is looked for: the first hits of both, then how many there are, asked for in
 * steps that each look at a bounded number of rows. `load` brings further ones and says whether there were any.
 */
export function useServedHits(id: BootId, text: string) {
  const [hits, setHits] = useState(NONE);
  const session = useRef<{ readonly ask: Ask; isLoading: boolean }>(undefined);
  useEffect(() => {
    const stop = new AbortController();
    const ask = asking(id, text, stop.signal);
    session.current = { ask, isLoading: false };
    async function search(): Promise<void> {
      setHits(NONE);
      const rest: [Served, string][] = [];
      for (const side of ["marks", "events"] as const) {
        const first = await nextHits(ask, side, undefined);
        const { count, next } = first;
        setHits((old) => withPage(old, side, first, { count, isCounted: next === undefined }));
        if (next !== undefined) rest.push([side, next]);
      }
      for (const [side, from] of rest)
        for (let after: string | undefined = from; after !== undefined; ) {
          const { count, next }: HitsMessage = await ask(side, after, 0);
          setHits((old) => withCount(old, side, count, next === undefined));
          after = next;
        }
    }
    const timer = setTimeout(() => {
      search().catch(() => !stop.signal.aborted && setHits((old) => ({ ...old, isLost: true })));
    }, TYPING_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [id, text]);

  async function load(side: Served): Promise<boolean> {
    const { current } = session;
    const { next } = hits[side];
    if (current === undefined || current.isLoading || next === undefined) return false;
    current.isLoading = true;
    try {
      const page = await nextHits(current.ask, side, next);
      if (session.current === current) setHits((old) => withPage(old, side, page, {}));
      return session.current === current && page.count > 0;
    } catch {
      // Coming to the last hit once more asks again.
      return false;
    } finally {
      current.isLoading = false;
    }
  }
  return { hits, load };
}
