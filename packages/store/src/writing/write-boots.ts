import { KERNEL_BOOT_ID } from "../connection/kernel-boot.ts";
import type { BootId } from "@hacotaki/core";
import type { Statement } from "better-sqlite3";
import type { Connection } from "../connection/connection.ts";
import type { Ledger } from "./transaction.ts";
import type { Column, PackedBoot } from "../packing/packed.ts";

type Known = {
  readonly key: bigint;
  readonly digest: Buffer;
  readonly container: string;
  readonly run_key: bigint;
  readonly host_key: bigint;
  readonly sort_time: bigint;
  readonly is_open: bigint;
  /** Its spans and processes stand in rows of a version before. */
  readonly has_rows: bigint;
  /** Its spans and processes stand in a body of its own: its run is not archived. */
  readonly has_body: bigint;
};

/** Of a boot: "turned" is new, of another run, or open when it was over or the other way round. */
type Saved = "unchanged" | "changed" | "turned";

export type BootWriter = {
  /** A boot that was new or differed from what was stored has a new revision. */
  save(boot: PackedBoot, runKey: bigint): Saved;
  /**
   * Removes a boot and leaves word of it for the change feed: whether it turned out to be another one, or went because
   * nobody keeps it any longer.
   */
  retire(id: BootId, why: "replaced" | "deleted"): void;
  /** Gives a boot whose marks changed a new revision. */
  touch(key: bigint): void;
};

const COLUMNS_BY_KEY = [
  "run_key",
  "host_key",
  "haco_text_key",
  "namespaces_key",
  "revision",
  "digest",
  "surroundings_key",
] as const;

/** Where lists have a boot, but for its outcome and its duration: of most changes, none of these is one. */
const PLACING: ReadonlySet<string> = new Set<keyof Known>(["container", "run_key", "host_key", "sort_time"]);

function statements(db: Connection) {
  // What a boot's time went to is not told again where nobody remembers it: what is stored stays.
  const assigned = (columns: readonly string[]) =>
    columns
      .map((name) => (name === "reasons" ? "reasons = coalesce(?, reasons)" : `${name} = ?`))
      .join(", ") + ", spans = NULL, processes = NULL"; // where boots of before have what `saveBody` writes
  let columns: readonly string[] | undefined;
  let insert: Statement<(Column | Uint8Array)[]> | undefined;
  let update: Statement<(Column | Uint8Array)[]> | undefined;
  let updateInPlace: Statement<(Column | Uint8Array)[]> | undefined;
  return {
    /** Prepared at the first boot, which tells the columns. */
    upsert(names: readonly string[]) {
      columns ??= [...names, ...COLUMNS_BY_KEY];
      insert ??= db.prepare<(Column | Uint8Array)[]>(
        `INSERT INTO boot (${columns.join(", ")}, id) VALUES (${columns.map(() => "?").join(", ")}, ?)`,
      );
      update ??= db.prepare<(Column | Uint8Array)[]>(`UPDATE boot SET ${assigned(columns)} WHERE id = ?`);
      // SQLite writes the entries of every index whose columns are named, whether they change or not.
      const isPlaceless = (name: string | undefined) => name === undefined || !PLACING.has(name);
      updateInPlace ??= db.prepare<(Column | Uint8Array)[]>(
        `UPDATE boot SET ${assigned(columns.filter(isPlaceless))} WHERE id = ?`,
      );
      return { insert, update, updateInPlace, isPlaceless: (n: number) => isPlaceless(columns?.[n]) };
    },
    find: db.prepare<[string], Known>(
      `SELECT key, digest, container, run_key, host_key, sort_time, is_open,
         EXISTS (SELECT 1 FROM span_row WHERE boot_key = boot.key)
           OR EXISTS (SELECT 1 FROM process_row WHERE boot_key = boot.key) AS has_rows,
         EXISTS (SELECT 1 FROM boot_body WHERE boot_key = boot.key) AS has_body
       FROM boot WHERE id = ?`,
    ),
    saveBody: db.prepare<[bigint, string, Uint8Array, string | null]>(
      `INSERT INTO boot_body (boot_key, spans, processes, reasons) VALUES (?, ?, ?, ?)
       ON CONFLICT (boot_key) DO UPDATE SET spans = excluded.spans, processes = excluded.processes,
         reasons = coalesce(excluded.reasons, reasons)`,
    ),
    remove: db.prepare("DELETE FROM boot WHERE key = ?"),
    touch: db.prepare("UPDATE boot SET revision = ? WHERE key = ?"),
    removeSpans: db.prepare("DELETE FROM span_row WHERE boot_key = ?"),
    removeProcesses: db.prepare("DELETE FROM process_row WHERE boot_key = ?"),
    count: db.prepare(
      "INSERT INTO container (name, boots) VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET boots = boots + 1",
    ),
    uncount: db.prepare("UPDATE container SET boots = boots - 1 WHERE name = ?"),
    dropEmpty: db.prepare("DELETE FROM container WHERE name = ? AND boots <= 0"),
    addRetired: db.prepare(
      `INSERT INTO retired (id, revision) VALUES (?, ?)
       ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, host_id = NULL, kernel_boot_id = NULL`,
    ),
    tellWhere: db.prepare<[bigint, bigint, BootId]>(
      `UPDATE retired SET host_id = (SELECT id FROM host WHERE key = ?),
         kernel_boot_id = (SELECT ${KERNEL_BOOT_ID} FROM run WHERE key = ?) WHERE id = ?`,
    ),
    removeRetired: db.prepare("DELETE FROM retired WHERE id = ?"),
  };
}

