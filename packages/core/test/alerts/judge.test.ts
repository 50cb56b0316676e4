import {
  judgeFigures,
  judgeStuck,
  parseBudget,
  RESOLVED_AFTER_NS,
  takeTurn,
  type Alert,
  type BootId,
  type Firing,
  type Judgement,
} from "@hacotaki/core";
import { expect, test } from "vitest";

function budget(text: string) {
  const parsed = parseBudget(text);
  if ("problem" in parsed) throw new Error(text);
  return parsed.budget;
}
const alert = (id: number, text: string, container?: string): Alert => ({
  id,
  budget: budget(text),
  madeAt: 0n,
  ...(container === undefined ? {} : { container }),
});
const MS = 1e6;

test.each([
  ["boot p95 <= 300ms", { n: 50, failed: 0, value: 300 * MS }, "kept"],
  ["boot p95 <= 300ms", { n: 50, failed: 0, value: 300 * MS + 1 }, "broken"],
  ["boot p95 <= 300ms", { n: 4, failed: 0, value: 900 * MS }, "unknown"],
  ["boot p95 <= 300ms", { n: 0, failed: 0 }, "unknown"],
  ["boot p95 <= 300ms over 1h", { n: 0, failed: 0 }, "kept"],
  ["no failed boot", { n: 0, failed: 0 }, "kept"],
  ["no failed boot", { n: 1, failed: 1 }, "broken"],
  ["failed <= 2", { n: 9, failed: 2 }, "kept"],
  ["failed <= 10%", { n: 20, failed: 2 }, "kept"],
  ["failed <= 10%", { n: 20, failed: 3 }, "broken"],
  ["failed <= 10%", { n: 4, failed: 4 }, "unknown"],
] as const)("%s of %j is %s", (text, figures, state) => {
  expect(judgeFigures(budget(text), { container: "web", ...figures }).state).toBe(state);
});

test("stuck boots are told of by container, and a container that is named is kept while it has none", () => {
  const [one, other] = ["a", "b"] as [BootId, BootId];
  const stuck = [
    { container: "db", boot: one },
    { container: "db", boot: other },
  ];
  expect(judgeStuck(alert(1, "stuck"), stuck)).toEqual([
    { container: "db", n: 2, value: 2, state: "broken", boot: "a" },
  ]);
  expect(judgeStuck(alert(1, "stuck", "web"), stuck)).toEqual([
    { container: "web", n: 0, value: 0, state: "kept" },
  ]);
});

const web = alert(1, "no failed boot", "web");
const saying = (state: Judgement["state"]) => [
  { alert: web, judgements: [{ container: "web", state, n: 1, value: 1 } satisfies Judgement] },
];
const firing: Firing = {
  id: 7,
  alertId: 1,
  container: "web",
  budget: web.budget,
  firedAt: 0n,
  value: 1,
  n: 1,
};
const NONE = new Map<string, bigint>();

test("what is broken fires once, and stays open while it is broken or nobody can say", () => {
  expect(takeTurn(saying("broken"), [], NONE, 0n).fire).toHaveLength(1);
  for (const state of ["broken", "unknown"] as const) {
    const turn = takeTurn(saying(state), [firing], NONE, 10n ** 15n);
    expect([turn.fire, turn.resolve]).toEqual([[], []]);
  }
});

test("a firing is over once its budget was kept for a minute without a break", () => {
  let turn = takeTurn(saying("kept"), [firing], NONE, 0n);
  expect(turn.resolve).toEqual([]);
  turn = takeTurn(saying("kept"), [firing], turn.keptSince, RESOLVED_AFTER_NS - 1n);
  expect(turn.resolve).toEqual([]);
  const broken = takeTurn(saying("broken"), [firing], turn.keptSince, RESOLVED_AFTER_NS);
  expect(broken.keptSince.size).toBe(0);
  turn = takeTurn(saying("kept"), [firing], turn.keptSince, RESOLVED_AFTER_NS);
  expect(turn.resolve).toEqual([firing]);
});

test("an alert of every container fires for each by itself, and one that is removed leaves nothing open", () => {
  const every = alert(2, "no failed boot");
  const judgements = ["web", "db"].map((container) => ({
    container,
    state: "broken" as const,
    n: 1,
    value: 1,
  }));
  const turn = takeTurn([{ alert: every, judgements }], [firing], NONE, 0n);
  expect(turn.fire.map(({ judgement }) => judgement.container)).toEqual(["web", "db"]);
  expect(turn.resolve).toEqual([firing]);
});
