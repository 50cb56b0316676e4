import { createBytes, type Bytes } from "./bytes.ts";
import type { Type } from "./types.ts";

/** A column of a table, and what a row has in it. */
export type Column<Row> = {
  readonly name: string;
  readonly write: (rows: readonly Row[], to: Bytes) => void;
};

export const column = <Row, Value>(
  name: string,
  type: Type<Value>,
  of: (row: Row) => Value,
): Column<Row> => ({
  name,
  write(rows, to) {
    const values = type.values();
    for (const row of rows) values.add(of(row));
    to.text(name);
    to.text(type.name);
    values.begin(to);
    values.end(to);
  },
});

const BYTES_A_ROW = 2_048;

/**
 * Rows in ClickHouse's form Native: column by column, as the engine itself holds them. It takes them in a fifth of the time
 * that it takes to read them as JSON.
 */
export function nativeBlock<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): Buffer {
  const to = createBytes(rows.length * BYTES_A_ROW);
  to.count(columns.length);
  to.count(rows.length);
  for (const each of columns) each.write(rows, to);
  return to.all();
}
