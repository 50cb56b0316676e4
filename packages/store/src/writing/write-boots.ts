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
  readonly sort_duration: bigint;
  readonly outcome: string;
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

/** Where indexes have a boot, beside its id and its revision: few changes are one of these. */
const PLACING = [
  "container",
  "run_key",
  "host_key",
  "sort_time",
  "sort_duration",
  "outcome",
] as const satisfies readonly (keyof Known)[];

type BootValues = readonly (Column | Uint8Array)[];

/** Some columns of a boot, and where their values stand among all of its own. */
type Update = {
  readonly statement: Statement<(Column | Uint8Array)[]>;
  readonly places: readonly number[];
};

const isStored = (stored: bigint | string, value: BootValues[number] | undefined): boolean =>
  typeof value === "number" ? stored === BigInt(value) : stored === value;

function statements(db: Connection) {
  // What a boot's time went to is not told again where nobody remembers it: what is stored stays.
  const assigned = (columns: readonly string[]) =>
    columns
      .map((name) => (name === "reasons" ? "reasons = coalesce(?, reasons)" : `${name} = ?`))
      .join(", ") + ", spans = NULL, processes = NULL"; // where boots of before have what `saveBody` writes
  let columns: readonly string[] = [];
  let insert: Statement<(Column | Uint8Array)[]> | undefined;
  /** By what they leave as it is. SQLite writes the entries of every index whose columns are named, changed or not. */
  const updates = new Map<string, Update>();

  function columnsOf(names: readonly string[]): readonly string[] {
    if (columns.length === 0) columns = [...names, ...COLUMNS_BY_KEY];
    return columns;
  }

  function updateBut(staying: readonly string[], all: readonly string[]): Update {
    const named = all.filter((name) => !staying.includes(name));
    return {
      statement: db.prepare(`UPDATE boot SET ${assigned(named)} WHERE id = ?`),
      // The id is behind the columns.
      places: [...named.map((name) => all.indexOf(name)), all.length],
    };
  }

  return {
    /** Adds a row: `values` in the order of `names`, then of `COLUMNS_BY_KEY`, and the id. Returns its key. */
    insert(names: readonly string[], values: BootValues): bigint {
      const all = columnsOf(names);
      insert ??= db.prepare<(Column | Uint8Array)[]>(
        `INSERT INTO boot (${all.join(", ")}, id) VALUES (${all.map(() => "?").join(", ")}, ?)`,
      );
      return BigInt(insert.run(...values).lastInsertRowid);
    },
    /** The same for a row that is there. */
    update(known: Known, names: readonly string[], values: BootValues): void {
      const all = columnsOf(names);
      const staying = PLACING.filter((name) => isStored(known[name], values[all.indexOf(name)]));
      const key = staying.join();
      let update = updates.get(key);
      if (update === undefined) updates.set(key, (update = updateBut(staying, all)));
      update.statement.run(...update.places.map((place) => values[place] ?? null));
    },
    find: db.prepare<[string], Known>(
      `SELECT key, digest, container, run_key, host_key, sort_time, sort_duration, outcome, is_open,
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
      const all: BootValues = [
        ...boot.values,
        runKey,
        dictionaries.hostKey(boot.hostId, boot.hostName),
        hacoText === undefined ? null : dictionaries.hacoText(hacoText).key,
        namespaces === undefined ? null : dictionaries.namespacesKey(namespaces),
        counters.nextRevision(),
        digest,
        surroundings === undefined ? null : dictionaries.surroundingsKey(surroundings),
        id,
      ];
      if (known) {
        sql.update(known, boot.names, all);
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
      const key = sql.insert(boot.names, all);
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
