import type { Outcome } from "@hacotaki/core";
import type { Terminal } from "./terminal.ts";

/** A sign and a word: neither colour nor shape alone has to be read. */
const SIGNS: Readonly<Record<Outcome, readonly [blocks: string, plain: string]>> = {
  booting: ["◌", "~"],
  up: ["✓", "+"],
  ready: ["●", "*"],
  failed: ["✗", "x"],
  partial: ["◐", "?"],
};

export const outcomeText = (outcome: Outcome, { hasBlocks }: Terminal) =>
  `${SIGNS[outcome][hasBlocks ? 0 : 1]} ${outcome}`;
