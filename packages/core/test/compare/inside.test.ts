import { expect, test } from "vitest";
import { comparedInside, instant, type ShownDetail } from "../../src/index.ts";
import { madeCall, madeDetail, madeHelper, START } from "../made-detail.ts";

const known = (detail: ShownDetail | undefined) => ({ startAt: instant(START), detail });

test("calls of one name and span are held against each other, what differs most first", () => {
  const a = madeDetail([
    madeCall("mount", 0n, 10n),
    madeCall("mount", 20n, 30n),
    madeCall("umount2", 40n, 50n),
  ]);
  const b = madeDetail([madeCall("mount", 0n, 15n), madeCall("umount2", 40n, 940n)]);
  expect(comparedInside([known(a), known(b)])).toEqual([
    {
      slug: "mount",
      kind: "call",
      name: "umount2",
      sums: [
        { count: 1, ns: 10n },
        { count: 1, ns: 900n },
      ],
    },
    {
      slug: "mount",
      kind: "call",
      name: "mount",
      sums: [
        { count: 2, ns: 20n },
        { count: 1, ns: 15n },
      ],
    },
  ]);
});

test("programs are held against each other by name, wherever they lie", () => {
  const a = madeDetail([], [madeHelper(5, 0n, 10n, { command: ["/sbin/ip", "a"] })]);
  const b = madeDetail([], [madeHelper(6, 0n, 30n, { command: ["/usr/sbin/ip", "link"] })]);
  expect(comparedInside([known(a), known(b)])).toMatchObject([
    {
      kind: "helper",
      name: "ip",
      sums: [
        { count: 1, ns: 10n },
        { count: 1, ns: 30n },
      ],
    },
  ]);
});

test("what a boot did not do is none, and what nobody saw of a boot is not known", () => {
  const a = madeDetail([madeCall("mount", 0n, 10n)]);
  const nothing = madeDetail([]);
  const off = madeDetail([], [], { level: "off" });
  const [row] = comparedInside([known(a), known(nothing), known(off), known(undefined)]);
  expect(row?.sums).toEqual([{ count: 1, ns: 10n }, { count: 0, ns: 0n }, undefined, undefined]);
});

test("waits that held nobody up come after what did, however long they are", () => {
  const idle = (ns: bigint) => ({ ...madeCall("futex", 0n, ns), isIdle: true as const });
  const a = madeDetail([idle(900n), madeCall("mount", 0n, 10n)]);
  const b = madeDetail([idle(100n), madeCall("mount", 0n, 15n)]);
  expect(comparedInside([known(a), known(b)]).map(({ name, sums }) => [name, sums[0]?.ns])).toEqual([
    ["mount", 10n],
    ["futex", 900n],
  ]);
});
