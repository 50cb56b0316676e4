import type { BootEvent, EventKind, Mark } from "@hacotaki/core";
import type { Connection } from "./connection.ts";
import { markColumns } from "./derived-rows.ts";
import type { Dictionaries } from "./dictionaries.ts";
import { EVENT_KINDS, eventColumns, eventPrimaryKey, eventValues } from "./event-row.ts";

export type EventWriter = {
  /** True when the event was not there yet. */
  save(event: BootEvent, run: bigint, boot: bigint | null): boolean;
  /** Files a stored event under another boot, perhaps of another run. */
  refile(event: BootEvent, from: bigint, run: bigint, boot: bigint | null): void;
  /** True when the mark was not there yet, or belongs elsewhere than was thought. */
  saveMark(mark: Mark, run: bigint, boot: bigint | null): boolean;
  /** Removes the marks of a run that are not among these; true when there were any. */
  pruneMarks(run: bigint, kept: readonly Mark[]): boolean;
  /** Moves what was filed under a boot to the one it turned out to be, or to the run alone. */
  moveBoot(run: bigint, from: bigint, to: bigint | null): void;
  /** Moves everything filed under a run to another; what that one has already stays behind. */
  moveRun(from: bigint, to: bigint): void;
};

type MarkKey = { readonly [Key in "at" | "seq" | "tgid"]: bigint | number } & { readonly name: string };
const markKey = ({ at, seq, tgid, name }: MarkKey) => `${at} ${seq} ${tgid} ${name}`;

export function createEventWriter(db: Connection, dictionaries: Dictionaries): EventWriter {
  const add = (kind: EventKind) => {
    const columns = eventColumns(kind);
    return db.prepare(
      `INSERT INTO phase_event (${columns.join(", ")}) VALUES (${columns.map(() => "?").join(", ")})
       ON CONFLICT (run_key, at, seq, kind, tgid, name) DO NOTHING`,
    );
  };
  const adding = new Map(EVENT_KINDS.map((kind) => [kind, add(kind)]));
  const refile = db.prepare(
    `UPDATE OR REPLACE phase_event SET run_key = @run, boot_key = @boot
     WHERE run_key = @from AND at = @at AND seq = @seq AND kind = @kind AND tgid = @tgid AND name = @name
       AND (run_key <> @run OR boot_key IS NOT @boot)`,
  );
  const addMark = db.prepare(
    `INSERT INTO mark (run_key, boot_key, at, seq, tgid, name, lane, flag, text) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (run_key, at, seq, tgid, name) DO UPDATE SET boot_key = excluded.boot_key, lane = excluded.lane
     WHERE boot_key IS NOT excluded.boot_key OR lane <> excluded.lane`,
  );
  const marksOfRun = db.prepare<[bigint], MarkKey>("SELECT at, seq, tgid, name FROM mark WHERE run_key = ?");
  const removeMark = db.prepare(
    "DELETE FROM mark WHERE run_key = ? AND at = ? AND seq = ? AND tgid = ? AND name = ?",
  );
  const moveEvents = db.prepare("UPDATE phase_event SET boot_key = ? WHERE run_key = ? AND boot_key = ?");
  const moveMarks = db.prepare("UPDATE mark SET boot_key = ? WHERE run_key = ? AND boot_key = ?");
  const moveRunsEvents = db.prepare("UPDATE OR IGNORE phase_event SET run_key = ? WHERE run_key = ?");
  const moveRunsMarks = db.prepare("UPDATE OR IGNORE mark SET run_key = ? WHERE run_key = ?");
  const digestOf = (text: string) => dictionaries.hacoText(text).digest;

  return {
    save(event, run, boot) {
      const namespaces = event.namespaces === undefined ? null : dictionaries.namespacesKey(event.namespaces);
      const values = eventValues(event, { run, boot, namespaces, digestOf });
      // Spread, because SQLite's binding takes longer to get at what is in an array.
      return (adding.get(event.kind)?.run(...values).changes ?? 0) > 0;
    },
    refile: (event, from, run, boot) => void refile.run({ ...eventPrimaryKey(event), from, run, boot }),
    saveMark(mark, run, boot) {
      const { at, seq, tgid, name, lane, flag, text } = markColumns(mark);
      return addMark.run(run, boot, at, seq, tgid, name, lane, flag, text).changes > 0;
    },
    pruneMarks(run, kept) {
      const keys = new Set(kept.map((mark) => markKey(markColumns(mark))));
      const gone = marksOfRun.all(run).filter((row) => !keys.has(markKey(row)));
      for (const { at, seq, tgid, name } of gone) removeMark.run(run, at, seq, tgid, name);
      return gone.length > 0;
    },
    moveBoot(run, from, to) {
      moveEvents.run(to, run, from);
      moveMarks.run(to, run, from);
    },
    moveRun(from, to) {
      moveRunsEvents.run(to, from);
      moveRunsMarks.run(to, from);
    },
  };
}
