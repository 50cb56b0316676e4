import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { openStore, StoreError, type StoreReader } from "../src/index.ts";
import { bootAt, bootIdAt, saveBoots } from "./builder.ts";
import { temporaryDatabase } from "./folder.ts";

const BOOTS = 30;
const ROUNDS = 150;
const SQLITE_HEADER = 100;

/** Numbers from 0 to `below`, the same in every run. Marsaglia's xorshift, 32 bits. */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

function whole(): Buffer {
  const path = temporaryDatabase();
  const store = openStore(path, { mode: "write" });
  saveBoots(
    store,
    Array.from({ length: BOOTS }, (_, n) => bootAt(n)),
  );
  store.checkpoint();
  store.close();
  return readFileSync(path);
}

/** What each read of a database throws. */
async function failuresOf(path: string): Promise<unknown[]> {
  const failures: unknown[] = [];
  const look = async (work: () => Promise<unknown>) => work().catch((error: unknown) => failures.push(error));
  let store: StoreReader;
  try {
    store = openStore(path, { mode: "read" });
  } catch (error) {
    return [error];
  }
  try {
    await look(() => store.listBoots({ limit: BOOTS, sort: "newest" }));
    await look(() => store.recordings(10));
    await look(() => store.samples({ limit: BOOTS }));
    await look(() => store.facts());
    for (let n = 0; n < BOOTS; n++) {
      await look(() => store.findBoot(bootIdAt(n)));
      await look(() => store.eventsOf(bootIdAt(n)));
    }
  } finally {
    store.close();
  }
  return failures;
}

test("whatever bits are flipped, a read gives data or says that the file is damaged", async () => {
  const intact = whole();
  const next = seeded(20_261_123);
  let damaged = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const bytes = Buffer.from(intact);
    for (let flips = 0; flips < 20; flips++) {
      const at = SQLITE_HEADER + next(bytes.length - SQLITE_HEADER);
      bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << next(8)), at);
    }
    const path = temporaryDatabase();
    writeFileSync(path, bytes);
    const failures = await failuresOf(path);
    for (const error of failures) expect(error).toBeInstanceOf(StoreError);
    if (failures.length > 0) damaged += 1;
  }
  expect(damaged).toBeGreaterThan(ROUNDS / 10);
});
