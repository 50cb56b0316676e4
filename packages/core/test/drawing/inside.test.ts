import { describe, expect, test } from "vitest";
import { LISTED_CALLS, sharedCounts, sharedNs } from "../../src/drawing/inside.ts";
import { levelOf, rowKey, rowsOf, type WaterfallRow } from "../../src/drawing/rows.ts";
import { layoutWaterfall } from "../../src/drawing/waterfall.ts";
import type { Expanded, ShownDetail } from "../../src/index.ts";
import { madeBoot, madeCall, madeDetail, madeHelper, madeSpan } from "../made-detail.ts";

const boot = madeBoot(madeSpan("mount", 0n, 1_000n), madeSpan("pivot-root", 1_000n, 2_000n));
const rowsWith = (detail: ShownDetail, expanded?: Expanded) =>
  rowsOf({ boot, marks: [], collapsed: [], detail, expanded });
const told = (rows: readonly WaterfallRow[]) => rows.map((row) => `${levelOf(row)} ${rowKey(row)}`);

describe("rows below a span", () => {
  test("are there where it is expanded, and the span says whether it can be", () => {
    const detail = madeDetail([madeCall("umount2", 100n, 900n)]);
    expect(told(rowsWith(detail))).toEqual(["1 lane:container", "2 mount", "2 pivot-root"]);
    const closed = rowsWith(detail).flatMap((row) => (row.kind === "span" ? [row.isOpen] : []));
    expect(closed).toEqual([false, undefined]);
    const open = ["1 lane:container", "2 mount", "3 mount/c100-7", "2 pivot-root"];
    expect(told(rowsWith(detail, ["mount"]))).toEqual(open);
    expect(told(rowsWith(detail, "all"))).toEqual(open);
  });

  test("are not there yet while only the outline is known", () => {
    const { inside: _, ...outline } = madeDetail([madeCall("umount2", 100n, 900n)]);
    const rows = rowsWith(outline, "all");
    expect(told(rows)).toEqual(["1 lane:container", "2 mount", "2 pivot-root"]);
    expect(rows[1]).toMatchObject({ isOpen: true });
  });

  test("stand below the helper that made or started them, in the order of time", () => {
    const detail = madeDetail(
      [madeCall("mount", 10n, 20n), madeCall("socket", 210n, 220n, { tgid: 51, tid: 51 })],
      [madeHelper(50, 100n, 400n), madeHelper(51, 200n, 300n, { ppid: 50, depth: 1 })],
    );
    expect(told(rowsWith(detail, ["mount"])).slice(2, -1)).toEqual([
      "3 mount/c10-7",
      "3 mount/h100-50",
      "4 mount/h200-51",
      "5 mount/c210-51",
    ]);
  });

  test("belong to the last process of a number that had begun by then, for pids wrap", () => {
    const detail = madeDetail(
      [madeCall("socket", 510n, 520n, { tgid: 50, tid: 50 })],
      [madeHelper(50, 100n, 200n), madeHelper(50, 500n, 600n)],
    );
    expect(told(rowsWith(detail, ["mount"])).slice(2, -1)).toEqual([
      "3 mount/h100-50",
      "3 mount/h500-50",
      "4 mount/c510-50",
    ]);
  });

  const MANY = 40;
  const many = madeDetail([
    ...Array.from({ length: MANY }, (_, index) =>
      madeCall("openat", BigInt(index) * 10n, BigInt(index) * 10n + 1n),
    ),
    madeCall("mount", 500n, 600n),
    madeCall("umount2", 700n, undefined),
  ]);
  test("of many calls are the longest, one that has not come back first, and one for all the others", () => {
    const rows = rowsWith(many, ["mount"]);
    const keys = rows.map(rowKey);
    expect(keys).toContain("mount/c500-7");
    expect(keys).toContain("mount/c700-7");
    expect(rows.filter(({ kind }) => kind === "call")).toHaveLength(LISTED_CALLS);
    const shorter = rows.find((row) => row.kind === "shorter");
    expect(shorter?.calls).toHaveLength(MANY + 2 - LISTED_CALLS);
    expect(shorter).toMatchObject({ isOpen: false, position: LISTED_CALLS + 1, size: LISTED_CALLS + 1 });
  });

  test("of the others are listed where that is asked for", () => {
    const rows = rowsWith(many, ["mount", "mount.all"]);
    expect(rows.filter(({ kind }) => kind === "call")).toHaveLength(MANY + 2);
    expect(told(rows)).toContain("4 mount/c390-7");
  });

  test("of waits that held nobody up are in the row of the others, however long they are, and not in its sum", () => {
    const detail = madeDetail([
      madeCall("mount", 0n, 10n),
      madeCall("futex", 0n, 900n, { tid: 8, isIdle: true }),
    ]);
    const rows = rowsWith(detail, ["mount"]);
    expect(rows.flatMap((row) => (row.kind === "call" ? [row.call.name] : []))).toEqual(["mount"]);
    const [shorter] = rows.flatMap((row) => (row.kind === "shorter" ? [row.calls] : []));
    expect(sharedCounts(shorter ?? [])).toEqual({ shorter: 0, idle: 1 });
    expect(sharedNs(shorter ?? [])).toBe(900n);
    expect(sharedNs([...(shorter ?? []), madeCall("mount", 0n, 10n)])).toBe(10n);
    expect(rowsWith(detail, ["mount", "mount.all"]).map(rowKey)).toContain("mount/c0-8");
  });

  test("have room for one call more rather than a row for a single one", () => {
    const calls = Array.from({ length: LISTED_CALLS + 1 }, (_, index) =>
      madeCall("openat", BigInt(index), BigInt(index) + 1n),
    );
    expect(rowsWith(madeDetail(calls), ["mount"]).some(({ kind }) => kind === "shorter")).toBe(false);
  });
});

