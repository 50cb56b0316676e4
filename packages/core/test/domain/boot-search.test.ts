import { expect, test } from "vitest";
import {
  instant,
  processesFound,
  shownEvent,
  soughtWords,
  spansFound,
  type BootProcess,
  type Span,
} from "../../src/index.ts";

const span = (slug: string, label: string, from: string): Span => ({
  slug,
  label,
  group: "filesystem",
  lane: "container",
  onPath: true,
  state: "closed",
  startAt: instant(0n),
  endAt: instant(1n),
  from,
  to: "exec",
});
const spans = [span("pivot-root", "pivot_root", "CONTAINER_UID_MAPPING_SETUP"), span("exec", "exec", "X")];
const process = (tgid: number, execFile: string, at: bigint): BootProcess => ({
  tgid,
  execFile,
  lane: "container",
  startAt: instant(at),
});

const slugsOf = (text: string, nameOf = (each: Span) => each.label) =>
  spansFound({ spans }, soughtWords(text), nameOf).map(({ slug }) => slug);

test("spans are found by name, slug and the passes they lie between; every word has to be there", () => {
  expect(slugsOf("PIVOT")).toEqual(["pivot-root"]);
  expect(slugsOf("pivot-root")).toEqual(["pivot-root"]);
  expect(slugsOf("uid_mapping exec")).toEqual(["pivot-root"]);
  expect(slugsOf("pivot nothing")).toEqual([]);
  expect(slugsOf("")).toEqual([]);
  expect(slugsOf("ルート", () => "ルートの切り替え")).toEqual(["pivot-root", "exec"]);
});

test("processes are found by program and whole pid, in the order of their starts", () => {
  const processes = [process(120, "/bin/sh", 9n), process(12, "/bin/true", 5n)];
  const found = (text: string) => processesFound({ processes }, soughtWords(text)).map(({ tgid }) => tgid);
  expect(found("/bin")).toEqual([12, 120]);
  expect(found("12")).toEqual([12]);
});

test("an event is shown with its arguments as texts, and no longer than a line", () => {
  const origin = { at: instant(1n), seq: 2, tgid: 3, hostname: "secret" };
  const args = [5n, "x".repeat(900), undefined];
  const shown = shownEvent({ ...origin, kind: "probe", provider: "haconiwa", probe: "misc", args });
  expect(shown).toEqual({
    at: 1n,
    seq: 2,
    tgid: 3,
    kind: "probe",
    probe: "misc",
    args: ["5", "x".repeat(200), undefined],
  });
});
