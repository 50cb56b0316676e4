import { existsSync, statSync } from "node:fs";
import { openStore, StoreError, type StoreErrorCode, type StoreReader } from "@hacotaki/store";
import type { StorePlace } from "./store-place.ts";

/** What can be said of the database file right now. */
export type DatabaseState =
  | { readonly kind: "absent"; readonly path: string }
  | { readonly kind: "open"; readonly path: string; readonly reader: StoreReader }
  | {
      readonly kind: "broken";
      readonly path: string;
      readonly code: StoreErrorCode;
      readonly message: string;
    };

/** The database file as the dashboard follows it: it may appear, be replaced, break and be mended while we run. */
export type Database = {
  /** Of the file; of a fleet, its address. */
  readonly path: string;
  readonly place: StorePlace;
  state(): DatabaseState;
  /**
   * What a failed read says of the database, noted until the next look at the file; undefined when the error is not the
   * database's.
   */
  fail(error: unknown): DatabaseState | undefined;
  /** When the file was looked at last, ms of the wall clock: every second, unless this process is held up. */
  lookedAt(): number;
  /** Another process committed, or the state changed. */
  onChange(listener: (what: "commit" | "state") => void): void;
  /** Somebody watches now: what was to be looked at in a second is looked at by the new pace from here on. */
  hurry(): void;
  close(): void;
};

const LOOK_AGAIN_MS = 1000;
/** A page load may look earlier than the timer, but not in a tight loop. */
const LOOK_EAGERLY_MS = 200;

const codeOf = (error: unknown): StoreErrorCode => (error instanceof StoreError ? error.code : "failed");
const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** A replaced file has another inode; a reader would go on with the old one for ever. */
function identityOf(path: string): string | undefined {
  if (!existsSync(path)) return undefined;
  const { dev, ino } = statSync(path, { bigint: true });
  return `${dev}:${ino}`;
}

/** Whether nothing of an earlier state holds any more: another file of the same name is another database. */
const isNews = (before: DatabaseState, now: DatabaseState) =>
  now.kind !== before.kind ||
  now.kind === "open" ||
  (now.kind === "broken" && before.kind === "broken" && now.message !== before.message);

/** Opens a file and begins to watch it; one that cannot be watched is broken, too. */
function openState(path: string, watchOver: (reader: StoreReader) => void): DatabaseState {
  try {
    const reader = openStore(path, { mode: "read" });
    watchOver(reader);
    return { kind: "open", path, reader };
  } catch (error) {
    const code = codeOf(error);
    return code === "not-found"
      ? { kind: "absent", path }
      : { kind: "broken", path, code, message: messageOf(error) };
  }
}

/** Opens what is at a path, looks again from time to time, and tells who listens of every change. */
export function followDatabase(path: string, pollMs: () => number): Database {
  const listeners: ((what: "commit" | "state") => void)[] = [];
  const tell = (what: "commit" | "state") => {
    for (const listener of listeners) listener(what);
  };
  let current: DatabaseState = { kind: "absent", path };
  let identity: string | undefined;
  let watch: { stop(): void } | undefined;
  let lookedAt = 0;

  const letGo = () => {
    watch?.stop();
    watch = undefined;
    if (current.kind === "open") current.reader.close();
  };
  const watchOver = (reader: StoreReader) => {
    watch = reader.watch(pollMs, () => tell("commit"));
  };
  const become = (next: DatabaseState) => {
    const news = isNews(current, next);
    current = next;
    if (news) tell("state");
  };
  function look(): void {
    lookedAt = Date.now();
    let seen: string | undefined;
    try {
      seen = identityOf(path);
    } catch (error) {
      letGo();
      become({ kind: "broken", path, code: "failed", message: messageOf(error) });
      return;
    }
    if (current.kind === "open" && seen === identity) return;
    letGo();
    identity = seen;
    become(seen === undefined ? { kind: "absent", path } : openState(path, watchOver));
  }

  look();
  const timer = setInterval(look, LOOK_AGAIN_MS);
  timer.unref();
  return {
    path,
    place: { kind: "file", path },
    state() {
      if (current.kind !== "open" && Date.now() - lookedAt > LOOK_EAGERLY_MS) look();
      return current;
    },
    fail(error) {
      if (!(error instanceof StoreError)) return undefined;
      const broken = { kind: "broken", path, code: error.code, message: error.message } as const;
      // A lock passes by itself, and one damaged page says nothing of the others.
      if (["locked", "corrupt", "damaged-row"].includes(error.code)) return broken;
      letGo();
      become(broken);
      return broken;
    },
    lookedAt: () => lookedAt,
    onChange: (listener) => void listeners.push(listener),
    hurry() {
      if (current.kind !== "open") return;
      watch?.stop();
      watchOver(current.reader);
    },
    close() {
      clearInterval(timer);
      letGo();
      current = { kind: "absent", path };
    },
  };
}
