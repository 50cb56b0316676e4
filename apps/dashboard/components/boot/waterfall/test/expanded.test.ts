import { expect, test } from "vitest";
import { instant, type ShownCall, type ShownDetail } from "@hacotaki/core";
import { closedAbove, toggled } from "../expanded.ts";

const ALL = ["mount", "pivot-root", "exec"];

test("a row is opened by the first toggle and closed by the next, with what is below it", () => {
  expect(toggled(undefined, "mount", ALL)).toEqual(["mount"]);
  expect(toggled(["mount", "mount.all", "exec"], "mount", ALL)).toEqual(["exec"]);
  expect(toggled(["mount"], "mount", ALL)).toBeUndefined();
});

test("of all rows one can be closed: the others stay open", () => {
  expect(toggled("all", "mount", ALL)).toEqual(["pivot-root", "exec"]);
  expect(toggled("all", "exec.all", ALL)).toEqual([...ALL, "exec.all"]);
});

test("a call's row is there once its span is open, and the row of the shorter calls where it shares that one", () => {
  const boot = { startAt: instant(1_000n) };
  const call = (name: string, tid: number, at: bigint): ShownCall => ({
    name,
    tgid: 7,
    tid,
    lane: "container",
    told: [],
    span: "mount",
    startAt: instant(1_000n + at),
    endAt: instant(1_010n),
  });
  const calls = [call("mount", 7, 0n), { ...call("futex", 8, 5n), isIdle: true as const }];
  const detail: ShownDetail = { level: "calls", spans: [], inside: { calls, helpers: [] } };
  const above = (part: string, expanded?: readonly string[] | "all") =>
    closedAbove(expanded, boot, detail, "mount", part);
  expect(above("c0-7")).toEqual(["mount"]);
  expect(above("c0-7", "all")).toEqual([]);
  expect(above("c5-8")).toEqual(["mount", "mount.all"]);
  expect(above("c5-8", ["mount"])).toEqual(["mount.all"]);
  expect(above("c5-8", ["mount", "mount.all"])).toEqual([]);
});
