#!/usr/bin/env node
/**
 * The dashboard for those who change it: pages are rebuilt as their sources are saved, over a database of example
 * boots that is made once. Options go on to the server: `npm run dev -- --port 7461`, or `--db FILE` for boots of your own.
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { at, BUILT, KEPT, serverProgram } from "../packages/layout/index.js";
import { SETUP_FOLDER } from "./setup/repository.mjs";

const EXAMPLES = at(KEPT.examples);
const DATABASE = join(SETUP_FOLDER, "dev.db");

function makeDatabase() {
  const files = readdirSync(EXAMPLES, { withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith(".md"))
    .map(({ name }) => join(EXAMPLES, name));
  const { status } = spawnSync(at(BUILT.launcher), ["import", "--db", DATABASE, ...files], {
    stdio: "inherit",
  });
  if (status === 0) return;
  // Half a database would never be completed: the next start makes it anew.
  for (const end of ["", "-wal", "-shm"]) rmSync(`${DATABASE}${end}`, { force: true });
  process.exit(1);
}

const { values, tokens } = parseArgs({ options: { db: { type: "string" } }, strict: false, tokens: true });
const others = tokens.filter(({ name }) => name !== "db").map(({ index }) => process.argv[index + 2]);
if (values.db === undefined && !existsSync(DATABASE)) makeDatabase();
const server = spawn(
  process.execPath,
  [serverProgram, "--dev", "--db", values.db === undefined ? DATABASE : resolve(values.db), ...others],
  {
    // Where Next and its plugins look for what they build.
    cwd: at(KEPT.dashboard),
    stdio: "inherit",
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1" },
  },
);
// Ctrl-C reaches the server by the terminal; who asks us alone means it.
for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => server.kill(signal));
process.on("SIGINT", () => {});
server.on("exit", (code) => {
  process.exitCode = code ?? 1;
});
