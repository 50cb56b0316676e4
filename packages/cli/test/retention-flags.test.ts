import { expect, test } from "vitest";
import { retentionArgs } from "../src/flags/retention-flags.ts";
import { hacotaki } from "./hacotaki.ts";

test.each([
  [["record", "--keep", "soon"], {}, "such as 36h"],
  [["record", "--keep", "0h"], {}, "for an hour (1h) or longer"],
  [["record", "--max-size", "1MB"], {}, "give 32MB or more"],
  [["up", "--no-collect", "--keep", "30d"], {}, "go with a collector"],
  [["up"], { HACOTAKI_MAX_SIZE: "5 elephants" }, "such as 500MB"],
] as const)("%j with %j is wrong usage, and says what is right", async (args, env, words) => {
  const { code, stderr } = await hacotaki(args, { env });
  expect([code, stderr]).toEqual([2, expect.stringContaining(words) as string]);
});

test("what a collector is asked to keep is passed on exactly", () => {
  expect(retentionArgs({ keep: 720n * 3_600_000_000_000n, maxSize: 1.5 * 2 ** 30 })).toEqual([
    "--keep",
    "720h",
    "--max-size",
    "1610612736B",
  ]);
  expect(retentionArgs({})).toEqual([]);
});
