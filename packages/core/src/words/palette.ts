import type { BootId, Outcome } from "../domain/boot.ts";

/** What a database has for a text typed into the command palette; all of little. */
export type PaletteMessage = {
  readonly containers: readonly { readonly name: string; readonly boots: number }[];
  readonly boots: readonly {
    readonly id: BootId;
    readonly container: string;
    readonly outcome: Outcome;
    /** UTC ns. */
    readonly wallTime?: bigint;
    /** Boot duration, ns. */
    readonly durationNs?: bigint;
  }[];
};
