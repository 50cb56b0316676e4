import type { Mark } from "@hacotaki/core";
import type { Connection } from "../connection/connection.ts";
import { markColumns } from "../packing/derived-rows.ts";

export type MarkWriter = {
  /** True when the mark was not there yet, or belongs elsewhere than was thought. */
  save(mark: Mark, run: bigint, boot: bigint | null): boolean;
  /** Removes the marks of a run that are not among these; true when there were any. */
  prune(run: bigint, kept: readonly Mark[]): boolean;
  /** Moves what was filed under a boot to the one it turned out to be, or to the run alone. */
  moveBoot(run: bigint, from: bigint, to: bigint | null): void;
  /** Moves everything filed under a run to another; what that one has already stays behind. */
  moveRun(from: bigint, to: bigint): void;
};

type MarkKey = { readonly [Key in "at" | "seq" | "tgid"]: bigint | number } & { readonly name: string };
const markKey = ({ at, seq, tgid, name }: MarkKey) => `${at} ${seq} ${tgid} ${name}`;

export function createMarkWriter(db: Connection): MarkWriter {
  const add = db.prepare(
    `INSERT INTO mark (run_key, boot_key, at, seq, tgid, name, lane, flag, text) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (run_key, at, seq, tgid, name) DO UPDATE SET boot_key = excluded.boot_key, lane = excluded.lane
     WHERE boot_key IS NOT excluded.boot_key OR lane <> excluded.lane`,
  );
  const ofRun = db.prepare<[bigint], MarkKey>("SELECT at, seq, tgid, name FROM mark WHERE run_key = ?");
  const remove = db.prepare(
    "DELETE FROM mark WHERE run_key = ? AND at = ? AND seq = ? AND tgid = ? AND name = ?",
  );
  const moveBoot = db.prepare("UPDATE mark SET boot_key = ? WHERE run_key = ? AND boot_key = ?");
  const moveRun = db.prepare("UPDATE OR IGNORE mark SET run_key = ? WHERE run_key = ?");

  return {
    save(mark, run, boot) {
      const { at, seq, tgid, name, lane, flag, text } = markColumns(mark);
      return add.run(run, boot, at, seq, tgid, name, lane, flag, text).changes > 0;
    },
    prune(run, kept) {
      const keys = new Set(kept.map((mark) => markKey(markColumns(mark))));
      const gone = ofRun.all(run).filter((row) => !keys.has(markKey(row)));
      for (const { at, seq, tgid, name } of gone) remove.run(run, at, seq, tgid, name);
      return gone.length > 0;
    },
    moveBoot: (run, from, to) => void moveBoot.run(to, run, from),
    moveRun: (from, to) => void moveRun.run(to, from),
  };
}
