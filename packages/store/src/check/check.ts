import { setImmediate as nextTurn } from "node:timers/promises";
import type { BootId, RunId } from "@hacotaki/core";
import { connectToRead, type Connection } from "../connection/connection.ts";
import type { StoreReader } from "../contract.ts";
import { isUnreadable } from "../error.ts";
import { openStore } from "../open.ts";
import { miscounts, revisionsAhead } from "./counters.ts";
import { brokenPathsOf, createRunLooker, differencesOf, type RunLooker } from "./derived.ts";
import { checkNotebook } from "./notebook.ts";
import { createFindings, type CheckName, type CheckReport, type Findings, type OnCheck } from "./report.ts";

const SAMPLE = 300;
const IDS_A_PAGE = 500;
const RESTORE = "restore a backup (hacotaki restore), or move the file away and import its recordings again";
const REBUILD = "hacotaki rebuild";
/** Rows of them that belong to nothing are deleted by a rebuild. */
export const DERIVED_TABLES: readonly string[] = ["boot_body", "span_row", "process_row", "mark"];
/** What an index says is derived of its table. */
const OF_INDEX = /^(?:row \d+ missing from index|wrong # of entries in index|non-unique entry in index)/;
export const isOfIndex = (problem: string) => OF_INDEX.test(problem);

/** SQLite's own check, in its words. It reads all of the file, and holds up nobody who writes. */
export function fileProblems(db: Connection, isQuick: boolean): readonly string[] {
  try {
    return db
      .prepare<[], string>(isQuick ? "PRAGMA quick_check(50)" : "PRAGMA integrity_check(50)")
      .pluck()
      .all()
      .filter((line) => line !== "ok");
  } catch (error) {
    if (isUnreadable(error)) return [error.message];
    throw error;
  }
}

type Place = {
  readonly path: string;
  readonly db: Connection;
  readonly reader: StoreReader;
  readonly findings: Findings;
  readonly onCheck: OnCheck;
};

function checkFile({ db, findings, onCheck }: Place, isQuick: boolean): void {
  onCheck("file", 0, 0);
  findings.checked.file = 1;
  for (const problem of fileProblems(db, isQuick))
    findings.add({
      check: "file",
      level: "damage",
      what: `SQLite says: ${problem}`,
      fix: isOfIndex(problem) ? REBUILD : RESTORE,
    });
}

function checkForeignKeys({ db, findings, onCheck }: Place): void {
  const tables = db
    .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    .pluck()
    .all();
  for (const [n, table] of tables.entries()) {
    onCheck("references", n, tables.length);
    findings.checked.references++;
    const rows = db
      .prepare<[], { parent: string }>(`SELECT parent FROM pragma_foreign_key_check('${table}') LIMIT 1000`)
      .all();
    const [first] = rows;
    if (first === undefined) continue;
    const isDerived = DERIVED_TABLES.includes(table);
    findings.add({
      check: "references",
      level: "damage",
      what: `${rows.length} rows of ${table} belong to a ${first.parent} that is not there`,
      fix: isDerived ? REBUILD : RESTORE,
    });
  }
}

function checkCounters({ db, findings, onCheck }: Place): void {
  onCheck("counters", 0, 0);
  const wrong = miscounts(db);
  findings.checked.counters = 3;
  for (const { table, name, kept, counted } of wrong)
    findings.add({
      check: "counters",
      level: "damage",
      what: `${table === "counter" ? name : `boots of container ${name}`}: ${kept} are kept as the count, and ${counted} are there`,
      fix: REBUILD,
    });
  const ahead = revisionsAhead(db);
  if (ahead > 0n)
    findings.add({
      check: "counters",
      level: "damage",
      what: `revisions go ${ahead} beyond their counter: pages would miss changes`,
      fix: REBUILD,
    });
}

/** A run that changes while it is looked at is looked at again. */
async function checkRun({ reader, findings }: Place, looker: RunLooker, id: RunId): Promise<void> {
  for (let tries = 0; ; tries++) {
    const run = looker.find(id);
    if (run === undefined) return;
    const ids: readonly BootId[] = await reader.siblingIds(id);
    // Of a run under way the collector knows more than it has written.
    const differences = looker.isOpen(id) ? [] : (await differencesOf(reader, looker, run)).differences;
    const broken = await brokenPathsOf(reader, ids);
    if ((differences.length > 0 || broken.length > 0) && tries === 0) continue;
    findings.checked.derived++;
    findings.checked.partition += ids.length;
    for (const difference of differences)
      findings.add({ check: "derived", level: "damage", runId: id, fix: REBUILD, ...difference });
    for (const difference of broken)
      findings.add({ check: "partition", level: "damage", runId: id, fix: REBUILD, ...difference });
    return;
  }
}

async function checkRuns(place: Place, isQuick: boolean): Promise<void> {
  const looker = createRunLooker(place.db, place.path);
  const all = isQuick ? Math.min(SAMPLE, looker.count()) : looker.count();
  let done = 0;
  let last: RunId | "" = "";
  for (;;) {
    const ids: readonly RunId[] = isQuick ? looker.sample(SAMPLE) : looker.idsAfter(last, IDS_A_PAGE);
    for (const id of ids) {
      place.onCheck("derived", done++, all);
      try {
        await checkRun(place, looker, id);
      } catch (error) {
        if (!isUnreadable(error)) throw error;
        place.findings.add({
          check: "derived",
          level: "damage",
          runId: id,
          what: `its raw events, or its boots, cannot be read: ${error.message}`,
          fix: `${REBUILD}, which mends boots where their events can be read; else ${RESTORE}`,
        });
      }
      await nextTurn();
    }
    const next = ids.at(-1);
    if (isQuick || next === undefined) return;
    last = next;
  }
}

/** A check that cannot even be made has found something. */
function making(place: Place, check: CheckName, work: () => void): void {
  try {
    work();
  } catch (error) {
    unlooked(place, check, error);
  }
}

function unlooked({ findings }: Place, check: CheckName, error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  findings.add({ check, level: "damage", what: `it could not be looked at: ${message}`, fix: RESTORE });
}

/**
 * Looks whether a database is as it should be: the file, references, counters, each run against its raw events, each
 * boot's spans, and the notebook. Changes nothing, and holds up nobody.
 * @throws StoreError when there is no database that could be looked at.
 */
export async function checkDatabase(
  path: string,
  { isQuick = false, onCheck = () => {} }: { readonly isQuick?: boolean; readonly onCheck?: OnCheck } = {},
): Promise<CheckReport> {
  const reader = openStore(path, { mode: "read" });
  const { connection: db } = connectToRead(path);
  const findings = createFindings();
  const place: Place = { path, db, reader, findings, onCheck };
  try {
    making(place, "file", () => checkFile(place, isQuick));
    making(place, "references", () => checkForeignKeys(place));
    making(place, "counters", () => checkCounters(place));
    await checkRuns(place, isQuick).catch((error: unknown) => unlooked(place, "derived", error));
    onCheck("notebook", 0, 0);
    const here = db.prepare("SELECT 1 FROM boot WHERE id = ?");
    making(place, "notebook", () => checkNotebook(path, (id) => here.get(id) !== undefined, findings));
    const { checked, more } = findings;
    return { path, isQuick, checked, findings: findings.findings, more };
  } finally {
    db.close();
    reader.close();
  }
}
