import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { EXPECTED, isKept, REASON_SLUGS, REASON_WORDS } from "../../src/index.ts";

const page = readFileSync(join(import.meta.dirname, "../../../../docs/why.md"), "utf8");

test.each(REASON_SLUGS)("the documentation says of %s what the program says of it", (slug) => {
  const { label, measured, remedy } = REASON_WORDS[slug];
  const expected = EXPECTED[slug] / 1_000_000n;
  const most = isKept(slug) ? (expected === 0n ? "0" : `${expected} ms`) : "—";
  expect(page).toContain(`| \`${slug}\` | ${label} | ${measured} | ${most} | ${remedy} |`);
});
