import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { visibleText, omitUndefined } from "@hacotaki/core";
import {
  createPatience,
  openNotebook,
  openStore,
  openWriter,
  PATIENCE_MS,
  StoreError,
  type Notebook,
  type Patience,
  type SpoolReader,
  type StoreWriter,
} from "@hacotaki/store";
import { notFound } from "../output/failure.ts";
import { complain } from "../output/output.ts";

/** Where the database is when nobody says: $HACOTAKI_DB, else the XDG data folder. */
export function defaultDatabase(env: NodeJS.ProcessEnv = process.env): string {
  const named = env["HACOTAKI_DB"];
  if (named !== undefined && named !== "") return resolve(named);
  const data = env["XDG_DATA_HOME"];
  // The XDG specification: a relative path is to be ignored.
  const folder = data?.startsWith("/") ? data : join(homedir(), ".local", "share");
  return join(folder, "hacotaki", "hacotaki.db");
}

export type DatabaseFlag = { readonly db?: string };
export const databasePath = (flags: DatabaseFlag) =>
  flags.db === undefined ? defaultDatabase() : resolve(flags.db);

/** Runs `work` on the database, opened for reading. */
export async function withReader<T>(
  flags: DatabaseFlag,
  work: (store: SpoolReader) => Promise<T>,
): Promise<T> {
  const path = databasePath(flags);
  if (!existsSync(path))
    throw notFound(
      `no database at ${path}. Record boots (hacotaki up) or import a trace (hacotaki import FILE) first, or name another one with --db.`,
    );
  const store = openStore(path, { mode: "read" });
  try {
    return await work(store);
  } finally {
    store.close();
  }
}

/** Waits while another process writes, and says so. */
export const patienceFor = (flags: DatabaseFlag, signal?: AbortSignal): Patience =>
  createPatience({
    ...omitUndefined({ signal }),
    onWait: (patienceMs) =>
      complain(
        `hacotaki: another process is writing to ${visibleText(databasePath(flags), 500)}; waiting for up to ${patienceMs / 1_000} s.\n`,
      ),
  });

/** Runs `work` on the database, made where there is none yet. */
export async function withWriter<T>(
  flags: DatabaseFlag,
  work: (store: StoreWriter, patience: Patience) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const patience = patienceFor(flags, signal);
  const store = await openWriter(databasePath(flags), patience);
  try {
    return await work(store, patience);
  } finally {
    store.close();
  }
}

/** Runs `work` on what people keep beside the database, made where there is none yet. */
export function withNotebook<T>(flags: DatabaseFlag, work: (notebook: Notebook) => T): T {
  const notebook = openNotebook(databasePath(flags), { waitMs: PATIENCE_MS });
  try {
    return work(notebook);
  } finally {
    notebook.close();
  }
}

/** Makes the database where there is none, so that the dashboard can open it; one that cannot be written is left be. */
export function prepareDatabase(path: string): void {
  try {
    openStore(path, { mode: "write" }).close();
  } catch (error) {
    if (!(error instanceof StoreError && (error.code === "read-only" || error.code === "locked")))
      throw error;
  }
}
