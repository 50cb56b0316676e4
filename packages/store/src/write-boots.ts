import type { Boot, BootId, BootProcess, Span } from "@hacotaki/core";
import type { Statement } from "better-sqlite3";
import { bootColumns, type Column } from "./boot-row.ts";
import type { Connection } from "./connection.ts";
import type { Counters } from "./counters.ts";
import type { Dictionaries } from "./dictionaries.ts";
import { digestOf } from "./digest.ts";
import { int64 } from "./integers.ts";
import { packProcesses } from "./packed-processes.ts";
import { packSpans, type PackedSpan } from "./packed-spans.ts";

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
  "spans",
  "processes",
] as const;

/** Where lists have a boot, but for its outcome and its duration: of most changes, none of these is one. */
const PLACING: ReadonlySet<string> = new Set<keyof Known>(["container", "run_key", "host_key", "sort_time"]);

const spanValues = (span: Span): (Column | undefined)[] => [
  span.slug,
  span.state,
  int64(span.startAt),
  span.state === "open" ? null : int64(span.endAt - span.startAt),
  span.label,
  span.from,
  span.to,
];

const processValues = (process: BootProcess): (Column | undefined)[] => [
  process.tgid,
  process.ppid,
  process.nspid,
  process.lane,
  process.comm,
  int64(process.startAt),
  process.execFile,
  process.exitAt === undefined ? undefined : int64(process.exitAt),
  process.exitCode,
  process.exitSignal,
];

/** Says whether a boot is the same as that which is stored, whatever form its row has. */
function bootDigest(boot: Boot, columns: readonly Column[]): Buffer {
  const { namespaces: ns } = boot;
  return digestOf([
    ...columns,
    boot.hacoText,
    ...(ns ? [ns.pid, ns.pidForChildren, ns.mnt, ns.uts, ns.ipc, ns.net, ns.user] : []),
    "spans",
    ...boot.spans.flatMap(spanValues),
    "processes",
    ...boot.processes.flatMap(processValues),
  ]);
}

function statements(db: Connection) {
  const assigned = (columns: readonly string[]) => columns.map((name) => `${name} = ?`).join(", ");
  let columns: readonly string[] | undefined;
  let insert: Statement<(Column | Buffer)[]> | undefined;
  let update: Statement<(Column | Buffer)[]> | undefined;
  let updateInPlace: Statement<(Column | Buffer)[]> | undefined;
  return {
    /** Prepared at the first boot, which tells the columns. */
    upsert(names: readonly string[]) {
      columns ??= [...names, ...COLUMNS_BY_KEY];
      insert ??= db.prepare<(Column | Buffer)[]>(
        `INSERT INTO boot (${columns.join(", ")}, id) VALUES (${columns.map(() => "?").join(", ")}, ?)`,
      );
      update ??= db.prepare<(Column | Buffer)[]>(`UPDATE boot SET ${assigned(columns)} WHERE id = ?`);
      // SQLite writes the entries of every index whose columns are named, whether they change or not.
      const isPlaceless = (name: string | undefined) => name === undefined || !PLACING.has(name);
      updateInPlace ??= db.prepare<(Column | Buffer)[]>(
        `UPDATE boot SET ${assigned(columns.filter(isPlaceless))} WHERE id = ?`,
      );
      return { insert, update, updateInPlace, isPlaceless: (n: number) => isPlaceless(columns?.[n]) };
    },
    find: db.prepare<[string], Known>(
      "SELECT key, digest, container, run_key, host_key, sort_time, is_open, spans IS NULL AS has_rows FROM boot WHERE id = ?",
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
      "INSERT INTO retired (id, revision) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET revision = excluded.revision",
    ),
    removeRetired: db.prepare("DELETE FROM retired WHERE id = ?"),
  };
}

export function createBootWriter(db: Connection, dictionaries: Dictionaries, counters: Counters): BootWriter {
  const sql = statements(db);

  function uncount(container: string): void {
    sql.uncount.run(container);
    sql.dropEmpty.run(container);
  }

  const packedSpan = (span: Span): PackedSpan => ({
    kind: Number(dictionaries.spanKindKey(span)),
    state: span.state,
    startAt: span.startAt,
    duration: span.state === "open" ? null : span.endAt - span.startAt,
  });

  return {
    save(boot, runKey) {
      const columns = bootColumns(boot);
      const values: Column[] = Object.values(columns);
      const { namespaces: ns } = boot;
      const digest = bootDigest(boot, values);
      const known = sql.find.get(boot.id);
      if (known?.digest.equals(digest)) return "unchanged";
      const hostKey = dictionaries.hostKey(boot.hostId, boot.hostName);
      const all: (Column | Buffer)[] = [
        ...values,
        runKey,
        hostKey,
        boot.hacoText === undefined ? null : dictionaries.hacoText(boot.hacoText).key,
        ns === undefined ? null : dictionaries.namespacesKey(ns),
        counters.nextRevision(),
        digest,
        packSpans(boot.startAt, boot.spans.map(packedSpan)),
        packProcesses(boot.startAt, boot.processes),
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
        if (known.has_rows === 1n) {
          sql.removeSpans.run(known.key);
          sql.removeProcesses.run(known.key);
        }
        return known.run_key === runKey && known.is_open === BigInt(columns.is_open) ? "changed" : "turned";
      }
      insert.run(...all);
      sql.count.run(boot.container);
      sql.removeRetired.run(boot.id);
      counters.add("boots", 1);
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
