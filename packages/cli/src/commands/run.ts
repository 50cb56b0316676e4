import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { constants } from "node:os";
import { setTimeout as pause } from "node:timers/promises";
import { utcNow, visibleText, type Boot, type BootId } from "@hacotaki/core";
import type { StoreReader } from "@hacotaki/store";
import type { Command } from "commander";
import { bootLines } from "../boots/boot-lines.ts";
import { databasePath, prepareDatabase, withReader, type DatabaseFlag } from "../flags/database.ts";
import { eachPath } from "../flags/flags.ts";
import { withOci, type OciFlags } from "../flags/oci-flags.ts";
import { complain } from "../output/output.ts";
import { isCollected, startOwnRecorder } from "../supervise/recorder.ts";
import { isSystemError, whyNot } from "../output/system-error.ts";
import { counted } from "../terminal/counted.ts";
import { terminalOf } from "../terminal/terminal.ts";
import { command } from "./command.ts";

type RunFlags = DatabaseFlag & OciFlags & { readonly binary?: readonly string[] };

const LOOK_MS = 50;
const MOST_PROCESSES = 1_000;
/** So long after the command's end its boots may still come up, or be written. */
const AFTER_MS = 3_000;
/** Boots that are drawn whole; of more there is a line each. */
const MOST_DRAWN = 3;
const MOST_LISTED = 200;
/** What shells exit with for a command that is not there, and for one that is no program. */
const NOT_FOUND = 127;
const NOT_EXECUTABLE = 126;
const KILLED = 128;

type Running = { readonly pid: number | undefined; readonly exited: Promise<number>; isOver(): boolean };

/** Runs the command with our own terminal; its exit code, as a shell tells it. */
function start([program = "", ...args]: readonly string[]): Running {
  const child = spawn(program, args, { stdio: "inherit" });
  let isOver = false;
  // A Ctrl-C reaches the command as well: it ends in its own way, and its boots are told of.
  process.on("SIGINT", () => undefined);
  for (const signal of ["SIGTERM", "SIGHUP"] as const) process.on(signal, () => child.kill(signal));
  const exited = new Promise<number>((resolve) => {
    child.once("error", (error) => {
      complain(`hacotaki: cannot run ${visibleText(program, 200)}: ${whyNot(error)}\n`);
      resolve(isSystemError(error) && error.code === "ENOENT" ? NOT_FOUND : NOT_EXECUTABLE);
    });
    child.once("exit", (code, signal) => resolve(code ?? KILLED + (signal ? constants.signals[signal] : 0)));
  }).finally(() => (isOver = true));
  return { pid: child.pid, exited, isOver: () => isOver };
}

/** The command and all that came of it, as far as it lived when it was looked for. */
type Family = { look(): void; has(pid: number | undefined): boolean };

function familyOf(pid: number | undefined): Family {
  const known = new Set<number>(pid === undefined ? [] : [pid]);
  return {
    look() {
      // What is added on the way is looked at as well.
      for (const each of known) {
        if (known.size > MOST_PROCESSES) return;
        for (const child of childrenOf(each)) known.add(child);
      }
    },
    has: (each) => each !== undefined && known.has(each),
  };
}

/** By /proc/PID/task/TID/children, of all threads; none of a process that is gone. */
function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, "latin1").split(" ").filter(Boolean).map(Number),
    );
  } catch {
    return [];
  }
}

/** An engine's daemon boots containers for whoever asks: what it booted meanwhile is taken for the command's. */
const mayComeOf = ({ processes, oci }: Boot, family: Family): "surely" | "perhaps" | "not" =>
  processes.some(({ tgid, ppid }) => family.has(tgid) || family.has(ppid))
    ? "surely"
    : oci?.engine === undefined
      ? "not"
      : "perhaps";

const isSettled = ({ outcome }: Boot) => outcome !== "booting";

/** Boots of the command that began since then, oldest first. `settled`: those that need not be read again. */
async function bootsSince(
  store: StoreReader,
  since: bigint,
  family: Family,
  settled: Map<BootId, Boot>,
): Promise<Boot[]> {
  const { boots } = await store.listBoots({ limit: MOST_LISTED });
  const found = new Map<"surely" | "perhaps" | "not", Boot[]>();
  for (const { id, wallTime } of boots) {
    if (wallTime === undefined || wallTime < since) continue;
    const boot = settled.get(id) ?? (await store.findBoot(id))?.boot;
    if (boot === undefined) continue;
    if (isSettled(boot)) settled.set(id, boot);
    const kind = mayComeOf(boot, family);
    found.set(kind, [boot, ...(found.get(kind) ?? [])]);
  }
  return found.get("surely") ?? found.get("perhaps") ?? [];
}

/** Draws boots of the command as they come up, until it has ended and none is under way. Gives how many there were. */
async function follow(store: StoreReader, running: Running, since: bigint): Promise<number> {
  const told = new Set<BootId>();
  const settled = new Map<BootId, Boot>();
  const terminal = terminalOf(process.stderr, process.env);
  const family = familyOf(running.pid);
  let endedAt: number | undefined;
  for (;;) {
    if (running.isOver()) endedAt ??= performance.now();
    family.look();
    const boots = await bootsSince(store, since, family, settled);
    for (const boot of boots) {
      if (told.has(boot.id) || !isSettled(boot)) continue;
      told.add(boot.id);
      if (told.size <= MOST_DRAWN) complain(`\n${(await bootLines(store, boot, terminal)).join("\n")}\n`);
    }
    const isDone = boots.length > 0 && boots.every(isSettled);
    if (endedAt !== undefined && (isDone || performance.now() - endedAt > AFTER_MS)) return told.size;
    await pause(LOOK_MS);
  }
}

function tellCount(boots: number): void {
  if (boots === 0)
    complain("hacotaki: the command booted no container, as far as was seen. See docs/oci.md.\n");
  else if (boots > MOST_DRAWN)
    complain(`\n${counted(boots, "boot")} in all: hacotaki list shows them, hacotaki show ID draws one.\n`);
}

async function run(words: readonly string[], flags: RunFlags): Promise<void> {
  const dbPath = databasePath(flags);
  prepareDatabase(dbPath);
  const isWatched = isCollected(dbPath);
  const recorder = isWatched ? undefined : await startOwnRecorder(dbPath, flags.binary ?? [], flags);
  const since = utcNow();
  const running = start(words);
  try {
    const boots = await withReader(flags, (store) => follow(store, running, since));
    tellCount(boots);
    process.exitCode = await running.exited;
  } finally {
    await recorder?.stop();
  }
}

/** `hacotaki run` */
export const runCommand = (): Command =>
  withOci(
    command(
      "run",
      "Run a command, collect the boots that it makes, and draw each once it is up. Ends with the command's exit code.",
      [
        "sudo hacotaki run -- docker run --rm alpine true",
        "sudo hacotaki run -- podman run --rm alpine true",
        "sudo hacotaki run --detail full --db /tmp/boots.db -- runc run box",
      ],
    ).option(
      "--binary <path>",
      "haconiwa to attach to; may be given several times (default: found on PATH)",
      eachPath,
    ),
  )
    .argument("<command...>", "what to run, after --")
    .action(run);
