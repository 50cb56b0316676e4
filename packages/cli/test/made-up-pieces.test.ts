import { expect, test } from "vitest";
import { makePieces, type MadePiece } from "../src/generate/made.ts";
import { AHEAD, piecesOf } from "../src/generate/pieces.ts";

const PLAN = {
  boots: 600,
  seed: 4,
  hosts: 2,
  containers: 5,
  days: 2,
  until: 1_790_000_000_000_000_000n,
  piece: 10,
};

async function taken(pieces: AsyncIterable<MadePiece>): Promise<MadePiece[]> {
  const all: MadePiece[] = [];
  for await (const piece of pieces) all.push(piece);
  return all;
}

test("a thread makes the pieces of a plan, more than it may be ahead, in their order", async () => {
  const made = await taken(piecesOf(PLAN));
  expect(made.length).toBeGreaterThan(AHEAD);
  expect(made).toEqual(structuredClone([...makePieces(PLAN)]));
});

test("what goes wrong in the thread is told to who takes its pieces", async () => {
  // Instants that no row can hold.
  await expect(taken(piecesOf({ ...PLAN, until: 2n ** 80n }))).rejects.toThrow(RangeError);
});

test("who stops taking pieces ends the thread", async () => {
  for await (const { line, collector } of piecesOf({ ...PLAN, boots: 1_000_000, piece: 1_000 })) {
    expect([line, collector?.source.kind]).toEqual([0, "live"]);
    break;
  }
});
