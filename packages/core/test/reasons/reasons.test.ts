import { expect, test } from "vitest";
import {
  EXPECTED,
  MANY_BESIDE,
  instant,
  REASON_SLUGS,
  reasonsOf,
  toldCauses,
  type BootCause,
  type ReasonSlug,
  type UsualCauses,
} from "../../src/index.ts";

const MS = 1_000_000n;
const boot = (ms: bigint) =>
  ({
    startAt: instant(0n),
    upAt: instant(ms * MS),
    endAt: instant(ms * MS),
    losses: [],
    outcome: "up",
  }) as const;
const cause = (slug: ReasonSlug, ms: bigint): BootCause => ({ slug, ns: ms * MS });
const usual = (
  bootMs: bigint,
  of: Partial<Record<ReasonSlug, readonly [bigint, bigint]>>,
  isUsual = false,
): UsualCauses => ({
  n: 20,
  isUsual,
  bootNs: bootMs * MS,
  of: new Map(
    Object.entries(of).map(([slug, [p50, p95]]) => [
      slug as ReasonSlug,
      { p50Ns: p50 * MS, p95Ns: p95 * MS },
    ]),
  ),
});
const slugs = (told: ReturnType<typeof reasonsOf>) => told.reasons.map(({ slug }) => slug);

test("with too few others, a reason is what takes more than is stated for all boots", () => {
  const told = reasonsOf(boot(300n), [
    cause("grace-period", 92n),
    cause("evaluate", 49n),
    cause("unexplained", 9n),
  ]);
  expect(told).toMatchObject({
    kind: "alone",
    unexplainedNs: 9n * MS,
    reasons: [
      { slug: "grace-period", by: "default", expectedNs: EXPECTED["grace-period"], actualNs: 92n * MS },
    ],
  });
});

test("with enough others, it is what takes more than in most of them, the furthest beyond the median first", () => {
  const told = reasonsOf(
    boot(800n),
    [cause("slow-hook", 410n), cause("slow-exec", 290n), cause("evaluate", 60n)],
    usual(500n, { "slow-hook": [400n, 420n], "slow-exec": [60n, 80n], evaluate: [10n, 20n] }),
  );
  expect(slugs(told)).toEqual(["slow-exec", "evaluate"]);
  expect(told.reasons[0]).toMatchObject({
    by: "population",
    excessNs: 230n * MS,
    p95Ns: 80n * MS,
    severity: "major",
  });
  // 300 ms slower, of which 230 and 50 are told.
  expect(told.unexplainedNs).toBe(20n * MS);
});

test("what is less than a tenth of a usual boot is none, however rare it is", () => {
  const told = reasonsOf(boot(600n), [cause("evaluate", 40n)], usual(500n, { evaluate: [1n, 2n] }));
  expect(slugs(told)).toEqual([]);
  expect(told.unexplainedNs).toBe(100n * MS);
});

test("a boot as long as others is told of what is long in all of them", () => {
  const told = reasonsOf(
    boot(500n),
    [cause("slow-hook", 400n), cause("slow-exec", 60n)],
    usual(500n, { "slow-hook": [400n, 420n] }, true),
  );
  expect(told.kind).toBe("usual");
  expect(slugs(told)).toEqual(["slow-hook"]);
});

test("many boots beside one are the reason of all that others can slow down, and of no hook", () => {
  const causes = [cause("slow-exec", 900n), cause("evaluate", 100n), cause("slow-hook", 300n)];
  const told = reasonsOf(boot(1300n), causes, undefined, { mean: 12, most: 19 });
  expect(slugs(told)).toEqual(["contention", "slow-hook"]);
  expect(told.reasons[0]).toMatchObject({ beside: 19, actualNs: 1000n * MS, excessNs: 800n * MS });
  expect(slugs(reasonsOf(boot(1300n), causes, undefined, { mean: MANY_BESIDE - 0.1, most: 5 }))).toEqual([
    "slow-exec",
    "slow-hook",
    "evaluate",
  ]);
});

test("a boot that lost nothing to a cause in most others has it told of with an expectation of nothing", () => {
  const told = reasonsOf(boot(900n), [cause("slow-mount", 400n)], usual(500n, {}));
  expect(told.reasons).toMatchObject([{ slug: "slow-mount", expectedNs: 0n, excessNs: 400n * MS }]);
});

test("by themselves causes are told by how far they are beyond what is expected", () => {
  const [slow, mounts] = [cause("slow-exec", 155n), cause("many-mounts", 30n)];
  expect(toldCauses([slow, mounts, cause("evaluate", 50n)])).toEqual([mounts, slow]);
});

test("a reason keeps its place for good: it is what is stored", () => {
  expect(REASON_SLUGS.slice(0, 4)).toEqual(["slow-hook", "grace-period", "many-mounts", "slow-mount"]);
  expect(REASON_SLUGS.indexOf("unexplained")).toBe(17);
});
