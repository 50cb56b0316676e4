import { expect, test } from "vitest";
import { paintFor } from "../src/terminal/paint.ts";
import { sparklines } from "../src/terminal/sparkline.ts";
import { drawTable } from "../src/terminal/table.ts";

/** Arguments of one call would overflow the stack. */
const MANY = 200_000;
const terminal = { columns: 80, hasBlocks: true, isLight: false, colourDepth: 1 } as const;

test("a table has any number of rows", () => {
  const cells = Array.from({ length: MANY }, (_, n) => `boot ${n}`);
  const lines = drawTable([{ title: "BOOT", cells }], paintFor(terminal));
  expect(lines).toHaveLength(MANY + 1);
  expect(lines.at(-1)).toBe(`boot ${MANY - 1}`);
}, 120_000);

test("a distribution has any number of boots", () => {
  const ecdf = Array.from({ length: MANY }, (_, n) => ({ duration: n + 1, share: (n + 1) / MANY }));
  const { baseline, candidate } = sparklines(ecdf, ecdf.slice(0, 1), 12);
  expect(baseline).toHaveLength(12);
  expect(candidate.trim()).toHaveLength(1);
}, 120_000);
