import { readdirSync, readFileSync, readlinkSync, statSync } from "node:fs";
import { resolve } from "node:path";
import Database from "better-sqlite3";
import { StoreError, translated } from "../error.ts";
import { allOf } from "../files/files.ts";

const attempt = <Result>(work: () => Result): Result | undefined => {
  try {
    return work();
  } catch {
    return undefined;
  }
};

/** Processes that have one of the files open, as far as this user may look: "1234 (node)". */
export function usersOf(paths: readonly string[]): readonly string[] {
  const names = new Set(paths.flatMap((path) => allOf(resolve(path))));
  const pids = (attempt(() => readdirSync("/proc")) ?? []).filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => {
    if (Number(pid) === process.pid) return [];
    const fds = attempt(() => readdirSync(`/proc/${pid}/fd`)) ?? [];
    const isUser = fds.some((fd) => names.has(attempt(() => readlinkSync(`/proc/${pid}/fd/${fd}`)) ?? ""));
    const comm = attempt(() => readFileSync(`/proc/${pid}/comm`, "utf8").trim()) ?? "?";
    return isUser ? [`${pid} (${comm})`] : [];
  });
}

const inUse = (path: string, paths: readonly string[], cause?: unknown) => {
  const users = usersOf(paths);
  const who = users.length === 0 ? "another process has it open" : `in use by process ${users.join(", ")}`;
  return new StoreError(
    "locked",
    `cannot restore into ${path}: ${who}; stop collector and dashboard first (end hacotaki up, or systemctl stop hacotaki-collector hacotaki-dashboard)`,
    { cause },
  );
};

export type Held = {
  /** `isMoved`: the file is under another name by now. */
  release(isMoved: boolean): void;
};
const NOTHING: Held = { release: () => undefined };

/**
 * Holds a database for this process alone, so that nobody opens it. One that is damaged cannot be held: then nobody may
 * have it open. @throws StoreError "locked", with who uses it.
 */
export function holdAlone(path: string): Held {
  if (statSync(path, { throwIfNoEntry: false }) === undefined) return NOTHING;
  const db = new Database(path, { timeout: 100 });
  try {
    // Nobody may have it open for that; it also takes in what the WAL holds.
    db.pragma("journal_mode = DELETE");
    db.exec("BEGIN EXCLUSIVE");
    // Who reads a database that nobody wrote to since an earlier restore holds no lock.
    if (usersOf([path]).length > 0) throw inUse(path, [path]);
  } catch (error) {
    db.close();
    if (error instanceof StoreError) throw error;
    const found = translated(error, "restore into", path);
    if (!(found instanceof StoreError)) throw found;
    if (found.code === "locked" || usersOf([path]).length > 0) throw inUse(path, [path], error);
    if (found.code === "corrupt" || found.code === "not-a-database") return NOTHING;
    throw found;
  }
  return {
    release(isMoved) {
      db.exec("ROLLBACK");
      // As it was; under its old name only, or the new file would get a WAL that is not its own.
      if (!isMoved) attempt(() => db.pragma("journal_mode = WAL"));
      db.close();
    },
  };
}
