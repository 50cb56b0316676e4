// Databases for benchmarks: made by `hacotaki generate`, through the real store, and kept where a file is named.
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

const COMMAND = join(import.meta.dirname, "../packages/cli/bin/hacotaki");

/** Makes the database at `path` when it is not there; says on standard output how long that took. */
export function makeDatabase(path: string, boots: number, ...flags: readonly string[]): void {
  if (existsSync(path)) return;
  execFileSync(COMMAND, ["generate", "--boots", String(boots), "--db", path, ...flags], { stdio: "inherit" });
}
