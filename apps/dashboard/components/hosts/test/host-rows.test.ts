import type { BootGroup } from "@hacotaki/core";
import type { HostFacts } from "@hacotaki/store";
import { describe, expect, test } from "vitest";
import { hostRows, silenceOf, sortedHosts } from "../host-rows.ts";

const HOUR = 3_600_000_000_000n;
const NOW = 1_000n * 24n * HOUR;

const group = (key: string, facts: Partial<BootGroup> = {}): BootGroup => ({
  ...{ key, boots: 10, failed: 0, hosts: [key], slow: [] },
  ...facts,
});
const facts = (id: string, hours: bigint, arrivedLately = 0): HostFacts => ({
  ...{ id, name: `${id}.example`, labels: { role: "web" }, arrivedLately },
  lastArrival: NOW - hours * HOUR,
});
const known = { by: "host", hosts: [], now: NOW } as const;

describe("a host", () => {
  test("is quiet after a day in any case, and after an hour in which many boots were to be expected", () => {
    const after = (hours: bigint, arrivedLately: number) => silenceOf(facts("a", hours, arrivedLately), NOW);
    expect(after(23n, 3)).toBeUndefined();
    expect(after(24n, 3)).toBe(24n * HOUR);
    expect(after(1n, 900)).toBeUndefined();
    expect(after(1n, 1_000)).toBe(HOUR);
    expect(after(0n, 1_000_000)).toBeUndefined();
  });

  test("that has the name of another is told from it by its id", () => {
    const hosts = ["0123456789", "9876543210", "b"].map((id) => ({ id, name: id === "b" ? "b" : "web" }));
    const rows = hostRows(
      hosts.map(({ id }) => group(id)),
      { ...known, hosts, facts: undefined },
    );
    expect(rows.map((row) => row.hosts[0]?.name)).toEqual(["web (23456789)", "web (76543210)", "b"]);
  });

  test("brings its labels and what came of it last to its row", () => {
    const [row] = hostRows([group("a")], { ...known, facts: [facts("a", 30n)] });
    expect(row).toMatchObject({
      labels: { role: "web" },
      lastArrival: NOW - 30n * HOUR,
      hosts: [{ id: "a", name: "a.example" }],
      quiet: [{ id: "a", silence: 30n * HOUR }],
    });
  });
});

test("a group was heard when the last of its hosts was, and tells of those that are quiet, longest first", () => {
  const [row] = hostRows([group("web", { hosts: ["a", "b", "c"] })], {
    ...known,
    by: "label:role",
    facts: [facts("a", 30n), facts("b", 0n), facts("c", 90n)],
  });
  expect(row?.lastArrival).toBe(NOW);
  expect(row?.labels).toEqual({});
  expect(row?.quiet.map(({ id }) => id)).toEqual(["c", "a"]);
});

test("rows are sorted by any column, and by name between equals", () => {
  const boot = (p50: number, p95: number, restP50: number) =>
    ({ n: 10, p50, p95, restP50, verdict: "same" }) as const;
  const rows = hostRows(
    [
      group("node-10", { boot: boot(3, 9, 2), failed: 1, last: 5n }),
      group("node-9", { boot: boot(5, 6, 9), boots: 2 }),
      group("node-1", { failed: 1, boots: 5, last: 9n }),
    ],
    { ...known, facts: [facts("node-10", 5n), facts("node-9", 1n)] },
  );
  const order = (sort: Parameters<typeof sortedHosts>[2]) =>
    sortedHosts(rows, "host", sort).map(({ group: { key } }) => key);
  expect(order("name")).toEqual(["node-1", "node-9", "node-10"].map((name) => name));
  expect(order("boots")).toEqual(["node-10", "node-1", "node-9"]);
  expect(order("failed")).toEqual(["node-1", "node-10", "node-9"]);
  expect(order("median")).toEqual(["node-9", "node-10", "node-1"]);
  expect(order("p95")).toEqual(["node-10", "node-9", "node-1"]);
  expect(order("against")).toEqual(["node-10", "node-9", "node-1"]);
  expect(order("last")).toEqual(["node-1", "node-10", "node-9"]);
  expect(order("arrival")).toEqual(["node-10", "node-9", "node-1"]);
});
