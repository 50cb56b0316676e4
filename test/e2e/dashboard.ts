import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const MAIN = join(import.meta.dirname, "../../apps/dashboard/server/main.ts");
/** Compiled once for all the servers that tests start: compiling is most of a start. */
const COMPILED = join(import.meta.dirname, "../../node_modules/.cache/compiled");
const START_MS = 120_000;

export type Dashboard = {
  readonly url: string;
  readonly port: number;
  readonly db: string;
  readonly process: ChildProcess;
  /** What it wrote to standard error so far. */
  readonly errors: () => string;
  stop(signal?: NodeJS.Signals): Promise<number | null>;
};

export const temporaryFolder = () => mkdtempSync(join(tmpdir(), "hacotaki-"));

/** Starts the real server on a free port, as a user would, and waits for its one line. */
export async function startDashboard(
  db: string,
  args: readonly string[] = ["--port", "0"],
): Promise<Dashboard> {
  const child = spawn(process.execPath, [MAIN, "--db", db, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, NODE_COMPILE_CACHE: COMPILED },
  });
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const url = await new Promise<string>((resolve, reject) => {
    // oxlint-disable-next-line eslint/no-restricted-globals -- says what a dashboard that hangs has said so far
    const timer = setTimeout(
      () => reject(new Error(`no dashboard after ${START_MS} ms: ${errors}`)),
      START_MS,
    );
    createInterface({ input: child.stdout }).on("line", (line) => {
      const found = /http:\/\/\S+/.exec(line);
      if (!found) return;
      clearTimeout(timer);
      resolve(found[0]);
    });
    child.on("exit", (code) => reject(new Error(`the dashboard ended with ${code}: ${errors}`)));
  });
  return {
    url,
    port: Number(new URL(url).port),
    db,
    process: child,
    errors: () => errors,
    async stop(signal = "SIGTERM") {
      if (child.exitCode === null && child.signalCode === null) {
        const exited = once(child, "exit");
        child.kill(signal);
        await exited;
      }
      return child.exitCode;
    },
  };
}

export const removeFolder = (folder: string) => rmSync(folder, { recursive: true, force: true });
