import { Kysely, SqliteDialect, type SqliteStatement, type Transaction } from "kysely";
import { connectToRead, isOutdated, type ReadConnection } from "../connection/connection.ts";
import { translatedRead } from "../error.ts";
import type { Tables } from "../connection/tables.ts";

export type Reading = Transaction<Tables>;
/** Reads from one state of the database, whatever is written meanwhile. */
export type Read = <Result>(doing: string, query: (db: Reading) => Promise<Result>) => Promise<Result>;

export type ReadSession = {
  readonly read: Read;
  /** Another one whenever another connection has committed. */
  version(): string;
  close(): void;
};

const MAX_PREPARED = 200;

/** Kysely prepares a statement each time it runs one; the same text is prepared once here. */
function kyselyOver({ connection }: ReadConnection): Kysely<Tables> {
  const prepared = new Map<string, SqliteStatement>();
  const prepare = (sql: string) => {
    let statement = prepared.get(sql);
    if (statement === undefined) {
      if (prepared.size >= MAX_PREPARED) prepared.clear();
      statement = connection.prepare(sql) as unknown as SqliteStatement; // its parameters are typed more narrowly
      prepared.set(sql, statement);
    }
    return statement;
  };
  return new Kysely<Tables>({
    dialect: new SqliteDialect({ database: { prepare, close: () => undefined } }),
  });
}

export function openReadSession(path: string): ReadSession {
  let current = connectToRead(path);
  let db = kyselyOver(current);
  let dataVersion = current.connection.prepare("PRAGMA data_version").pluck();
  let opened = 1;
  let queue: Promise<unknown> = Promise.resolve();

  /** Without the WAL's index nothing tells of a writer but its WAL: then the file is opened anew. */
  function refresh(): void {
    if (!isOutdated(current, path)) return;
    const next = connectToRead(path);
    current.connection.close();
    current = next;
    db = kyselyOver(current);
    dataVersion = current.connection.prepare("PRAGMA data_version").pluck();
    opened++;
  }

  return {
    // One connection holds one transaction: reads queue up. Each takes no longer than its queries.
    read<Result>(doing: string, query: (db: Reading) => Promise<Result>): Promise<Result> {
      const result = queue.then(async () => {
        try {
          refresh();
          return await db.transaction().execute(query);
        } catch (error) {
          throw translatedRead(error, doing, path);
        }
      });
      queue = result.catch(() => undefined);
      return result;
    },
    version() {
      refresh();
      return `${opened}.${String(dataVersion.get())}`;
    },
    close: () => void current.connection.close(),
  };
}
