import type { StoreWriter } from "../contract.ts";
import { createArchiver, type Waiting } from "./write-archive.ts";
import { translated } from "../error.ts";
import { EVENTS_A_BLOCK } from "../events/event-block.ts";
import { createBootPacker } from "./pack-boots.ts";
import type { Ledger } from "./transaction.ts";

/** Runs compacted in one transaction: of most, the few events of a boot. */
const RUNS = 24;

/** Later than any clock tells: all that waits is wanted, be it enough for an archive of its own or not. */
const isAll = (before: bigint) => before > BigInt(Date.now()) * 1_000_000n;

/** Packing what is stored of runs more tightly once nobody is likely to add to them. */
export function createCompactor(ledger: Ledger, path: string): Pick<StoreWriter, "compact"> {
  const { db, blocks, transact } = ledger;
  const done = db.prepare("DELETE FROM fresh_run WHERE since = ? AND run_key = ?");
  const packBoots = createBootPacker(db);
  const archiver = createArchiver(ledger);

  /** Of runs that are under way yet, or too large for an archive: their events are few together, or those of one run. */
  function compactSome(runs: readonly Waiting[]): void {
    let events = 0;
    for (const { since, run_key } of runs.slice(0, RUNS)) {
      const { isDone, events: read } = blocks.compact(run_key);
      if (isDone) done.run(since, run_key);
      events += read;
      if (events >= EVENTS_A_BLOCK) return;
    }
  }

  function archive(before: bigint) {
    try {
      return archiver.step(before / 1_000_000_000n, isAll(before));
    } catch (error) {
      throw translated(error, "archive runs of", path);
    }
  }

  return {
    compact(before) {
      const others = archive(before);
      if (others === "waits") return transact("compact", () => packBoots() || blocks.packSome());
      if (others.length > 0) transact("compact", () => compactSome(others));
      return true;
    },
  };
}
