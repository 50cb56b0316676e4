import type { StoreReader } from "@hacotaki/store";
import type { Database, DatabaseState } from "../server/database.ts";

/**
 * The server opens the database before any page exists and puts it here. Pages are bundled apart from the server, so a
 * module variable would be two variables; and no page ever loads SQLite itself.
 */
const PLACE = Symbol.for("hacotaki.dashboard.database");
type Global = typeof globalThis & { [PLACE]?: Database };

export function publishDatabase(database: Database): void {
  (globalThis as Global)[PLACE] = database;
}

function published(): Database {
  const database = (globalThis as Global)[PLACE];
  if (database === undefined) throw new Error("pages are served by apps/dashboard/server/main.ts only");
  return database;
}

/** Where the database is, or will be. */
export const databasePath = (): string => published().path;

/** What a page read, or why it could not. */
export type Read<T> =
  | { readonly kind: "read"; readonly value: T }
  | Exclude<DatabaseState, { readonly kind: "open" }>;

/** Reads with the open database. A database that cannot be read is an answer for the page, not a crash. */
export async function readDatabase<T>(read: (reader: StoreReader) => Promise<T>): Promise<Read<T>> {
  const database = published();
  const state = database.state();
  if (state.kind !== "open") return state;
  try {
    return { kind: "read", value: await read(state.reader) };
  } catch (error) {
    const failed = database.fail(error);
    if (failed === undefined || failed.kind === "open") throw error;
    return failed;
  }
}
