import { expect, test } from "vitest";
import { unreadableOf } from "../src/targets/unreadable.ts";

const lost = (address: bigint, index: number) => ({ address, index, argument: `8@lost${index}(%rip)` });

test("a phase that one of its places hides is missing there, and the others are seen", () => {
  expect(
    unreadableOf([{ name: "bootstrap_phase_pass", locations: 2, unreadable: [lost(16n, 0), lost(16n, 1)] }]),
  ).toEqual({
    isBlind: false,
    messages: [
      "the arguments of bootstrap_phase_pass at 0x10 cannot be read (8@lost0(%rip) 8@lost1(%rip)): the phases passed there will be missing",
    ],
  });
});

test("an argument beside the phase costs its value alone, and a mark without its flag is none", () => {
  const { isBlind, messages } = unreadableOf([
    { name: "bootstrap_phase_pass", locations: 1, unreadable: [lost(1n, 1)] },
    { name: "probe_misc", locations: 1, unreadable: [lost(2n, 0)] },
    { name: "probe_misc_str", locations: 1, unreadable: [lost(3n, 1)] },
  ]);
  expect(isBlind).toBe(false);
  expect(messages.map((message) => message.replace(/.*: /, ""))).toEqual([
    "boots will lack these values",
    "what fires there will be missing",
    "boots will lack these values",
  ]);
});

test("no boots will be seen only where no generation's phases can be read", () => {
  const blind = { name: "probe-boottime", locations: 1, unreadable: [lost(1n, 0)] };
  expect(unreadableOf([blind]).isBlind).toBe(true);
  expect(unreadableOf([blind, { name: "bootstrap_phase_pass", locations: 1, unreadable: [] }]).isBlind).toBe(
    false,
  );
  expect(unreadableOf([{ name: "probe_misc", locations: 1, unreadable: [lost(1n, 0)] }]).isBlind).toBe(false);
});
