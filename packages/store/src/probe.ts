import { existsSync } from "node:fs";
import { at, KEPT } from "@hacotaki/layout";
import { connectToWrite } from "./connection/connection.ts";
import { StoreError, translated } from "./error.ts";
import { inspect, ownedBy } from "./connection/inspect.ts";
import { readMigrations } from "./connection/migrations.ts";
import { NOTEBOOK_APPLICATION_ID } from "./notebook/notebook.ts";
import { notebookPath } from "./files/notebook-path.ts";

/** A lock that is held for a moment is no problem: a writer holds it for some milliseconds. */
const TRIES = 20;

/** Why the database at a path takes nothing just now, as a StoreError; undefined where it does. Writes nothing. */
export function writingProblem(path: string): StoreError | undefined {
  for (let tries = 1; ; tries++) {
    try {
      const connection = connectToWrite(path);
      try {
        connection.exec("BEGIN IMMEDIATE; ROLLBACK");
        return undefined;
      } finally {
        connection.close();
      }
    } catch (error) {
      const problem = translated(error, "write to", path);
      if (!(problem instanceof StoreError)) throw error;
      if (problem.code !== "locked" || tries >= TRIES) return problem;
    }
  }
}

/** Whether there is a notebook that opens without being changed: made already, and by this version. */
export function isNotebookCurrent(databasePath: string): boolean {
  const path = notebookPath(databasePath);
  if (!existsSync(path)) return false;
  try {
    const state = inspect(
      path,
      readMigrations(at(KEPT.notebookMigrations)),
      ownedBy(NOTEBOOK_APPLICATION_ID),
    );
    return state.kind === "ours" && state.pending.length === 0;
  } catch {
    return false;
  }
}
