import { describe, expect, test } from "vitest";
import {
  causeAfter,
  namedSpan,
  partition,
  pathRank,
  spanRank,
  type Boundary,
} from "../../src/domain/span.ts";
import {
  hooksOf,
  instant,
  isSpanSlug,
  labelOfSlug,
  SORTED_SPANS,
  SPAN_SLUGS,
  spanFacts,
} from "../../src/index.ts";

const pass = (key: Boundary["key"], at: number): Boundary => ({
  key,
  at: instant(BigInt(at)),
  label: String(key),
});
const slugs = (...keys: readonly Boundary["key"][]) =>
  partition(
    keys.map((key, n) => pass(key, n)),
    { kind: "reached" },
  ).map(({ slug }) => slug);

describe("the table of spans", () => {
  test("gives every span a label of its own, and says those of stretches by their slugs", () => {
    const labels = SPAN_SLUGS.map(labelOfSlug);
    expect(new Set(labels).size).toBe(labels.length);
    expect(labelOfSlug("prepare-after-network")).toBe("prepare after network");
    expect(labelOfSlug("evaluate-and-prepare")).toBe("evaluate haco file + prepare");
    expect(labelOfSlug("between-0-and-11")).toBe("CLI_START → CONTAINER_START");
    expect(labelOfSlug("after-14")).toBe("after CONTAINER_RLIMIT_SETUP");
    expect(labelOfSlug("prepare-2")).toBe("prepare");
    expect(labelOfSlug("no-such-span")).toBe("no-such-span");
  });

  test("orders the passes as every generation walks them", () => {
    const walks = [
      ["exec", 0, 1, 31, 32, 2, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, "up"],
      ["exec", "eval", "forked", 31, 32, 2, 11, 21, "up"],
    ] as const;
    for (const walk of walks) {
      const ranks = walk.map(pathRank);
      expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
    }
  });

  test("orders the spans, those without a name by where they begin", () => {
    const mixed = ["exec", "namespace", "between-13-and-16", "fork", "namespace-and-filesystem", "finish"];
    expect(mixed.toSorted((a, b) => spanRank(a) - spanRank(b))).toEqual([
      "fork",
      "namespace",
      "namespace-and-filesystem",
      "between-13-and-16",
      "exec",
      "finish",
    ]);
  });

  test("names two spans whose boundary was not seen by both, and more by their ends", () => {
    expect(slugs(11, 13, 16)).toEqual(["namespace-and-filesystem", "between-13-and-16"]);
    expect(slugs("exec", 1, 11)).toEqual(["runtime-start-and-evaluate", "prepare-and-fork"]);
  });

  test("names what was walked past a network, and without one, alike", () => {
    expect(slugs(1, 2, 11)).toEqual(["prepare", "fork"]);
    expect(slugs(1, 31, 32, 2)).toEqual(["prepare", "network", "prepare-after-network"]);
  });

  test("knows each of its spans by its slug, also where the slug was made unique", () => {
    for (const slug of SPAN_SLUGS) {
      expect(namedSpan(slug).slug).toBe(slug);
      expect(spanFacts(`${slug}-2`)).toBe(spanFacts(slug));
    }
    expect([isSpanSlug("toString"), spanFacts("between-1-and-5")]).toEqual([false, undefined]);
  });

  test("tells the hooks that run in a span, and what usually goes wrong after a phase", () => {
    expect(hooksOf("namespace")).toEqual(["after_fork", "after_network_initialized"]);
    expect(hooksOf("evaluate-and-prepare")).toEqual(["setup", "before_fork"]);
    expect([hooksOf("seccomp"), hooksOf("between-13-and-16")]).toEqual([[], []]);
    expect(["CLI_START", "START_EVAL", "CONTAINER_EXECING", "CONTAINER_START"].map(causeAfter)).toEqual([
      "evaluate",
      "evaluate",
      "exec",
      undefined,
    ]);
  });

  test("offers each label once to sort by", () => {
    const labels = SORTED_SPANS.map((slug) => namedSpan(slug).label);
    expect(new Set(labels).size).toBe(labels.length);
    expect(SORTED_SPANS).toEqual(SPAN_SLUGS.filter((slug) => SORTED_SPANS.includes(slug)));
  });
});
