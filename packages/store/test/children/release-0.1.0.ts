// Makes a database and its notebook as 0.1.0 left them: its migrations alone, and rows that were written then.
//   node release-0.1.0.ts FILE
import { readFileSync } from "node:fs";
import { at, KEPT } from "@hacotaki/layout";
import Database from "better-sqlite3";
import { notebookPath } from "../../src/index.ts";
import { ownedBy } from "../../src/connection/inspect.ts";
import { readMigrations } from "../../src/connection/migrations.ts";
import { connectForWriting } from "../../src/connection/writable.ts";

const NEWEST = "20261128000000_live_recordings";
const NEWEST_OF_NOTEBOOK = "20261123150000_push";
/** "hacn" in ASCII. */
const NOTEBOOK_ID = 0x68_61_63_6en;
const of = (folder: string, newest: string) =>
  readMigrations(at(folder)).filter(({ name }) => name <= newest);

const [path = ""] = process.argv.slice(2);
connectForWriting(path, of(KEPT.migrations, NEWEST)).close();
const boots = new Database(path);
boots.exec(readFileSync(new URL(`../fixtures/${NEWEST}.sql`, import.meta.url), "utf8"));
const id = boots.prepare<[], string>("SELECT id FROM boot ORDER BY start_at LIMIT 1").pluck().get() ?? "";
boots.close();

const notebook = connectForWriting(
  notebookPath(path),
  of(KEPT.notebookMigrations, NEWEST_OF_NOTEBOOK),
  ownedBy(NOTEBOOK_ID),
);
notebook.prepare("INSERT INTO pin VALUES (?, 1)").run(id);
notebook.prepare("INSERT INTO note (boot_id, text, written_at) VALUES (?, 'kept', 2)").run(id);
notebook.prepare("INSERT INTO baseline VALUES ('good', NULL, ?, NULL, 3)").run(id);
notebook.prepare("INSERT INTO baseline VALUES ('webs', NULL, NULL, 'container=web', 4)").run();
notebook.close();
console.log(id);
