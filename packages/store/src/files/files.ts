import { closeSync, existsSync, fsyncSync, openSync, readdirSync, rmSync, statfsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { getSystemErrorMessage } from "node:util";
import { StoreError, storeError, translated } from "../error.ts";

const codeOf = (error: unknown) =>
  error instanceof Error && "code" in error ? String(error.code) : undefined;

/** What the file system or SQLite refused, as ours. */
export function fileError(error: unknown, doing: string, path: string): unknown {
  if (error instanceof StoreError) return error;
  const code = codeOf(error);
  if (code === "ENOSPC" || code === "EDQUOT") return noRoom(doing, path, error);
  if (code === "EACCES" || code === "EPERM" || code === "EROFS")
    return storeError("read-only", doing, path, error);
  const { errno } = error as NodeJS.ErrnoException; // of an error with a code
  if (errno !== undefined)
    return new StoreError("failed", `cannot ${doing} ${path}: ${getSystemErrorMessage(errno)}`, {
      cause: error,
    });
  return translated(error, doing, path);
}

export const noRoom = (doing: string, path: string, cause?: unknown) =>
  new StoreError(
    "disk-full",
    `cannot ${doing} ${path}: its disk has too little room; make some, or name another place. Nothing was changed`,
    {
      cause,
    },
  );

const MB = 1e6;

/** Says beforehand what would fail after minutes. */
export function assertRoom(doing: string, path: string, bytes: number): void {
  const { bavail, bsize } = statfsSync(dirname(path));
  const free = Number(bavail) * Number(bsize);
  if (free >= bytes) return;
  throw new StoreError(
    "disk-full",
    `cannot ${doing} ${path}: that takes ${Math.ceil(bytes / MB)} MB, and its disk has ${Math.floor(free / MB)} MB left; make room, or name another place`,
  );
}

/** What was written is on the disk, whatever happens to the machine. */
export function sync(path: string): void {
  const file = openSync(path, "r");
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Beside its place, with the pid of whoever writes it: what a process that is gone left behind can be told. */
export const partOf = (path: string, what = "part") =>
  join(dirname(path), `.${basename(path).slice(0, 180)}.${process.pid}.${what}`);

/** Everything SQLite makes of a file. */
export const allOf = (path: string) => ["", "-wal", "-shm", "-journal"].map((suffix) => `${path}${suffix}`);

export function discard(...paths: readonly string[]): void {
  for (const path of paths.flatMap(allOf)) rmSync(path, { force: true });
}

/** Removes what a process that was killed left of writing `path`. */
export function discardStale(path: string): void {
  const start = `.${basename(path).slice(0, 180)}.`;
  for (const name of readdirSync(dirname(path))) {
    const [, pid] = name.startsWith(start)
      ? (/^(\d{1,10})\.(?:part|notebook)/.exec(name.slice(start.length)) ?? [])
      : [];
    if (pid !== undefined && !existsSync(`/proc/${pid}`)) rmSync(join(dirname(path), name), { force: true });
  }
}
