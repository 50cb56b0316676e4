import { makeRoom } from "@hacotaki/store";

/** What was read is told for so many times as long as it took: a fleet is asked no more than it can tell. */
const AGAIN_FACTOR = 10;
/** Values by name are told for so long at least, ms. */
const LEAST_AGAIN_MS = 1_000;
/** An answer that takes less is asked anew each time, ms. */
const QUICK_MS = 200;
/** More are not kept. */
const MOST_KEPT = 1_000;

type Now = () => number;
/** An answer under way, or that is told until `until`; one that failed is not told again. */
type Entry<Answer> = { readonly answer: Promise<Answer>; until: number };

/** `againMs`: for how long an answer that took so long is told again. */
function begin<Answer>(
  read: () => Promise<Answer>,
  againMs: (tookMs: number) => number,
  now: Now,
): Entry<Answer> {
  const began = now();
  const entry = { answer: read(), until: Infinity };
  entry.answer.then(
    () => (entry.until = now() + againMs(now() - began)),
    () => (entry.until = -Infinity),
  );
  return entry;
}
const isTold = <Answer>(entry: Entry<Answer> | undefined, now: Now): entry is Entry<Answer> =>
  entry !== undefined && now() <= entry.until;

/** Values by name, each read with others that are asked for at the same time, and kept for a while. */
export type Kept<Value> = {
  /** Names without a value are left out. */
  of(names: readonly string[]): Promise<ReadonlyMap<string, Value>>;
};

export function createKept<Value>(
  read: (names: readonly string[]) => Promise<ReadonlyMap<string, Value>>,
  now: Now = () => performance.now(),
): Kept<Value> {
  const kept = new Map<string, Entry<ReadonlyMap<string, Value>>>();
  const againMs = (took: number) => Math.max(LEAST_AGAIN_MS, took * AGAIN_FACTOR);
  return {
    async of(names) {
      const entries = new Map<string, Entry<ReadonlyMap<string, Value>>>();
      const missing = new Set<string>();
      for (const name of names) {
        const entry = kept.get(name);
        if (isTold(entry, now)) entries.set(name, entry);
        else missing.add(name);
      }
      if (missing.size > 0) {
        const entry = begin(() => read([...missing]), againMs, now);
        for (const name of missing) {
          entries.set(name, entry);
          kept.delete(name);
          makeRoom(kept, MOST_KEPT);
          kept.set(name, entry);
        }
      }
      const found = await Promise.all(
        [...entries].map(async ([name, { answer }]) => [name, (await answer).get(name)] as const),
      );
      return new Map(found.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])));
    },
  };
}

/**
 * One answer that is a look at every boot: whoever asks meanwhile is told the same, and of a fleet that is large enough for
 * it to take long, for ten times as long as it took.
 */
export function createKeptAnswer<Answer>(
  read: () => Promise<Answer>,
  now: Now = () => performance.now(),
): () => Promise<Answer> {
  let kept: Entry<Answer> | undefined;
  const againMs = (took: number) => (took < QUICK_MS ? -Infinity : took * AGAIN_FACTOR);
  return () => {
    if (!isTold(kept, now)) kept = begin(read, againMs, now);
    return kept.answer;
  };
}
