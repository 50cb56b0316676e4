import { filterText, parseBootId, parseFilterText, type Baseline } from "@hacotaki/core";
import { at, KEPT } from "@hacotaki/layout";
import { finishRestore } from "../files/swap.ts";
import type { Connection } from "../connection/connection.ts";
import { translated } from "../error.ts";
import { ownedBy } from "../connection/inspect.ts";
import { readMigrations } from "../connection/migrations.ts";
import { connectForWriting } from "../connection/writable.ts";
import { createAlerts, type Alerts } from "./alerts.ts";
import { createApiTokens, type ApiTokens } from "./api-tokens.ts";
import { createGoneBoots, type GoneBoots } from "./gone-boots.ts";
import { createNotes, type Notes } from "./notes.ts";
import { notebookPath } from "../files/notebook-path.ts";
import { createPins, type Pins } from "./pins.ts";
import { createPushes, type Pushes } from "./pushes.ts";
import { createShares, type Shares } from "./shares.ts";
import { createShips, type Ships } from "./ships.ts";
import { createUsers, type Users } from "./users.ts";

/** What people keep beside the boots, in a file of its own. Calls are synchronous and small. */
export type Notebook = Pins &
  Notes &
  Shares &
  Users &
  ApiTokens &
  GoneBoots &
  Pushes &
  Ships &
  Alerts & {
    /** By name. */
    baselines(): readonly Baseline[];
    findBaseline(name: string): Baseline | undefined;
    /** False for a name that is taken, unless it is to be replaced. */
    saveBaseline(baseline: Baseline, options?: { readonly replace: boolean }): boolean;
    /** False when there was none of that name. */
    removeBaseline(name: string): boolean;
    close(): void;
  };

type Row = {
  readonly name: string;
  readonly note: string | null;
  readonly boot_id: string | null;
  readonly filter: string | null;
  readonly saved_at: bigint;
};

/** "hacn" in ASCII; set by the first migration. */
export const NOTEBOOK_APPLICATION_ID = 0x68_61_63_6en;

function baselineOf({ name, note, boot_id, filter, saved_at }: Row): Baseline | undefined {
  const base = { name, ...(note === null ? {} : { note }), savedAt: saved_at };
  const id = boot_id === null ? undefined : parseBootId(boot_id);
  if (id !== undefined) return { ...base, of: { kind: "boot", id } };
  const parsed = parseFilterText(filter ?? "");
  return "filter" in parsed ? { ...base, of: { kind: "group", filter: parsed.filter } } : undefined;
}

/**
 * Opens the notebook of a database, making it where there is none. Throws a StoreError that says why it cannot be.
 * With `waitMs`, each call blocks for so long while another process writes, before it fails.
 */
export function openNotebook(databasePath: string, { waitMs }: { readonly waitMs?: number } = {}): Notebook {
  finishRestore(databasePath);
  const path = notebookPath(databasePath);
  const connection: Connection = connectForWriting(
    path,
    readMigrations(at(KEPT.notebookMigrations)),
    ownedBy(NOTEBOOK_APPLICATION_ID),
    waitMs === undefined ? undefined : { attempts: 1, waitMs },
  );
  const guarded = <Result>(doing: string, work: () => Result): Result => {
    try {
      return work();
    } catch (error) {
      throw translated(error, doing, path);
    }
  };
  return {
    ...createPins(connection, guarded),
    ...createNotes(connection, guarded),
    ...createShares(connection, guarded),
    ...createUsers(connection, guarded),
    ...createApiTokens(connection, guarded),
    ...createGoneBoots(connection, guarded),
    ...createPushes(connection, guarded),
    ...createShips(connection, guarded),
    ...createAlerts(connection, guarded),
    baselines: () =>
      guarded("read", () =>
        connection
          .prepare<[], Row>("SELECT name, note, boot_id, filter, saved_at FROM baseline ORDER BY name")
          .all()
          .flatMap((row) => baselineOf(row) ?? []),
      ),
    findBaseline: (name) =>
      guarded("read", () => {
        const row = connection
          .prepare<[string], Row>("SELECT name, note, boot_id, filter, saved_at FROM baseline WHERE name = ?")
          .get(name);
        return row && baselineOf(row);
      }),
    saveBaseline: ({ name, note, of, savedAt }, { replace } = { replace: false }) =>
      guarded("write", () => {
        const { changes } = connection
          .prepare(
            `INSERT INTO baseline (name, note, boot_id, filter, saved_at) VALUES (?, ?, ?, ?, ?)
             ON CONFLICT (name) DO ${
               replace
                 ? "UPDATE SET note = excluded.note, boot_id = excluded.boot_id, filter = excluded.filter, saved_at = excluded.saved_at"
                 : "NOTHING"
             }`,
          )
          .run(
            name,
            note ?? null,
            of.kind === "boot" ? of.id : null,
            of.kind === "group" ? filterText(of.filter) : null,
            savedAt,
          );
        return changes > 0;
      }),
    removeBaseline: (name) =>
      guarded("write", () => connection.prepare("DELETE FROM baseline WHERE name = ?").run(name).changes > 0),
    close: () => connection.close(),
  };
}
