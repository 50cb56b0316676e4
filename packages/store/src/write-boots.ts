import type { Boot, BootId } from "@hacotaki/core";
import type { Statement } from "better-sqlite3";
import { bootColumns, type Column } from "./boot-row.ts";
import type { Connection } from "./connection.ts";
import type { Counters } from "./counters.ts";
import { processColumns, spanColumns } from "./derived-rows.ts";
import type { Dictionaries } from "./dictionaries.ts";
import { digestOf } from "./digest.ts";
import { createRowMemory, changedFrom } from "./row-memory.ts";

/** Rows of the tables beside a boot's own, by their positions. */
type Parts = { readonly spans: readonly Column[][]; readonly processes: readonly Column[][] };
const NO_PARTS: Parts = { spans: [], processes: [] };

type Known = {
  readonly key: bigint;
  readonly digest: Buffer;
  readonly container: string;
  readonly run_key: bigint;
  readonly host_key: bigint;
  readonly sort_time: bigint;
  readonly is_open: bigint;
};

/** Of a boot: "turned" is new, of another run, or open when it was over or the other way round. */
type Saved = "unchanged" | "changed" | "turned";

export type BootWriter = {
  /** A boot that was new or differed from what was stored has a new revision. */
  save(boot: Boot, runKey: bigint): Saved;
  /** Removes a boot and leaves word of it for the change feed. */
  retire(id: BootId): void;
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
] as const;

/** Where lists have a boot, but for its outcome and its duration: of most changes, none of these is one. */
const PLACING: ReadonlySet<string> = new Set<keyof Known>(["container", "run_key", "host_key", "sort_time"]);

