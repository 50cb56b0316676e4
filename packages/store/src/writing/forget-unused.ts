import type { StoreWriter } from "../contract.ts";
import type { Ledger } from "./transaction.ts";
import { createSharedSweeper } from "./unused-shared.ts";

/** What no boot has any more goes: of one kind after the other. */
export function createForgetting(ledger: Ledger): Pick<StoreWriter, "forgetUnused"> {
  const sweepers = [createSharedSweeper(ledger, "namespaces"), createSharedSweeper(ledger, "surroundings")];
  let place = 0;
  return {
    forgetUnused() {
      if (sweepers[place]?.() === true) return true;
      place = (place + 1) % sweepers.length;
      return place !== 0;
    },
  };
}
