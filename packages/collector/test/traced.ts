import { execFile, execFileSync, spawn, type ChildProcess } from "node:child_process";
import { copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Boot, BootId, BootSummary, DetailLevel } from "@hacotaki/core";
import { checkSupport } from "@hacotaki/native";
import { openStore } from "@hacotaki/store";
import pino from "pino";
import { until } from "../../../test/until.ts";
import { startCollector, type CollectorState } from "../src/index.ts";

export { until };

const ROOT = join(import.meta.dirname, "../../..");
export const BUILD = join(ROOT, "test/runtime/build");
export const ROOTFS = join(BUILD, "rootfs");

function missing(): string | undefined {
  if (process.getuid?.() !== 0) return "needs root";
  try {
    const support = checkSupport();
    if (!support.btf) return "the kernel has no BTF";
    return support.missing.length > 0 ? `needs ${support.missing.join(", ")}` : undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
const reason = missing();
if (reason !== undefined) {
  if (process.env["CI"]) throw new Error(`collector tests must run in CI, but: ${reason}`);
  console.warn(`collector tests skipped: ${reason}`);
}
/** Real probes need root and BPF: elsewhere these tests are skipped, and say so. */
export const canTrace = reason === undefined;

export type Scene = {
  readonly folder: string;
  readonly dbPath: string;
  /** A binary of its own, so that scenes (and a collector of this machine) do not meet. */
  readonly binary: string;
};

export function newScene(generation = "0.11"): Scene & { end(): void } {
  if (!existsSync(join(BUILD, "haconiwa"))) execFileSync("make", ["-C", join(ROOT, "test/runtime")]);
  const folder = mkdtempSync(join(tmpdir(), "hacotaki-collector-"));
  const binary = join(folder, "haconiwa");
  copyFileSync(join(BUILD, `haconiwa-${generation}`), binary);
  return {
    folder,
    dbPath: join(folder, "boots.db"),
    binary,
    end: () => rmSync(folder, { recursive: true, force: true }),
  };
}

const run = promisify(execFile);
/** Boots containers and waits until the command ends; what it prints does not matter, its exit code neither. */
export const boot = (binary: string, ...options: string[]) =>
  run(binary, ["run", "--rootfs", ROOTFS, "--quiet", ...options], { cwd: ROOT }).catch(() => undefined);
export const startBoot = (binary: string, ...options: string[]): ChildProcess =>
  spawn(binary, ["run", "--rootfs", ROOTFS, "--quiet", ...options], { stdio: "ignore", cwd: ROOT });

export async function collect<T>(
  scene: Scene,
  work: (states: CollectorState[]) => Promise<T>,
  detail: DetailLevel = "off",
): Promise<T> {
  const states: CollectorState[] = [];
  const collector = await startCollector({
    binaries: [scene.binary],
    dbPath: scene.dbPath,
    detail,
    log: pino({ level: "silent" }),
    onState: (state) => states.push(state),
  });
  try {
    return await work(states);
  } finally {
    await collector.stop();
  }
}

async function reading<T>(
  dbPath: string,
  read: (store: ReturnType<typeof openStore>) => Promise<T>,
): Promise<T> {
  const store = openStore(dbPath, { mode: "read" });
  try {
    return await read(store);
  } finally {
    store.close();
  }
}
export const listBoots = (dbPath: string): Promise<readonly BootSummary[]> =>
  reading(dbPath, async (store) => (await store.listBoots({ limit: 1_000 })).boots);
export const findBoot = (dbPath: string, id: BootId): Promise<Boot> =>
  reading(dbPath, async (store) => {
    const found = await store.findBoot(id);
    if (!found) throw new Error(`no boot ${id}`);
    return found.boot;
  });
export const recordings = (dbPath: string) => reading(dbPath, (store) => store.recordings(100));

/** The boot of a container, once the database holds it and it satisfies the condition. */
export const bootOf = (
  dbPath: string,
  container: string,
  isSo: (boot: BootSummary) => boolean = () => true,
) =>
  until(async () => {
    const row = (await listBoots(dbPath)).find((boot) => boot.container === container && isSo(boot));
    return row && findBoot(dbPath, row.id);
  }, `a boot of ${container}`);

export const durationOf = ({ spans }: Boot, slug: string): bigint => {
  const span = spans.find((candidate) => candidate.slug === slug);
  if (span === undefined || span.state === "open") throw new Error(`no closed span ${slug}`);
  return span.endAt - span.startAt;
};

/** A collector of the machine's OCI runtimes, and of those named, as `--detail calls` has it. */
export const collectOci = (
  dbPath: string,
  binaries: readonly string[] = [],
  runtimes: readonly string[] = [],
) =>
  startCollector({
    binaries,
    oci: { runtimes },
    detail: "calls",
    dbPath,
    log: pino({ level: "silent" }),
  });

/** A collector in a process of its own. */
export async function spawnCollector(
  scene: Pick<Scene, "dbPath" | "binary">,
  binaries = [scene.binary],
  env: NodeJS.ProcessEnv = {},
  /** What is put before its command. */
  before: readonly string[] = [],
  /** The state that is waited for. */
  state: CollectorState["kind"] = "attached",
) {
  const program = join(import.meta.dirname, "run-collector.ts");
  const [command, ...args] = [...before, process.execPath, program, scene.dbPath, ...binaries];
  const child = spawn(command ?? process.execPath, args, {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...env },
  });
  let out = "";
  let err = "";
  child.stdout.on("data", (text: Buffer) => (out += text.toString()));
  child.stderr.on("data", (text: Buffer) => (err += text.toString()));
  const exited = new Promise<number | null>((resolve) => child.on("exit", resolve));
  await until(
    () => (out.includes(`"${state}"`) || child.exitCode !== null ? true : undefined),
    `the collector to be ${state}`,
  );
  return { child, exited, errors: () => err, states: () => out };
}
