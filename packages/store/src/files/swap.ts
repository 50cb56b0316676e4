import { existsSync, linkSync, lstatSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { StoreError } from "../error.ts";
import { acquireWriterLock } from "../connection/lock.ts";
import { notebookPath } from "./notebook-path.ts";
import { fileError, sync } from "./files.ts";

/**
 * Two files are put in the place of two others, and nobody may ever find one of each. Whoever restores writes both beside
 * their places and then, as the moment from which on the new ones are meant, the journal. From then on everybody who
 * opens the database finishes the moves first; each of them may be made again.
 */
export type Journal = {
  /** Ends the names under which the old files are kept. */
  readonly aside: string;
  /** There is a new notebook; there was an old one. */
  readonly hasNotebook: boolean;
  readonly hadNotebook: boolean;
};

export const journalPath = (dbPath: string) => `${dbPath}.restoring`;
export const restoredPart = (path: string) => `${path}.restored`;
/** What SQLite may have left beside a file that was not closed; it must not be taken for the new one's. */
const BESIDE = ["-wal", "-shm", "-journal"] as const;
const ASIDE = /^\.before-restore-[0-9TZ]{16}(?:-\d{1,6})?$/;

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code; // what node:fs throws

/** Done before, by somebody else, or never needed. */
function unless(code: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    if (codeOf(error) !== code) throw error;
  }
}

/** Keeps an old file under another name, while its own goes on to exist where the file system can do so. */
function setAside(path: string, aside: string): void {
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined || existsSync(aside)) return;
  try {
    unless("EEXIST", () => linkSync(path, aside));
  } catch {
    renameSync(path, aside);
  }
}

/** Puts a new file in the place of an old one, with whatever SQLite left beside that. */
function movesIn(path: string, aside: string): readonly (() => void)[] {
  const part = restoredPart(path);
  const isDone = () => !existsSync(part);
  return [
    ...BESIDE.map((suffix) => () => {
      if (!isDone()) unless("ENOENT", () => renameSync(`${path}${suffix}`, `${path}${aside}${suffix}`));
    }),
    () => {
      if (!isDone()) setAside(path, `${path}${aside}`);
    },
    () => unless("ENOENT", () => renameSync(part, path)),
  ];
}

/** Takes an old file away where there is no new one. */
const movesOut = (path: string, aside: string): readonly (() => void)[] =>
  ["", ...BESIDE].map(
    (suffix) => () => unless("ENOENT", () => renameSync(`${path}${suffix}`, `${path}${aside}${suffix}`)),
  );

/** The moves, in their order; for who holds the lock of a restore. */
export function movesOf(
  dbPath: string,
  { aside, hasNotebook, hadNotebook }: Journal,
): readonly (() => void)[] {
  const notebook = notebookPath(dbPath);
  const without = hadNotebook ? movesOut(notebook, aside) : [];
  return [
    ...movesIn(dbPath, aside),
    ...(hasNotebook ? movesIn(notebook, aside) : without),
    () => sync(dirname(dbPath)),
    () => rmSync(journalPath(dbPath), { force: true }),
    () => sync(dirname(dbPath)),
  ];
}

/** The moment from which on the new files are the database. */
export function writeJournal(dbPath: string, journal: Journal): void {
  const path = journalPath(dbPath);
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(journal), { mode: 0o660, flush: true });
  renameSync(draft, path);
  sync(dirname(path));
}

/** Others may write in the folder: nothing but what a restore writes is followed. */
function readJournal(dbPath: string): Journal | undefined {
  const path = journalPath(dbPath);
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
  try {
    const { aside, hasNotebook, hadNotebook } = JSON.parse(text) as Partial<Record<keyof Journal, unknown>>;
    if (typeof aside === "string" && ASIDE.test(aside))
      return { aside, hasNotebook: hasNotebook === true, hadNotebook: hadNotebook === true };
  } catch {
    // Told below.
  }
  throw new StoreError(
    "failed",
    `cannot open ${dbPath}: ${path} is not what a restore writes; move it away, and restore anew`,
  );
}

/** One process at a time puts files in their places. */
export const RESTORE_LOCK = "restore";

/** Makes the moves of a journal that somebody wrote; for who holds the lock. */
export function followJournal(dbPath: string): void {
  const journal = readJournal(dbPath);
  if (journal === undefined) return;
  try {
    for (const move of movesOf(dbPath, journal)) move();
  } catch (error) {
    throw fileError(error, "finish the restore that was interrupted of", dbPath);
  }
}

/**
 * Finishes a restore that was interrupted after its journal was written. Costs a look for a file where there is none.
 * @throws StoreError where this user may not, or while another process does.
 */
export function finishRestore(dbPath: string): void {
  if (!existsSync(journalPath(dbPath))) return;
  let lock: ReturnType<typeof acquireWriterLock>;
  try {
    lock = acquireWriterLock(dbPath, RESTORE_LOCK);
  } catch (error) {
    throw fileError(error, "finish the restore that was interrupted of", dbPath);
  }
  try {
    followJournal(dbPath);
  } finally {
    lock.release();
  }
}