describe("bars below a span", () => {
  const range = { fromNs: 0n, toNs: 2_000n };
  const draw = (detail: ShownDetail, nowNs?: bigint, within = range) =>
    layoutWaterfall({ boot, rows: rowsWith(detail, "all"), range: within, nowNs, widthPx: 1_000 });

  test("lie on the axis of the boot, and tell how a call failed or a helper ended", () => {
    const parts = draw(
      madeDetail(
        [
          madeCall("mount", 500n, 1_000n, { result: "EINVAL", isError: true }),
          madeCall("fchdir", 0n, 100n, { result: "0" }),
        ],
        [madeHelper(50, 0n, 200n, { exitCode: 3 }), madeHelper(51, 0n, 200n, { exitSignal: 9 })],
      ),
    ).flatMap((row) => (row.kind === "part" ? [row.part] : []));
    expect(parts.map(({ x, width, error }) => [x, width, error])).toEqual([
      [0, 0.1, "exit 3"],
      [0, 0.1, "SIGKILL"],
      [0, 0.05, undefined],
      [0.25, 0.25, "EINVAL"],
    ]);
  });

  test("of a call that has not come back reach until now", () => {
    const [part] = draw(madeDetail([madeCall("umount2", 500n, undefined)]), 1_500n).flatMap((row) =>
      row.kind === "part" ? [row.part] : [],
    );
    expect(part).toMatchObject({ state: "open", x: 0.25, width: 0.5 });
    expect(part?.outer.text).toBe("1.00 µs …");
  });

  test("outside of the range are arrows", () => {
    const detail = madeDetail([madeCall("umount2", 500n, 600n)]);
    const kinds = draw(detail, undefined, { fromNs: 1_200n, toNs: 2_000n }).map(({ kind }) => kind);
    expect(kinds).toEqual(["lane", "offscreen", "offscreen", "bar"]);
  });

  test("of the shorter calls are one density, with all their time", () => {
    const calls = Array.from({ length: 40 }, (_, index) =>
      madeCall("openat", BigInt(index) * 10n, BigInt(index) * 10n + 2n),
    );
    const shorter = draw(madeDetail(calls)).find((row) => row.kind === "shorter");
    expect(shorter?.ns).toBe(48n);
    const bars = shorter?.density?.bars ?? [];
    expect(bars.length).toBeGreaterThan(1);
    // Half of the range has no calls.
    expect(Math.max(...bars.map(({ x, width }) => x + width))).toBeLessThan(0.25);
  });
});
