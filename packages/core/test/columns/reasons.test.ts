import { expect, test } from "vitest";
import { createColumns, type BootCause, type BootSample, type ReasonSlug } from "../../src/index.ts";
import { idAt, KINDS } from "./sample-boots.ts";

const MS = 1_000_000;
const cause = (slug: ReasonSlug, ms: number): BootCause => ({ slug, ns: BigInt(ms * MS) });
const [pivot] = KINDS.filter(({ slug }) => slug === "pivot-root");

/** A boot of 100 ms and what its pivot_root and its causes took beyond that. */
const sample = (n: number, pivotMs: number, ...causes: BootCause[]): BootSample => ({
  id: idAt(n),
  container: "web",
  hostId: "h",
  hostName: "h",
  outcome: "up",
  duration: (100 + pivotMs) * MS,
  causes,
  spans: pivot === undefined ? [] : [{ kind: pivot, duration: pivotMs * MS }],
});
const usual = Array.from({ length: 9 }, (_, n) => sample(n, 2 + (n % 2), cause("slow-hook", 1)));
const filled = (...more: BootSample[]) => {
  const columns = createColumns();
  for (const each of [...usual, ...more]) columns.put(each);
  return columns;
};

test("a slower boot has the reason that explains what its worst span lost", () => {
  const [told] = filled(sample(20, 302, cause("slow-hook", 251))).percentiles([idAt(20)]);
  expect(told?.why).toMatchObject({
    kind: "slower",
    cause: { slug: "pivot-root" },
    reason: { slug: "slow-hook", excess: 250 * MS },
  });
});

test("one that explains less than half of that is none", () => {
  const [told] = filled(sample(20, 302, cause("slow-hook", 101))).percentiles([idAt(20)]);
  expect(told?.why).toMatchObject({ kind: "slower", cause: { slug: "pivot-root" } });
  expect(told?.why).not.toHaveProperty("reason");
});

test("boots whose causes nobody looked for tell nothing of what is usual", () => {
  const { causes: _none, ...unknown } = sample(21, 2);
  const { causes = [] } = filled(unknown).population({ container: "web" });
  expect(causes).toEqual([
    { slug: "slow-hook", n: 9, p50: MS, p95: MS },
    expect.objectContaining({ slug: "unexplained", n: 9 }),
  ]);
});

test("a cause that few boots have counts as nothing of the others", () => {
  const { causes = [] } = filled(sample(20, 2, cause("evaluate", 200))).population({ container: "web" });
  expect(causes.find(({ slug }) => slug === "evaluate")).toMatchObject({ n: 1, p50: 0 });
});

test("a container's boots are counted by the first of their reasons, and filtered by any of them", () => {
  const both = sample(20, 300, cause("slow-hook", 80), cause("evaluate", 300));
  const columns = filled(both, sample(21, 300, cause("evaluate", 200)));
  expect(columns.container("web", { bins: 1 })?.reasons).toEqual([
    { slug: undefined, n: 9 },
    { slug: "evaluate", n: 2 },
  ]);
  const ids = (reason: ReasonSlug) => columns.select({ filter: { reason }, limit: 10 }).ids.toSorted();
  expect(ids("slow-hook")).toEqual([idAt(20)]);
  expect(ids("evaluate")).toEqual([idAt(20), idAt(21)]);
});
