import { expect, test } from "vitest";
import type { BootSample } from "../../src/index.ts";
import { IS_TIE, ROW } from "../../src/columns/orders.ts";
import { createTable, type Table } from "../../src/columns/table.ts";
import { createRandom } from "../../src/synthesis/random.ts";
import { idAt, KINDS } from "./sample-boots.ts";

const bootOf = (n: number, duration: number | undefined): BootSample => ({
  id: idAt(n),
  container: "web",
  hostId: "h1",
  hostName: "h1",
  outcome: "up",
  spans: KINDS.slice(0, 1).flatMap((kind) => (duration === undefined ? [] : { kind, duration })),
});

/** What an order says of itself: values that ascend, each row once, and which of them equal the one before. */
function isInOrder(table: Table): boolean {
  const [column] = table.spans;
  if (column === undefined) return table.size === 0;
  const order = table.orders.of(column);
  const valueAt = (place: number) => column.values[(order[place] ?? 0) & ROW] ?? Number.NaN;
  const rows = new Set(Array.from(order, (entry) => entry & ROW));
  const withValue = Array.from({ length: table.size }, (_, row) => row).filter(
    (row) => !Number.isNaN(column.values[row]),
  );
  return (
    rows.size === order.length &&
    order.length === withValue.length &&
    withValue.every((row) => rows.has(row)) &&
    order.every(
      (entry, place) =>
        place === 0 ||
        (valueAt(place - 1) <= valueAt(place) &&
          ((entry & IS_TIE) !== 0) === (valueAt(place - 1) === valueAt(place))),
    )
  );
}

test("an order has each row with a value once, ties marked, whatever came, changed and went by then", () => {
  const table = createTable({ leaving: () => undefined, arrived: () => undefined });
  const { below } = createRandom(1);
  const some = () => bootOf(below(3_000), below(10) === 0 ? undefined : below(500) * 1_000);
  for (let n = 0; n < 2_000; n++) table.put(some());
  expect(isInOrder(table)).toBe(true);
  for (const changes of [1, 10, 100, 1_000, 10_000]) {
    for (let n = 0; n < changes; n++)
      if (below(3) === 0) table.remove(idAt(below(3_000)));
      else table.put(some());
    expect(isInOrder(table)).toBe(true);
  }
});

test("more changes than are gathered are in the order all the same", () => {
  const table = createTable({ leaving: () => undefined, arrived: () => undefined });
  const { below } = createRandom(1);
  for (let n = 0; n < 100; n++) table.put(bootOf(n, below(50) * 1_000));
  expect(isInOrder(table)).toBe(true);
  for (let n = 0; n < 60_000; n++)
    if (below(2) === 0) table.remove(idAt(below(200)));
    else table.put(bootOf(below(200), below(50) * 1_000));
  expect(isInOrder(table)).toBe(true);
});
