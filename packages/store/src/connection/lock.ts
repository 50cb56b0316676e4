import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { StoreError } from "../error.ts";

const errorCode = (error: unknown) => (error as NodeJS.ErrnoException).code; // what node:fs throws

/** Start of a process in clock ticks since boot: with its pid it identifies the process. Undefined when it is gone. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The command in parentheses may hold anything, also parentheses: fields are counted from the last one.
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  } catch {
    return undefined;
  }
}

const kernelBoot = () => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
const self = () => `${process.pid} ${startOf(process.pid)} ${kernelBoot()}\n`;

/** Pid of a lock's holder while it lives. */
function holderOf(text: string): number | undefined {
  const [pid = "", start, boot] = text.trim().split(" ");
  const isAlive = /^\d+$/.test(pid) && boot === kernelBoot() && startOf(Number(pid)) === start;
  return isAlive ? Number(pid) : undefined;
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

/** True when the file was made, whole, under this name; false when there is one. */
function isLinked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (errorCode(error) === "EEXIST") return false;
    throw error;
  }
}

/** Takes away a dead holder's lock, unless another process has just done so and locked anew. */
function removeStale(path: string, stale: string): void {
  const aside = `${path}.stale-${process.pid}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (errorCode(error) === "ENOENT") return;
    throw error;
  }
  if (readFileSync(aside, "utf8") !== stale) isLinked(aside, path);
  rmSync(aside, { force: true });
}

/**
 * One holder of a name at a time, among all processes: `<db>.<name>.lock` holds its pid and start. Throws "locked",
 * naming the holder's pid. The lock of a process that is gone is taken over.
 */
export function acquireWriterLock(dbPath: string, name: string): { release(): void } {
  const path = `${dbPath}.${name}.lock`;
  const own = self();
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, own, { mode: 0o660 });
  try {
    while (!isLinked(draft, path)) {
      const held = read(path);
      if (held === undefined) continue;
      const holder = holderOf(held);
      if (holder !== undefined)
        throw new StoreError(
          "locked",
          `cannot take the lock ${path}: process ${holder} holds it; stop that process first`,
        );
      removeStale(path, held);
    }
  } finally {
    rmSync(draft, { force: true });
  }
  return {
    release() {
      if (read(path) === own) rmSync(path, { force: true });
    },
  };
}