export function createBootWriter({
  db,
  dictionaries,
  counters,
  blocks,
}: Pick<Ledger, "db" | "dictionaries" | "counters" | "blocks">): BootWriter {
  const sql = statements(db);

  function uncount(container: string): void {
    sql.uncount.run(container);
    sql.dropEmpty.run(container);
  }

  return {
    save(boot, runKey) {
      const { id, container, namespaces, hacoText, surroundings, digest } = boot;
      const known = sql.find.get(id);
      if (known?.digest.equals(digest)) return "unchanged";
      if (known?.has_body === 0n) blocks.takeOut(known.run_key);
      const hostKey = dictionaries.hostKey(boot.hostId, boot.hostName);
      const all: (Column | Uint8Array)[] = [
        ...boot.values,
        runKey,
        hostKey,
        hacoText === undefined ? null : dictionaries.hacoText(hacoText).key,
        namespaces === undefined ? null : dictionaries.namespacesKey(namespaces),
        counters.nextRevision(),
        digest,
        surroundings === undefined ? null : dictionaries.surroundingsKey(surroundings),
        id,
      ];
      const { insert, update, updateInPlace, isPlaceless } = sql.upsert(boot.names);
      if (known) {
        const stays =
          known.run_key === runKey &&
          known.host_key === hostKey &&
          known.container === container &&
          known.sort_time === BigInt(boot.sortTime);
        if (stays) updateInPlace.run(...all.filter((_, n) => isPlaceless(n)));
        else update.run(...all);
        sql.saveBody.run(known.key, boot.spans, boot.processes, boot.reasons);
        if (known.container !== container) {
          uncount(known.container);
          sql.count.run(container);
        }
        if (known.has_rows === 1n) {
          sql.removeSpans.run(known.key);
          sql.removeProcesses.run(known.key);
        }
        return known.run_key === runKey && known.is_open === (boot.isOpen ? 1n : 0n) ? "changed" : "turned";
      }
      blocks.takeOut(runKey);
      const key = BigInt(insert.run(...all).lastInsertRowid);
      sql.saveBody.run(key, boot.spans, boot.processes, boot.reasons);
      sql.count.run(container);
      sql.removeRetired.run(id);
      counters.add("boots", 1);
      return "turned";
    },
    retire(id, why) {
      const known = sql.find.get(id);
      if (known === undefined) return;
      // A run that is deleted goes from its archive as a whole.
      if (why === "replaced") blocks.takeOut(known.run_key);
      sql.remove.run(known.key);
      uncount(known.container);
      counters.add("boots", -1);
      sql.addRetired.run(id, counters.nextRevision());
      if (why === "replaced") sql.tellWhere.run(known.host_key, known.run_key, id);
    },
    touch: (key) => void sql.touch.run(counters.nextRevision(), key),
  };
}
