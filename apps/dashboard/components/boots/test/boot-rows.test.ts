import { expect, test } from "vitest";
import {
  summaryOf,
  WHOLE_LIST,
  type BootId,
  type BootSummary,
  type BootsView,
  type ChangesMessage,
} from "@hacotaki/core";
import { applyChanges, rowsOfPage, withFresh, withPage, withRefound, type BootRows } from "../boot-rows.ts";
import { exampleBoot } from "../../../test/example-boots.ts";

const template = summaryOf((await exampleBoot("min-true")).boot);
const boot = (id: string, wallTime: bigint, part: Partial<BootSummary> = {}): BootSummary => ({
  ...template,
  id: id as BootId,
  wallTime,
  ...part,
});
const view: BootsView = WHOLE_LIST;
const change = (revision: bigint, part: Partial<ChangesMessage>): ChangesMessage => ({
  since: 0n,
  revision,
  boots: [],
  retired: [],
  skipped: false,
  now: 0n,
  ...part,
});
const start: BootRows = rowsOfPage({ boots: [boot("b", 20n), boot("a", 10n)], next: "c", revision: 5n });
const ids = ({ boots, fresh }: BootRows) => [
  boots.map(({ id }) => id).join(""),
  fresh.map(({ id }) => id).join(""),
];

test("a known boot changes in its place", () => {
  const after = applyChanges(
    start,
    change(6n, { boots: [boot("a", 10n, { outcome: "failed" })] }),
    view,
    false,
  );
  expect(ids(after)).toEqual(["ba", ""]);
  expect(after.boots[1]?.outcome).toBe("failed");
});

test("a new boot waits while the reader is not at the top, and keeps changing while it waits", () => {
  const waiting = applyChanges(
    start,
    change(6n, { boots: [boot("c", 30n, { outcome: "booting" })] }),
    view,
    false,
  );
  expect(ids(waiting)).toEqual(["ba", "c"]);
  const changed = applyChanges(
    waiting,
    change(7n, { boots: [boot("c", 30n, { outcome: "up" })] }),
    view,
    false,
  );
  expect(changed.fresh[0]?.outcome).toBe("up");
  expect(ids(withFresh(changed))).toEqual(["cba", ""]);
});

test("at the top a new boot comes in at once, by its start", () => {
  const boots = [boot("c", 15n), boot("d", 40n)];
  expect(ids(applyChanges(start, change(6n, { boots }), view, true))).toEqual(["dbca", ""]);
});

test("the order by duration is never changed under the reader", () => {
  const slowest: BootsView = { ...view, sort: "slowest" };
  expect(ids(applyChanges(start, change(6n, { boots: [boot("c", 30n)] }), slowest, true))).toEqual([
    "ba",
    "c",
  ]);
});

test("what was told already, or before, changes nothing", () => {
  expect(applyChanges(start, change(5n, { boots: [boot("c", 30n)] }), view, true)).toBe(start);
});

test("a retired identity leaves the list", () => {
  expect(ids(applyChanges(start, change(6n, { retired: ["a" as BootId] }), view, true))).toEqual(["b", ""]);
});

test("when too much changed, the list says that it is stale", () => {
  expect(applyChanges(start, change(99n, { skipped: true }), view, true)).toMatchObject({
    isStale: true,
    revision: 99n,
  });
});

test("a further page brings no boot twice", () => {
  const page = { boots: [boot("a", 10n), boot("0", 5n)], revision: 9n };
  expect(ids(withPage(start, page))).toEqual(["ba0", ""]);
});

test("only boots that the filter asks for come in", () => {
  const narrow: BootsView = { ...view, outcomes: ["failed"], text: "MIN" };
  const boots = [
    boot("c", 30n, { outcome: "failed" }),
    boot("d", 31n),
    boot("e", 32n, { outcome: "failed", container: "web", hacoFile: "/w.haco", command: "true" }),
  ];
  expect(ids(applyChanges(start, change(6n, { boots }), narrow, true))).toEqual(["cba", ""]);
});

const partial: BootRows = { ...start, looked: { known: 10, total: 100 } };

test("at the top, what is found among more boots takes the place of what was found among fewer", () => {
  const page = { boots: [boot("c", 30n), boot("a", 10n)], revision: 6n };
  expect(withRefound(partial, page, true)).toEqual(rowsOfPage(page));
});

test("under a reader who is not at the top nothing goes or moves: other boots found wait", () => {
  const page = { boots: [boot("c", 30n), boot("a", 10n)], revision: 6n };
  const after = withRefound(partial, page, false);
  expect(ids(after)).toEqual(["ba", ""]);
  expect(after).toMatchObject({ isOutgrown: true, looked: undefined });
});

test("boots found behind those shown come in wherever the reader is", () => {
  const boots = [boot("b", 20n), boot("a", 10n), boot("0", 5n)];
  const after = withRefound(partial, { boots, next: "0", revision: 6n }, false);
  expect(ids(after)).toEqual(["ba0", ""]);
  expect(after).toMatchObject({ isOutgrown: false, next: "0", looked: undefined });
});

test("a page that is found once more leaves the rows loaded behind it", () => {
  const after = withRefound(partial, { boots: [boot("b", 20n)], next: "b", revision: 6n }, false);
  expect(ids(after)).toEqual(["ba", ""]);
  expect(after).toMatchObject({ isOutgrown: false, next: "c" });
});

test("new boots that wait already are not what a list is outgrown by", () => {
  const waiting = applyChanges(partial, change(6n, { boots: [boot("c", 30n)] }), view, false);
  const page = { boots: [boot("c", 30n), boot("b", 20n), boot("a", 10n)], revision: 6n };
  const after = withRefound(waiting, page, false);
  expect(ids(after)).toEqual(["ba", "c"]);
  expect(after.isOutgrown).toBe(false);
});

test("where nothing was found yet, whatever is found comes in", () => {
  const page = { boots: [boot("a", 10n)], revision: 6n };
  expect(ids(withRefound({ ...partial, boots: [] }, page, false))).toEqual(["a", ""]);
});
