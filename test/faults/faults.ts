import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { cpus, release, tmpdir } from "node:os";
import { join } from "node:path";
import { openStore, type StoreReader } from "@hacotaki/store";
import { expect, onTestFinished, type TestContext } from "vitest";
import { hacotaki } from "../../packages/cli/test/hacotaki.ts";
import { isLong, size } from "../long.ts";

export { isLong, size };
/** No fault takes longer, at its full length, ms. */
export const LONG_MS = 40 * 60_000;

const FIGURES = join(import.meta.dirname, "build/figures.txt");

/** What a fault came to, for docs/reliability.md. */
export function figure(fault: string, text: string): void {
  const line = `${fault}: ${text}`;
  console.log(line);
  if (!isLong) return;
  mkdirSync(join(FIGURES, ".."), { recursive: true });
  const where = `${new Date().toISOString().slice(0, 10)}, Linux ${release()}, Node ${process.version}, ${cpus().length} cores`;
  appendFileSync(FIGURES, `${line} (${where})\n`);
}

/** Compiles a program, or with flags of its own a library, of `fixtures/` into a folder. */
export function compile(
  folder: string,
  fixture: string,
  flags: readonly string[] = [],
  name = fixture,
): string {
  const output = join(folder, name);
  const source = join(import.meta.dirname, `fixtures/${fixture}.c`);
  execFileSync("cc", ["-O2", "-Wall", ...flags, "-o", output, source]);
  return output;
}

/** A folder that is a tmpfs of its own, gone at the end of the test. Skips the test where that is not allowed. */
export function smallDisk(context: TestContext, options: string): string {
  const folder = mkdtempSync(join(tmpdir(), "hacotaki-disk-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `mode=0770,${options}`, "tmpfs", folder], {
      stdio: "ignore",
    });
  } catch {
    context.skip("mounting a small tmpfs needs CAP_SYS_ADMIN");
  }
  onTestFinished(() => {
    try {
      execFileSync("umount", ["-l", folder], { stdio: "ignore" });
    } catch {
      // A test may have taken it away itself.
    }
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

export async function reading<T>(dbPath: string, read: (store: StoreReader) => Promise<T>): Promise<T> {
  const store = openStore(dbPath, { mode: "read" });
  try {
    return await read(store);
  } finally {
    store.close();
  }
}

/** Resident memory of a process, bytes; 0 when it is gone. */
export function residentBytes(pid: number): number {
  const path = `/proc/${pid}/status`;
  if (!existsSync(path)) return 0;
  const kilobytes = /^VmRSS:\s+(\d+)/m.exec(readFileSync(path, "utf8"))?.[1];
  return Number(kilobytes ?? 0) * 1_024;
}

/** Tells a boot to end, which it does in order, and waits for it. */
export async function endOf(launcher: ChildProcess): Promise<void> {
  const ended = once(launcher, "exit");
  if (launcher.exitCode !== null || !launcher.kill("SIGTERM")) return;
  await ended;
}

/** `hacotaki check` finds nothing that is damaged. */
export async function expectSound(dbPath: string): Promise<void> {
  const { stdout, stderr } = await hacotaki(["check", "--json", "--db", dbPath]);
  expect(stderr).toBe("");
  expect(JSON.parse(stdout)).toMatchObject({ findings: [], isSound: true });
}

/** What a program prints, once it ends. */
export function outputOf(
  program: string,
  args: readonly string[],
  options: { uid?: number; gid?: number } = {},
): Promise<string> {
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "inherit"], ...options });
  let said = "";
  child.stdout.on("data", (text: Buffer) => (said += text.toString()));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) =>
      code === 0 ? resolve(said) : reject(new Error(`${program} ended by ${code ?? signal}`)),
    );
  });
}

export const MB = 1_000_000;

/** Fires `probe_misc` so often from one process, as a run of its own. */
export const storm = (binary: string, count: number): Promise<string> =>
  outputOf(binary, ["run", "--storm", String(count), "--storm-kind", "number"]);

/** Firings of a probe that a database holds, of all runs together. */
export function keptProbes(dbPath: string, probe: string): number {
  const store = openStore(dbPath, { mode: "write" });
  try {
    let kept = 0;
    for (const { events } of store.runsAfter(undefined, 10_000))
      for (const event of events) if (event.kind === "probe" && event.probe === probe) kept++;
    return kept;
  } finally {
    store.close();
  }
}

/** Milliseconds since a moment of its own: how long a load lasts, and what figures tell. No test asserts one. */
// oxlint-disable-next-line eslint/no-restricted-properties -- faults last for a time that was asked for
export const nowMs = (): number => performance.now();

/** A load goes on, or a fault lasts, for so long. */
// oxlint-disable-next-line eslint/no-restricted-globals -- faults last for a time that was asked for
export const lasting = (ms: number) => new Promise<void>((resolve) => void setTimeout(resolve, ms));
