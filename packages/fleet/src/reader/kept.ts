import { makeRoom } from "@hacotaki/store";

/** What was read is told for so many times as long as it took, ms at least: a fleet is asked no more than it can tell. */
const AGAIN_FACTOR = 10;
const LEAST_AGAIN_MS = 1_000;
/** More are not kept. */
const MOST_KEPT = 1_000;

/** Values by name, each read with others that are asked for at the same time, and kept for a while. */
export type Kept<Value> = {
  /** Names without a value are left out. */
  of(names: readonly string[]): Promise<ReadonlyMap<string, Value>>;
};

type Entry<Value> = { readonly value: Promise<Value | undefined>; until: number };

export function createKept<Value>(
  read: (names: readonly string[]) => Promise<ReadonlyMap<string, Value>>,
  now: () => number = () => performance.now(),
): Kept<Value> {
  const kept = new Map<string, Entry<Value>>();

  function readNow(names: readonly string[]): void {
    const began = now();
    const reading = read(names);
    const entries = names.map((name) => {
      const entry = { value: reading.then((values) => values.get(name)), until: Infinity };
      kept.delete(name);
      makeRoom(kept, MOST_KEPT);
      kept.set(name, entry);
      return { name, entry };
    });
    reading.then(
      () => {
        const until = now() + Math.max(LEAST_AGAIN_MS, (now() - began) * AGAIN_FACTOR);
        for (const { entry } of entries) entry.until = until;
      },
      () => {
        for (const { name, entry } of entries) if (kept.get(name) === entry) kept.delete(name);
      },
    );
  }

  return {
    async of(names) {
      const asked = [...new Set(names)];
      const missing = asked.filter((name) => (kept.get(name)?.until ?? -Infinity) < now());
      if (missing.length > 0) readNow(missing);
      const found = await Promise.all(
        asked.map(async (name) => [name, await kept.get(name)?.value] as const),
      );
      return new Map(found.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])));
    },
  };
}

/** What takes less is asked anew each time, ms. */
const QUICK_MS = 200;

/**
 * One answer that is a look at every boot: whoever asks meanwhile is told the same, and of a fleet that is large enough for
 * it to take long, for ten times as long as it took.
 */
export function createKeptAnswer<Answer>(
  read: () => Promise<Answer>,
  now: () => number = () => performance.now(),
): () => Promise<Answer> {
  let kept: { readonly answer: Promise<Answer>; until: number } | undefined;
  return () => {
    if (kept !== undefined && now() < kept.until) return kept.answer;
    const began = now();
    const entry = { answer: read(), until: Infinity };
    kept = entry;
    entry.answer.then(
      () => {
        const took = now() - began;
        entry.until = took < QUICK_MS ? -Infinity : now() + took * AGAIN_FACTOR;
      },
      () => {
        if (kept === entry) kept = undefined;
      },
    );
    return entry.answer;
  };
}