function statements(db: Connection) {
  const assigned = (columns: readonly string[]) => columns.map((name) => `${name} = ?`).join(", ");
  let columns: readonly string[] | undefined;
  let insert: Statement<(Column | Buffer)[], bigint> | undefined;
  let update: Statement<(Column | Buffer)[]> | undefined;
  let updateInPlace: Statement<(Column | Buffer)[]> | undefined;
  return {
    /** Prepared at the first boot, which tells the columns. */
    upsert(names: readonly string[]) {
      columns ??= [...names, ...COLUMNS_BY_KEY];
      insert ??= db
        .prepare<(Column | Buffer)[], bigint>(
          `INSERT INTO boot (${columns.join(", ")}, id) VALUES (${columns.map(() => "?").join(", ")}, ?) RETURNING key`,
        )
        .pluck();
      update ??= db.prepare<(Column | Buffer)[]>(`UPDATE boot SET ${assigned(columns)} WHERE id = ?`);
      // SQLite writes the entries of every index whose columns are named, whether they change or not.
      const isPlaceless = (name: string | undefined) => name === undefined || !PLACING.has(name);
      updateInPlace ??= db.prepare<(Column | Buffer)[]>(
        `UPDATE boot SET ${assigned(columns.filter(isPlaceless))} WHERE id = ?`,
      );
      return { insert, update, updateInPlace, isPlaceless: (n: number) => isPlaceless(columns?.[n]) };
    },
    find: db.prepare<[string], Known>(
      "SELECT key, digest, container, run_key, host_key, sort_time, is_open FROM boot WHERE id = ?",
    ),
    remove: db.prepare("DELETE FROM boot WHERE key = ?"),
    touch: db.prepare("UPDATE boot SET revision = ? WHERE key = ?"),
    cutSpans: db.prepare("DELETE FROM span WHERE boot_key = ? AND position >= ?"),
    putSpan: db.prepare(
      `INSERT OR REPLACE INTO span (boot_key, position, slug, state, start_at, duration, kind_key)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
    ),
    cutProcesses: db.prepare("DELETE FROM process WHERE boot_key = ? AND position >= ?"),
    putProcess: db.prepare(
      `INSERT OR REPLACE INTO process (boot_key, position, tgid, ppid, nspid, lane, comm, start_at, exec_file, exit_at,
       exit_code, exit_signal) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    count: db.prepare(
      "INSERT INTO container (name, boots) VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET boots = boots + 1",
    ),
    uncount: db.prepare("UPDATE container SET boots = boots - 1 WHERE name = ?"),
    dropEmpty: db.prepare("DELETE FROM container WHERE name = ? AND boots <= 0"),
    addRetired: db.prepare(
      "INSERT INTO retired (id, revision) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET revision = excluded.revision",
    ),
    removeRetired: db.prepare("DELETE FROM retired WHERE id = ?"),
  };
}

// oxlint-disable-next-line eslint/max-lines-per-function -- statements, and short functions over them and what was written last
export function createBootWriter(db: Connection, dictionaries: Dictionaries, counters: Counters): BootWriter {
  const sql = statements(db);
  const written = createRowMemory<Parts>();

  function uncount(container: string): void {
    sql.uncount.run(container);
    sql.dropEmpty.run(container);
  }

  /** Writes the rows that differ from those that stand there; undefined: which do is not known. */
  function writeParts(key: bigint, parts: Parts, before: Parts | undefined): void {
    if (before === undefined || before.spans.length > parts.spans.length)
      sql.cutSpans.run(key, before === undefined ? 0 : parts.spans.length);
    for (const [n, span] of changedFrom(before?.spans, parts.spans)) sql.putSpan.run(key, n, ...span);
    if (before === undefined || before.processes.length > parts.processes.length)
      sql.cutProcesses.run(key, before === undefined ? 0 : parts.processes.length);
    for (const [n, process] of changedFrom(before?.processes, parts.processes))
      sql.putProcess.run(key, n, ...process);
  }

  return {
    save(boot, runKey) {
      const columns = bootColumns(boot);
      const values: Column[] = Object.values(columns);
      const spans = boot.spans.map(spanColumns);
      const processes = boot.processes.map(processColumns);
      const { namespaces: ns } = boot;
      const digest = digestOf([
        ...values,
        boot.hacoText,
        ...(ns ? [ns.pid, ns.pidForChildren, ns.mnt, ns.uts, ns.ipc, ns.net, ns.user] : []),
        "spans",
        ...spans.flatMap((span, n) => [
          ...span,
          boot.spans[n]?.label,
          boot.spans[n]?.from,
          boot.spans[n]?.to,
        ]),
        "processes",
        ...processes.flat(),
      ]);
      const known = sql.find.get(boot.id);
      if (known?.digest.equals(digest)) return "unchanged";
      const parts = {
        spans: boot.spans.map((span, n) => [...(spans[n] ?? []), dictionaries.spanKindKey(span)]),
        processes,
      };
      const hostKey = dictionaries.hostKey(boot.hostId, boot.hostName);
      const all: (Column | Buffer)[] = [
        ...values,
        runKey,
        hostKey,
        boot.hacoText === undefined ? null : dictionaries.hacoText(boot.hacoText).key,
        ns === undefined ? null : dictionaries.namespacesKey(ns),
        counters.nextRevision(),
        digest,
        boot.id,
      ];
      const { insert, update, updateInPlace, isPlaceless } = sql.upsert(Object.keys(columns));
      if (known) {
        const stays =
          known.run_key === runKey &&
          known.host_key === hostKey &&
          known.container === boot.container &&
          known.sort_time === columns.sort_time;
        if (stays) updateInPlace.run(...all.filter((_, n) => isPlaceless(n)));
        else update.run(...all);
        if (known.container !== boot.container) {
          uncount(known.container);
          sql.count.run(boot.container);
        }
        writeParts(known.key, parts, written.recall(known.key, known.digest));
        written.remember(known.key, digest, columns.is_open === 1 ? parts : undefined);
        return known.run_key === runKey && known.is_open === BigInt(columns.is_open) ? "changed" : "turned";
      }
      const key = insert.get(...all);
      if (key === undefined) throw new Error(`boot ${boot.id} was not written`);
      sql.count.run(boot.container);
      sql.removeRetired.run(boot.id);
      counters.add("boots", 1);
      writeParts(key, parts, NO_PARTS);
      if (columns.is_open === 1) written.remember(key, digest, parts);
      return "turned";
    },
    retire(id) {
      const known = sql.find.get(id);
      if (known === undefined) return;
      sql.remove.run(known.key);
      uncount(known.container);
      counters.add("boots", -1);
      sql.addRetired.run(id, counters.nextRevision());
    },
    touch: (key) => void sql.touch.run(counters.nextRevision(), key),
  };
}
