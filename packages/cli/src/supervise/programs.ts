import { fork, type ChildProcess } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { DetailLevel } from "@hacotaki/core";
import { at, BUILT, cacheFolder, KEPT, serverProgram, withParentModule } from "@hacotaki/layout";
import { limitedTo, toCollect, toServe } from "./least-privilege.ts";

/** As we were started ourselves: from the bundle, or from the sources. */
const MAIN = process.argv[1] ?? at(BUILT.command);

/** Of Node, as bin/hacotaki reads them. */
const recorderFlags = () =>
  readFileSync(join(at(KEPT.flags), "record"), "utf8")
    .split("\n", 1)[0]
    ?.split(" ") ?? [];

type Program = {
  readonly script: string;
  readonly args: readonly string[];
  /** What is put before its command, to take privileges away; may be empty. */
  readonly limits: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** Of Node. */
  readonly flags?: readonly string[];
};

function start({ script, args, limits, env = process.env, flags = [] }: Program): ChildProcess {
  const [execPath, ...before] = [...limits, process.execPath];
  return fork(script, args, {
    env,
    execPath,
    execArgv: [...before, ...flags, "--import", withParentModule],
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    // Out of the terminal's process group: Ctrl-C reaches us alone, and we end the children in order.
    detached: true,
  });
}

export const isDashboardBuilt = () => existsSync(join(at(BUILT.pages), "BUILD_ID"));

/** Has Node keep what it compiles between runs, as commands do by themselves; whoever set a folder is left alone. */
function keptCode(): NodeJS.ProcessEnv {
  const folder = process.env["NODE_COMPILE_CACHE"] ?? cacheFolder();
  return folder === undefined ? {} : { NODE_COMPILE_CACHE: folder };
}

/** `port` is asked at every start: a free port, once taken, stays the dashboard's address. */
export const startDashboard =
  (dbPath: string, port: () => number, more: readonly string[]) => (): ChildProcess =>
    start({
      script: serverProgram,
      args: ["--db", dbPath, "--port", String(port()), ...more],
      limits: limitedTo(toServe(dbPath, port())),
      env: { ...process.env, ...keptCode(), NODE_ENV: "production" },
    });

export const startRecorder =
  (dbPath: string, binaries: readonly string[], detail: DetailLevel, more: readonly string[]) =>
  (): ChildProcess =>
    start({
      script: MAIN,
      args: ["record", "--db", dbPath, ...binaries.flatMap((path) => ["--binary", path]), ...more],
      limits: limitedTo(toCollect(dbPath, binaries, detail)),
      flags: recorderFlags(),
    });

export const startPusher = (dbPath: string) => (): ChildProcess =>
  start({ script: MAIN, args: ["push", "--db", dbPath], limits: limitedTo(toServe(dbPath)) });

/** Sends boots to the fleet's database; `more` says where to. */
export const startShipper = (dbPath: string, more: readonly string[]) => (): ChildProcess =>
  start({ script: MAIN, args: ["ship", "--db", dbPath, ...more], limits: limitedTo(toServe(dbPath)) });
