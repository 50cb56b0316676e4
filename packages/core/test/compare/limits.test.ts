import { describe, expect, test } from "vitest";
import {
  cohortFindings,
  concludeCohorts,
  conclusionOf,
  createColumns,
  DEFAULT_COHORT_OPTIONS,
  judgeCohorts,
  parseLimit,
  type BootId,
  type BootSample,
  type Limit,
} from "../../src/index.ts";

const MS = 1e6;
const limit = (text: string): Limit => {
  const parsed = parseLimit(text);
  if (parsed === undefined) throw new Error(text);
  return parsed;
};

describe("a limit", () => {
  test.each([
    ["boot>20ms", "boot", { kind: "duration", ns: 20_000_000n }],
    ["pivot-root > 10 %", "pivot-root", { kind: "share", share: 0.1 }],
    ["ready>0.5%", "ready", { kind: "share", share: 0.005 }],
    ["evaluate+prepare>0ns", "evaluate+prepare", { kind: "duration", ns: 0n }],
  ])("%s is a span and the most it may be slower by", (text, slug, most) => {
    expect(parseLimit(text)).toEqual({ slug, most, text });
  });

  test.each(["boot", "boot>", ">10%", "boot>10", "boot<10%", "boot>-1ms", "Boot>1ms", "boot>ten%"])(
    "%j is none",
    (text) => {
      expect(parseLimit(text)).toBeUndefined();
    },
  );
});

/** Boots of two containers; every boot is a hundredth of a ms longer than the one before, so that none are equal. */
function comparison(n: number, slower: number, { spans = 17, alpha = 0.01, minChange = 0.02 } = {}) {
  const columns = createColumns();
  for (const container of ["before", "after"])
    for (let place = 0; place < n; place++) {
      const each = Array.from({ length: spans }, (_, at) => ({
        kind: { slug: `s${at}`, label: `s${at}`, group: "supervise" as const, onPath: true },
        duration: 10 * MS + place * 10_000 + (container === "after" ? 7 + (at === 3 ? slower : 0) : 0),
      }));
      const sample: BootSample = {
        id: `${container === "after" ? "a" : "b"}${place.toString().padStart(15, "0")}` as BootId,
        container,
        hostId: "h",
        hostName: "h",
        outcome: "up",
        duration: each.reduce((sum, { duration }) => sum + duration, 0),
        spans: each,
      };
      columns.put(sample);
    }
  return columns.compare(
    { container: "before" },
    { container: "after" },
    { ...DEFAULT_COHORT_OPTIONS, alpha, minChange },
  );
}
const states = (compared: ReturnType<typeof comparison>, ...texts: readonly string[]) =>
  judgeCohorts(compared, texts.map(limit)).map(({ state }) => state);

describe("cohorts", () => {
  test("exceed a limit by a shift that is beyond it, of the baseline's median or in ns", () => {
    const compared = comparison(12, 2 * MS);
    expect(states(compared, "s3>15%", "s3>25%", "s3>1ms", "s3>3ms", "s4>1us")).toEqual([
      "exceeded",
      "kept",
      "exceeded",
      "kept",
      "kept",
    ]);
  });

  test("exceed a limit finer than the change that matters, if it is told apart from chance", () => {
    const compared = comparison(12, 150_000);
    expect(compared.measures.find(({ slug }) => slug === "s3")?.verdict).toBe("same");
    expect(states(compared, "s3>1%")).toEqual(["exceeded"]);
  });

  test("keep a limit by a shift beyond it that could be chance", () => {
    const compared = comparison(12, 30_000);
    const [judged] = judgeCohorts(compared, [limit("s3>1us")]);
    expect([judged?.state, judged?.isCertain, judged?.delta]).toEqual(["kept", false, 30_007]);
  });

  test("are too few for a limit as long as no difference at all could be told from chance", () => {
    for (const n of [3, 5, 7]) expect(states(comparison(n, 50 * MS), "s3>10%")).toEqual(["unknown"]);
    expect(states(comparison(8, 50 * MS), "s3>10%")).toEqual(["exceeded"]);
    expect(states(comparison(8, 50 * MS), "s99>10%")).toEqual(["unknown"]);
  });

  test("say how many boots would be enough, and with so many find what they are asked for", () => {
    for (const alpha of [0.2, 0.05, 0.01, 0.001]) {
      const { needed = 0 } = cohortFindings(comparison(3, 50 * MS, { alpha }));
      expect(needed).toBeGreaterThanOrEqual(5);
      const found = cohortFindings(comparison(needed, 50 * MS, { alpha }));
      expect([found.needed, found.slower.map(({ slug }) => slug)]).toEqual([undefined, ["s3"]]);
      if (needed > 5) expect(cohortFindings(comparison(needed - 1, 50 * MS, { alpha })).needed).toBe(needed);
    }
  });

  test("conclude: a span that is slower is a regression, one that is faster none, too few boots neither", () => {
    expect(concludeCohorts(comparison(12, 5 * MS), [])).toBe("regression");
    expect(concludeCohorts(comparison(12, -5 * MS), [])).toBe("no-regression");
    expect(concludeCohorts(comparison(12, 0), [])).toBe("no-regression");
    expect(concludeCohorts(comparison(4, 5 * MS), [])).toBe("not-enough-data");
  });
});

test("one exceeded limit is a regression whatever is unknown, and one unknown spoils those that are kept", () => {
  const judged = (state: "exceeded" | "kept" | "unknown") => ({
    limit: limit("boot>1ms"),
    state,
    delta: undefined,
    isCertain: true,
  });
  expect(conclusionOf([judged("kept"), judged("unknown"), judged("exceeded")])).toBe("regression");
  expect(conclusionOf([judged("kept"), judged("unknown")])).toBe("not-enough-data");
  expect(conclusionOf([judged("kept"), judged("kept")])).toBe("no-regression");
});
