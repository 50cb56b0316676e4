import { existsSync } from "node:fs";
import { parseBootId, parseFilterText, type BootId } from "@hacotaki/core";
import { connectToRead, type Connection } from "../connection/connection.ts";
import { notebookPath } from "../files/notebook-path.ts";
import type { Findings } from "./report.ts";

type Reference = { readonly by: string; readonly id: string };

const fix = (by: string) =>
  by.startsWith("a pin")
    ? "nothing is lost: import the boot again, or unpin it on the page of pins"
    : "nothing is lost: import the boot again, or remove what refers to it";

/** What people keep refers to boots that are here, or that are known to have gone. */
function checkReferences(db: Connection, isHere: (id: BootId) => boolean, findings: Findings): void {
  const all = (sql: string) => db.prepare<[], Reference>(sql).all();
  const references = [
    ...all("SELECT 'a pin' AS \"by\", boot_id AS id FROM pin"),
    ...all("SELECT 'note ' || id AS \"by\", boot_id AS id FROM note"),
    ...all("SELECT 'baseline ' || name AS \"by\", boot_id AS id FROM baseline WHERE boot_id IS NOT NULL"),
  ];
  const gone = db.prepare("SELECT 1 FROM gone_boot WHERE id = ?");
  for (const { by, id } of references) {
    findings.checked.notebook++;
    const bootId = parseBootId(id);
    if (bootId !== undefined && (isHere(bootId) || gone.get(id) !== undefined)) continue;
    findings.add({
      check: "notebook",
      level: "note",
      what: `${by} is about boot ${id}, which is not in this database, nor known to have been deleted from it`,
      fix: fix(by),
      ...(bootId === undefined ? {} : { bootId }),
    });
  }
}

function checkTexts(db: Connection, findings: Findings): void {
  const bad = (what: string, remedy: string) =>
    findings.add({ check: "notebook", level: "damage", what, fix: remedy });
  for (const { name, filter } of db
    .prepare<[], { name: string; filter: string | null }>(
      "SELECT name, filter FROM baseline WHERE boot_id IS NULL",
    )
    .all())
    if (!("filter" in parseFilterText(filter ?? "")))
      bad(
        `baseline ${name} has a filter that cannot be read`,
        `remove it (hacotaki baseline remove "${name}"), and save it anew`,
      );
  for (const { id, snapshot } of db
    .prepare<[], { id: bigint; snapshot: string }>("SELECT id, snapshot FROM share WHERE revoked_at IS NULL")
    .all())
    try {
      JSON.parse(snapshot);
    } catch {
      bad(
        `share ${id} cannot be read: its link shows nothing`,
        "revoke it on the page of shares, and share anew; or restore a backup",
      );
    }
}

/** The file beside: whole, its references, and what it keeps as text. */
export function checkNotebook(dbPath: string, isHere: (id: BootId) => boolean, findings: Findings): void {
  const path = notebookPath(dbPath);
  if (!existsSync(path)) return;
  const { connection } = connectToRead(path);
  try {
    const damage = connection
      .prepare<[], string>("PRAGMA integrity_check(20)")
      .pluck()
      .all()
      .filter((line) => line !== "ok");
    findings.checked.notebook++;
    for (const line of damage)
      findings.add({
        check: "notebook",
        level: "damage",
        what: `the notebook's file is damaged: ${line}`,
        fix: "restore a backup (hacotaki restore), which has both files",
      });
    if (damage.length > 0) return;
    checkReferences(connection, isHere, findings);
    checkTexts(connection, findings);
  } finally {
    connection.close();
  }
}
