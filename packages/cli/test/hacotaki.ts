import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const LAUNCHER = join(import.meta.dirname, "../bin/hacotaki");
export const REPOSITORY = join(import.meta.dirname, "../../..");
export const fixture = (name: string) => join(import.meta.dirname, "fixtures", name);
export const newFolder = () => mkdtempSync(join(tmpdir(), "hacotaki-cli-"));

const EMPTY_HOME = newFolder();

export type Ended = {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
};
type Surroundings = { readonly env?: Readonly<Record<string, string>>; readonly stdin?: string };

/** Nothing of the caller's terminal, locale or settings reaches the command. */
const environment = (env: Surroundings["env"]): NodeJS.ProcessEnv => ({
  PATH: process.env["PATH"],
  HOME: EMPTY_HOME,
  TZ: "UTC",
  LANG: "C.UTF-8",
  ...env,
});

export const start = (args: readonly string[], { env }: Surroundings = {}): ChildProcessWithoutNullStreams =>
  spawn(LAUNCHER, args, { env: environment(env) });

/** What a process printed and how it ended. */
export function ended(child: ChildProcessWithoutNullStreams): Promise<Ended> {
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}

/** Runs `hacotaki` with these arguments to its end. */
export function hacotaki(args: readonly string[], surroundings: Surroundings = {}): Promise<Ended> {
  const child = start(args, surroundings);
  child.stdin.on("error", () => {});
  child.stdin.end(surroundings.stdin ?? "");
  return ended(child);
}

/** A new database that holds these fixtures. */
export async function databaseOf(...names: readonly string[]): Promise<string> {
  const db = join(newFolder(), "hacotaki.db");
  const { code, stderr } = await hacotaki(["import", "--db", db, ...names.map(fixture)]);
  if (code !== 0) throw new Error(stderr);
  return db;
}

export type ListedBoot = {
  readonly id: string;
  readonly container: string;
  readonly outcome: string;
  readonly bootDurationNs: string | null;
};
export async function listed(db: string, ...flags: readonly string[]): Promise<readonly ListedBoot[]> {
  const { stdout } = await hacotaki(["list", "--db", db, "--json", ...flags]);
  return JSON.parse(stdout) as readonly ListedBoot[];
}
