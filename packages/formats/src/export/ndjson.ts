import type { Row } from "./rows.ts";

const { rawJSON } = JSON as typeof JSON & { rawJSON(text: string): object };

/** Rows as NDJSON: one object a line, integers by all their digits, nothing for what is not known. */
export function* ndjson(rows: Iterable<Row>): Generator<string> {
  for (const row of rows)
    yield `${JSON.stringify(row, (_key, value: unknown) =>
      typeof value === "bigint" ? rawJSON(value.toString()) : value,
    )}\n`;
}
