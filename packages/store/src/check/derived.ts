import { isDeepStrictEqual } from "node:util";
import {
  brokenPath,
  deriveRun,
  type Boot,
  type BootId,
  type Changes,
  type Mark,
  type RunId,
} from "@hacotaki/core";
import { bootColumns } from "../packing/boot-row.ts";
import type { Connection } from "../connection/connection.ts";
import type { StoredRun, StoreReader } from "../contract.ts";
import { createArchiveRows } from "../reading/archive-rows.ts";
import { createRunReader } from "../reading/runs.ts";
import { joinedCauses } from "../packing/packed-causes.ts";
import { SURROUNDINGS } from "../packing/surroundings.ts";

type Row = Readonly<Record<string, unknown>>;

/** What is stored of runs, read as `check` and `rebuild` do. */
export type RunLooker = {
  /** Ids of runs in their order: so many after one. Runs that are being deleted are left out. */
  idsAfter(id: RunId | "", limit: number): readonly RunId[];
  /** As many, far apart. */
  sample(count: number): readonly RunId[];
  count(): number;
  isOpen(id: RunId): boolean;
  /** @throws StoreError or DamagedRow where raw events cannot be read. */
  find(id: RunId): StoredRun | undefined;
  bootRow(id: BootId): Row | undefined;
};

export function createRunLooker(db: Connection, path: string): RunLooker {
  const ids = db
    .prepare<[string, number], RunId>(
      "SELECT id FROM run WHERE id > ? AND key NOT IN (SELECT run_key FROM leaving) ORDER BY id LIMIT ?",
    )
    .pluck();
  const open = db.prepare<[string], bigint>("SELECT is_open FROM run WHERE id = ?").pluck();
  const row = db.prepare<[string], Row>("SELECT * FROM boot WHERE id = ?");
  const rest = db
    .prepare<[string], string | null>(
      "SELECT boot_body.reasons FROM boot JOIN boot_body ON boot_body.boot_key = boot.key WHERE boot.id = ?",
    )
    .pluck();
  const surroundings = db.prepare<[string], Row>(
    `SELECT ${SURROUNDINGS.map((name) => `surroundings.${name}`).join(", ")}
     FROM boot JOIN surroundings ON surroundings.key = boot.surroundings_key WHERE boot.id = ?`,
  );
  const count = db.prepare("SELECT count(*) FROM run").pluck();
  const last = db.prepare("SELECT max(key) FROM run").pluck();
  const from = db
    .prepare<[bigint], RunId>(
      "SELECT id FROM run WHERE key >= ? AND key NOT IN (SELECT run_key FROM leaving) ORDER BY key LIMIT 1",
    )
    .pluck();
  const { findRun } = createRunReader(db, path);
  const archives = createArchiveRows(db, () => undefined);
  return {
    idsAfter: (id, limit) => ids.all(id, limit),
    sample(wanted) {
      const most = Number(last.get() ?? 0);
      const step = Math.max(1, Math.floor(most / wanted));
      const found = new Set<RunId>();
      for (let key = 1; key <= most; key += step) {
        const id = from.get(BigInt(key));
        if (id !== undefined) found.add(id);
      }
      return [...found];
    },
    count: () => Number(count.get()),
    isOpen: (id) => open.get(id) === 1n,
    find: findRun,
    bootRow(id) {
      const found = row.get(id);
      if (found === undefined) return undefined;
      const told = found["reasons"] as string | null; // its column
      const [key, run] = [found["key"] as bigint, found["run_key"] as bigint]; // likewise
      const other = rest.get(id) ?? archives.bodies(run)?.reasons(key) ?? null;
      const reasons = joinedCauses(told, found["spans"] === null ? other : null);
      return { ...found, ...surroundings.get(id), reasons };
    },
  };
}

/** What differs between what a run's events say and what is stored. */
export type Difference = { readonly bootId?: BootId; readonly what: string };

const asText = (value: unknown) =>
  typeof value === "bigint" || typeof value === "number" ? value.toString() : value;

/** Columns of a boot's row that are not what they would be written as. */
function wrongColumns(boot: Boot, row: Row): readonly string[] {
  return Object.entries(bootColumns(boot)).flatMap(([name, value]) =>
    asText(value) === asText(row[name]) ? [] : [name],
  );
}

const fields = Object.keys as (boot: Boot) => (keyof Boot)[];
const wrongFields = (stored: Boot, derived: Boot): readonly string[] =>
  [...new Set([...fields(stored), ...fields(derived)])].filter(
    (name) => !isDeepStrictEqual(stored[name], derived[name]),
  );

const markText = ({ at, seq, tgid, name, flag, text, lane, bootId }: Mark) =>
  [at, seq, tgid, name, flag, text, lane, bootId].map(String).join("\t");

async function bootDifference(
  reader: StoreReader,
  looker: RunLooker,
  boot: Boot,
  { marks, events }: Changes,
): Promise<string | undefined> {
  const row = looker.bootRow(boot.id);
  const stored = await reader.findBoot(boot.id);
  if (row === undefined || stored === undefined) return "its events tell of it, and it is not stored";
  const wrong = new Set([...wrongColumns(boot, row), ...wrongFields(stored.boot, boot)]);
  // Boots stored by a version that knew no reasons have none until they are rebuilt.
  if (row["reasons"] === null) for (const name of ["reasons", "causes"]) wrong.delete(name);
  if (wrong.size > 0) return `its events give another ${[...wrong].slice(0, 4).join(", ")}`;
  const isOwn = ({ bootId }: { readonly bootId?: BootId | undefined }) =>
    bootId === undefined || bootId === boot.id;
  const own = new Set(marks.filter(isOwn).map(markText));
  const kept = await reader.marksOf(boot.id);
  if (kept.length !== own.size || !kept.every((mark) => own.has(markText(mark))))
    return "its events give other marks";
  const count = events.filter(isOwn).length;
  return (await reader.countEvents(boot.id)) === count ? undefined : "events are filed under another boot";
}

/** Assembles a run anew and holds that against what is stored of it. Throws what reading throws. */
export async function differencesOf(
  reader: StoreReader,
  looker: RunLooker,
  run: StoredRun,
): Promise<{ readonly changes: Changes; readonly differences: readonly Difference[] }> {
  const changes = deriveRun(run.source, run.events);
  const differences: Difference[] = [];
  const derived = new Set(changes.boots.map(({ id }) => id));
  for (const id of await reader.siblingIds(run.runId))
    if (!derived.has(id))
      differences.push({ bootId: id, what: "it is stored, and its events tell of no such boot" });
  for (const boot of changes.boots) {
    const what = await bootDifference(reader, looker, boot, changes);
    if (what !== undefined) differences.push({ bootId: boot.id, what });
  }
  return { changes, differences };
}

/** Boots of a run whose spans do not cover them. */
export async function brokenPathsOf(
  reader: StoreReader,
  ids: readonly BootId[],
): Promise<readonly Difference[]> {
  const broken: Difference[] = [];
  for (const bootId of ids) {
    const stored = await reader.findBoot(bootId);
    const what = stored && brokenPath(stored.boot);
    if (what !== undefined) broken.push({ bootId, what });
  }
  return broken;
}
