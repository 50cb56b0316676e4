import type { BootId, Note } from "@hacotaki/core";
import type { Connection } from "../connection/connection.ts";
import type { Guarded } from "./guarded.ts";

export type Notes = {
  /** Of one boot, in the order they were written. */
  notesOf(id: BootId): readonly Note[];
  /** How many notes each boot has that has any. */
  noted(): ReadonlyMap<BootId, number>;
  addNote(note: Pick<Note, "bootId" | "span" | "text" | "writtenAt">): void;
  /** False when there is no such note of that boot. */
  changeNote(note: Pick<Note, "id" | "bootId" | "text">, now: bigint): boolean;
  removeNote(id: number, bootId: BootId): boolean;
};

type Row = {
  readonly id: bigint;
  readonly boot_id: BootId;
  readonly span: string | null;
  readonly text: string;
  readonly written_at: bigint;
  readonly changed_at: bigint | null;
};

const noteOf = (row: Row): Note => ({
  id: Number(row.id),
  bootId: row.boot_id,
  ...(row.span === null ? {} : { span: row.span }),
  text: row.text,
  writtenAt: row.written_at,
  ...(row.changed_at === null ? {} : { changedAt: row.changed_at }),
});

export const createNotes = (connection: Connection, guarded: Guarded): Notes => ({
  notesOf: (id) =>
    guarded("read", () =>
      connection
        .prepare<[string], Row>(
          "SELECT id, boot_id, span, text, written_at, changed_at FROM note WHERE boot_id = ? ORDER BY id",
        )
        .all(id)
        .map(noteOf),
    ),
  noted: () =>
    guarded(
      "read",
      () =>
        new Map(
          connection
            .prepare<[], { id: BootId; notes: bigint }>(
              "SELECT boot_id AS id, count(*) AS notes FROM note GROUP BY boot_id",
            )
            .all()
            .map(({ id, notes }) => [id, Number(notes)]),
        ),
    ),
  addNote: ({ bootId, span, text, writtenAt }) =>
    guarded("write", () => {
      connection
        .prepare("INSERT INTO note (boot_id, span, text, written_at) VALUES (?, ?, ?, ?)")
        .run(bootId, span ?? null, text, writtenAt);
    }),
  changeNote: ({ id, bootId, text }, now) =>
    guarded(
      "write",
      () =>
        connection
          .prepare("UPDATE note SET text = ?, changed_at = ? WHERE id = ? AND boot_id = ?")
          .run(text, now, id, bootId).changes > 0,
    ),
  removeNote: (id, bootId) =>
    guarded(
      "write",
      () => connection.prepare("DELETE FROM note WHERE id = ? AND boot_id = ?").run(id, bootId).changes > 0,
    ),
});
