// What a figure depends on beside the code: printed before every table.
import { execFileSync } from "node:child_process";
import { cpus, loadavg, release, totalmem } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";

const ROOT = join(import.meta.dirname, "..");

function sqliteVersion(): string {
  const memory = new Database(":memory:");
  const version = String(memory.prepare("SELECT sqlite_version()").pluck().get());
  memory.close();
  return version;
}

/** The version that is measured, with a + where files were changed since. */
function revision(): string {
  try {
    const git = (...args: string[]) =>
      execFileSync("git", ["-C", ROOT, ...args], { encoding: "utf8" }).trim();
    return `${git("rev-parse", "--short", "HEAD")}${git("status", "--porcelain", "-uno") === "" ? "" : "+"}`;
  } catch {
    return "unknown"; // not a clone
  }
}

/** The load average: other work beside a measurement shows in it. */
export const loadText = () =>
  loadavg()
    .map((load) => load.toFixed(1))
    .join(" ");

/** Machine, versions, date and load, in one line. */
export const describeMachine = () =>
  `${cpus().length} × ${cpus()[0]?.model ?? "?"}, ${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release()}, ` +
  `Node ${process.versions.node}, SQLite ${sqliteVersion()}, hacotaki ${revision()}, ${new Date().toISOString().slice(0, 16)}Z, load ${loadText()}`;
