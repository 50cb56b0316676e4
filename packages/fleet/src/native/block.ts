import { createBytes, type Bytes } from "./bytes.ts";
import type { Type } from "./types.ts";

/** A column of a table, and what a row has in it. */
export type Column<Row> = {
  readonly name: string;
  readonly values: () => { add(rows: readonly Row[]): void; end(to: Bytes): void };
};

export const column = <Row, Value>(
  name: string,
  type: Type<Value>,
  of: (row: Row) => Value,
): Column<Row> => ({
  name,
  values() {
    const values = type.values();
    return {
      add(rows) {
        for (const row of rows) values.add(of(row));
      },
      end(to) {
        to.text(name);
        to.text(type.name);
        values.begin(to);
        values.end(to);
      },
    };
  },
});

/** A column of lists: of each item of a row a value, without a list of these being made. */
export const listColumn = <Row, Item, Value>(
  name: string,
  type: Type<Value>,
  items: (row: Row) => readonly Item[],
  of: (item: Item) => Value,
): Column<Row> => ({
  name,
  values() {
    const ends = createBytes();
    const values = type.values();
    let count = 0;
    return {
      add(rows) {
        for (const row of rows) {
          const all = items(row);
          for (const item of all) values.add(of(item));
          ends.int64((count += all.length));
        }
      },
      end(to) {
        to.text(name);
        to.text(`Array(${type.name})`);
        values.begin(to);
        to.bytes(ends.all());
        values.end(to);
      },
    };
  },
});

export type Block<Row> = {
  readonly rows: number;
  add(rows: readonly Row[]): void;
  /** To be called once. */
  end(): Buffer;
};

/**
 * Rows in ClickHouse's form Native: column by column, as the engine itself holds them. It takes them in a quarter of the time
 * that it takes to read them as JSON.
 */
export function createBlock<Row>(columns: readonly Column<Row>[]): Block<Row> {
  const values = columns.map((each) => each.values());
  let count = 0;
  return {
    get rows() {
      return count;
    },
    add(rows) {
      count += rows.length;
      for (const each of values) each.add(rows);
    },
    end() {
      const to = createBytes();
      to.count(columns.length);
      to.count(count);
      for (const each of values) each.end(to);
      return to.all();
    },
  };
}
