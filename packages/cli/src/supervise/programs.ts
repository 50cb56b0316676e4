import { fork, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const MAIN = at("../main.ts");
const WITH_PARENT = import.meta.resolve("./with-parent.ts");
const DASHBOARD = at("../../../../apps/dashboard/server/main.ts");
const DASHBOARD_BUILD = at("../../../../apps/dashboard/.next/BUILD_ID");

const start = (script: string, args: readonly string[], env: NodeJS.ProcessEnv): ChildProcess =>
  fork(script, args, {
    env,
    execArgv: ["--import", WITH_PARENT],
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    // Out of the terminal's process group: Ctrl-C reaches us alone, and we end the children in order.
    detached: true,
  });

export const isDashboardBuilt = () => existsSync(DASHBOARD_BUILD);

/** `port` is asked at every start: a free port, once taken, stays the dashboard's address. */
export const startDashboard =
  (dbPath: string, port: () => number, more: readonly string[]) => (): ChildProcess =>
    start(DASHBOARD, ["--db", dbPath, "--port", String(port()), ...more], {
      ...process.env,
      NODE_ENV: "production",
    });

export const startRecorder = (dbPath: string, binaries: readonly string[]) => (): ChildProcess =>
  start(MAIN, ["record", "--db", dbPath, ...binaries.flatMap((path) => ["--binary", path])], process.env);

export const startPusher = (dbPath: string) => (): ChildProcess =>
  start(MAIN, ["push", "--db", dbPath], process.env);
