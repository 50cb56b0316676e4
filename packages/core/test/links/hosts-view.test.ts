import fc from "fast-check";
import { expect, test } from "vitest";
import {
  ALL_HOSTS,
  filterOfGroup,
  HOSTS_SORTS,
  hostsHref,
  isMeant,
  parseHostsView,
  type GroupedBy,
  type HostsView,
} from "../../src/index.ts";

const paramsOf = (href: string) => Object.fromEntries(new URL(href, "http://localhost").searchParams);
const word = fc.string({ minLength: 1, maxLength: 40, unit: "grapheme" });
const someBy: fc.Arbitrary<GroupedBy> = fc.oneof(
  fc.constantFrom<GroupedBy>("host", "kernel", "runtime"),
  word.filter((name) => !name.includes("=")).map((name): GroupedBy => `label:${name}`),
);
const someView = fc.record({
  by: someBy,
  filter: fc.record({ container: word, kernel: word, image: word }, { requiredKeys: [] }),
  sort: fc.constantFrom(...HOSTS_SORTS),
});

test("a view of the hosts survives its link", () => {
  fc.assert(
    fc.property(someView, (some) => {
      const view: HostsView = { ...ALL_HOSTS, ...some };
      expect(parseHostsView(paramsOf(hostsHref(view)))).toEqual({ view, dropped: [] });
    }),
  );
});

test("what is as usual is not in the link", () => {
  expect(hostsHref(ALL_HOSTS)).toBe("/hosts");
  expect(hostsHref({ by: "label:role", sort: "p95" })).toBe("/hosts?by=label%3Arole&sort=p95");
});

test("what makes no sense is named and left out", () => {
  expect(parseHostsView({ by: "label:", sort: "colour", min: "soon" })).toEqual({
    view: ALL_HOSTS,
    dropped: ["by", "min", "sort"],
  });
});

test("a label to narrow by is left out where boots are put together by one: a filter has but one", () => {
  const { view, dropped } = parseHostsView({ by: "label:zone", "host-label": "role=web" });
  expect(view.filter).toEqual({});
  expect(dropped).toEqual(["host-label"]);
  expect(parseHostsView({ "host-label": "role=web" }).view.filter).toEqual({ hostLabel: "role=web" });
});

test("ticks of a form are read each once, whether one or many", () => {
  expect(parseHostsView({ pick: "a", compare: "1" }).view).toMatchObject({ picked: ["a"], compares: true });
  expect(parseHostsView({ pick: ["a,b", "c", "a,b", ""] }).view.picked).toEqual(["a,b", "c"]);
});

test("a group is found again by its filter, but for the boots that have nothing of it", () => {
  const boot = { hostId: "h", hostLabels: { role: "web" }, kernel: "6.18.5" } as unknown as Parameters<
    typeof isMeant
  >[0]; // all that these filters ask of one
  for (const [by, key] of [
    ["host", "h"],
    ["kernel", "6.18.5"],
    ["runtime", "haconiwa"],
    ["label:role", "web"],
  ] as const) {
    const filter = filterOfGroup(by, { key }, {});
    expect(filter && isMeant(boot, filter), by).toBe(true);
    expect(filterOfGroup(by, { key: "" }, {})).toBeUndefined();
  }
  expect(filterOfGroup("label:role", { key: "db" }, { container: "web" })).toEqual({
    container: "web",
    hostLabel: "role=db",
  });
});
