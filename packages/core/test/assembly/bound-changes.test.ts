import { describe, expect, test } from "vitest";
import {
  createAssembler,
  detailOf,
  eventKey,
  instant,
  MOST_CALLS,
  MOST_WAITS,
  type BootEvent,
  type Changes,
} from "../../src/index.ts";
import { booted, call, fact, wait } from "../detail/made-detail.ts";
import { LIVE } from "../made-events.ts";

/** What is stored of events, and their boot. */
function stored(events: readonly BootEvent[], batches = 1) {
  const assembler = createAssembler(LIVE);
  const all: Changes[] = [];
  const size = Math.ceil(events.length / batches);
  for (let from = 0; from < events.length; from += size) {
    const part = events.slice(from, from + size);
    assembler.push(part);
    all.push(assembler.advance(part.at(-1)?.at ?? instant(0n)));
  }
  all.push(assembler.finish());
  const boot = all.flatMap(({ boots }) => boots).at(-1);
  if (boot === undefined) throw new Error("no boot");
  return { boot, events: all.flatMap((each) => each.events.map(({ event }) => event)) };
}
const ofKind = (events: readonly BootEvent[], kind: string) => events.filter((event) => event.kind === kind);

/** Within the span namespace, which takes 1 ms. */
const within = (n: number, of: number) => 16 + n / of;
const manyCalls = Array.from({ length: 3_000 }, (_, n) =>
  call(within(n, 3_000), within(n + 0.5, 3_000), 102, "prctl", { option: 23n, arg2: BigInt(n % 40) }),
);
const manyWaits = Array.from({ length: 2_000 }, (_, n) =>
  wait(within(n, 2_000), within(n + 0.5, 2_000), 102, { frame: "do_wait" }),
);
const FULL = fact(0.001, 100, "detail", "full");

describe("of a boot with more calls and waits than are kept", () => {
  const once = stored(booted(FULL, ...manyCalls, ...manyWaits));

  test("the first stay, and the rest is counted as a fact of it", () => {
    expect(ofKind(once.events, "syscall")).toHaveLength(MOST_CALLS);
    expect(ofKind(once.events, "wait")).toHaveLength(MOST_WAITS);
    const { rest } = detailOf(once.boot, once.events);
    expect(rest).toMatchObject({ calls: 3_000 - MOST_CALLS, waits: 2_000 - MOST_WAITS });
    expect(rest?.callNs).toBeGreaterThan(300_000n);
  });

  test("what has passed once passes again unchanged", () => {
    const again = stored(once.events);
    const inOrder = (events: readonly BootEvent[]) =>
      events.toSorted((a, b) => (eventKey(a) < eventKey(b) ? -1 : 1));
    expect(inOrder(again.events)).toEqual(inOrder(once.events));
    expect(again.boot).toEqual(once.boot);
  });

  test("batches change nothing of what is kept", () => {
    const many = stored(booted(FULL, ...manyCalls), 7);
    expect(ofKind(many.events, "syscall")).toEqual(
      ofKind(stored(booted(FULL, ...manyCalls)).events, "syscall"),
    );
  });
});

test("a boot with no more than is kept has no rest", () => {
  const { boot, events } = stored(booted(call(26, 29, 102, "execve")));
  expect(detailOf(boot, events)).not.toHaveProperty("rest");
});
