import type { Statement } from "better-sqlite3";
import {
  DummyDriver,
  Kysely,
  sql,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type Compilable,
} from "kysely";
import type { Connection } from "./connection.ts";
import type { Tables } from "./tables.ts";

/** Builds questions that `asked` prepares: it has no database of its own. */
export const question = new Kysely<Tables>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
});

/** Where a value is bound each time the question is asked, in the order in which they stand in it. */
export const bound = <Value>() => sql.raw<Value>("?");

/** What SQLite takes as a value. */
type Value = string | number | bigint | null;

/**
 * A question of a writer, who holds a transaction and cannot wait for a promise: typed by Kysely, prepared once. Values
 * that are always the same stand in it as literals.
 */
export function asked<Row>(connection: Connection, query: Compilable<Row>): Statement<Value[], Row> {
  const { sql: text, parameters } = query.compile();
  if (parameters.length > 0) throw new Error(`values that are not bound when it is asked: ${text}`);
  return connection.prepare<Value[], Row>(text);
}
