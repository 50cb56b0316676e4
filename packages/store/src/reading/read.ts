import { Kysely, SqliteDialect, type SqliteStatement, type Transaction } from "kysely";
import { connectToRead, isOutdated, type ReadConnection } from "../connection/connection.ts";
import { translatedRead } from "../error.ts";
import type { Tables } from "../connection/tables.ts";

export type Reading = Transaction<Tables>;
/** Reads from one state of the database, whatever is written meanwhile. */
export type Read = <Result>(doing: string, query: (db: Reading) => Promise<Result>) => Promise<Result>;

/** A read that waits for a transaction: what is read is told by what it resolves with. */
type Asked = { read(db: Reading): Promise<() => void>; fail(error: unknown): void };

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
  let queue = Promise.resolve();
  let waiting: Asked[] = [];

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

  /** In one transaction; what fails ends it, and the rest is read in another. */
  async function answer(asked: readonly Asked[]): Promise<void> {
    const answers: (() => void)[] = [];
    try {
      refresh();
      await db.transaction().execute(async (transaction) => {
        for (const { read } of asked) answers.push(await read(transaction));
      });
    } catch (error) {
      asked[answers.length]?.fail(error);
    }
    // Now that it is over: whoever writes next could not empty the WAL while it went on.
    for (const tell of answers) tell();
    const rest = asked.slice(answers.length + 1);
    if (rest.length > 0) await answer(rest);
  }

  return {
    // One connection holds one transaction: reads queue up. Whatever is asked for before one begins is read in it, as to
    // begin and end it takes as long as a small query.
    read<Result>(doing: string, query: (db: Reading) => Promise<Result>): Promise<Result> {
      const { promise, resolve, reject } = Promise.withResolvers<Result>();
      waiting.push({
        async read(transaction) {
          const result = await query(transaction);
          return () => resolve(result);
        },
        fail: (error) => reject(translatedRead(error, doing, path)),
      });
      if (waiting.length === 1)
        queue = queue.then(() => {
          const asked = waiting;
          waiting = [];
          return answer(asked);
        });
      return promise;
    },
    version() {
      refresh();
      return `${opened}.${String(dataVersion.get())}`;
    },
    close: () => void current.connection.close(),
  };
}
