import type { BootEvent } from "@hacotaki/core";
import { asked, bound, question } from "../connection/asked.ts";
import { namespacesOf } from "../packing/boot-row.ts";
import type { Connection } from "../connection/connection.ts";
import type { Filed } from "../events/event-codec.ts";
import { eventOf } from "../events/event-of.ts";
import type { EventRow } from "../connection/tables.ts";

/** Events as versions before 0.2 stored them, a row each: read, and taken out in order to be packed. */
export type EventRows = {
  /** The first `limit` rows of a run, in order. */
  first(run: bigint, limit: number): Filed[];
  /** Deletes what `first` gave. */
  remove(run: bigint, limit: number): void;
  /** A run that has such rows; undefined when none has. */
  someRun(): bigint | undefined;
  textOf(digest: string): string | undefined;
};

export function createEventRows(db: Connection): EventRows {
  const rows = asked(
    db,
    question
      .selectFrom("phase_event")
      .selectAll()
      .where("run_key", "=", bound<bigint>())
      .orderBy("at")
      .orderBy("seq")
      .orderBy("kind")
      .orderBy("tgid")
      .orderBy("name")
      .limit(bound<number>()),
  );
  const remove = db.prepare(
    `DELETE FROM phase_event WHERE (run_key, at, seq, kind, tgid, name) IN (
       SELECT run_key, at, seq, kind, tgid, name FROM phase_event
       WHERE run_key = ? ORDER BY at, seq, kind, tgid, name LIMIT ?)`,
  );
  const some = db.prepare<[], bigint>("SELECT run_key FROM phase_event LIMIT 1").pluck();
  const namespaces = asked(
    db,
    question.selectFrom("namespaces").selectAll().where("key", "=", bound<bigint>()),
  );
  const text = asked(
    db,
    question.selectFrom("haco_text").select("text").where("digest", "=", bound<string>()),
  );
  const textOf = (digest: string) => text.get(digest)?.text;

  function decoded(row: EventRow): BootEvent {
    const found = row.namespaces_key === null ? undefined : namespaces.get(row.namespaces_key);
    const hacoText = row.name === "haco-text" && row.text !== null ? (textOf(row.text) ?? null) : null;
    return eventOf(row, found ? namespacesOf(found) : null, hacoText);
  }

  return {
    first: (run, limit) => rows.all(run, limit).map((row) => ({ event: decoded(row), boot: row.boot_key })),
    remove: (run, limit) => void remove.run(run, limit),
    someRun: () => some.get(),
    textOf,
  };
}
