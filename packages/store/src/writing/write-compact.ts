import type { StoreWriter } from "../contract.ts";
import { EVENTS_A_BLOCK } from "../events/event-block.ts";
import { createBootPacker } from "./pack-boots.ts";
import type { Ledger } from "./transaction.ts";

/** Runs looked at in one transaction: of most, the few events of a boot. */
const RUNS = 24;

type Waiting = { readonly since: bigint; readonly run_key: bigint };

/** Packing events more tightly once nobody is likely to add to them. */
export function createCompactor({ db, blocks, transact }: Ledger): Pick<StoreWriter, "compact"> {
  const waiting = db.prepare<[bigint, number], Waiting>(
    "SELECT since, run_key FROM fresh_run WHERE since <= ? ORDER BY since, run_key LIMIT ?",
  );
  const done = db.prepare("DELETE FROM fresh_run WHERE since = ? AND run_key = ?");

  const packBoots = createBootPacker(db);

  /** The runs' events are few together, or those of one run. */
  function compactSome(runs: readonly Waiting[]): void {
    let events = 0;
    for (const { since, run_key } of runs) {
      const { isDone, events: read } = blocks.compact(run_key);
      if (isDone) done.run(since, run_key);
      events += read;
      if (events >= EVENTS_A_BLOCK) return;
    }
  }

  return {
    compact: (before) =>
      transact("compact", () => {
        const runs = waiting.all(before / 1_000_000_000n, RUNS);
        compactSome(runs);
        return runs.length > 0 || packBoots() || blocks.packSome();
      }),
  };
}
