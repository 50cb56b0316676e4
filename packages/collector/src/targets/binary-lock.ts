import { accessSync, constants, mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sentences } from "@hacotaki/core";
import type { Attachment } from "@hacotaki/native";
import { acquireWriterLock, StoreError } from "@hacotaki/store";
import { CollectorError } from "../error.ts";

/** One for the whole machine, whatever database is written: root's place, or where a capable user may write. */
function lockFolder(): string {
  for (const folder of ["/run/hacotaki", join(tmpdir(), "hacotaki-locks")])
    try {
      mkdirSync(folder, { recursive: true });
      accessSync(folder, constants.W_OK);
      return folder;
    } catch {
      // Not ours to write: the next one.
    }
  throw new CollectorError(
    "failed",
    "found no folder for the lock that keeps two collectors off one binary: make /run/hacotaki writable.",
  );
}

/** Taken by this process, and how often: one binary may be attached to anew while boots of its old content go on. */
const taken = new Map<string, { readonly release: () => void; users: number }>();

/**
 * Keeps other collectors off a binary until it is released.
 * @throws CollectorError already-collecting, naming the holder's pid.
 */
export function lockBinary(path: string, { dev, inode }: Attachment): () => void {
  const name = `${dev}-${inode}`;
  const lock = taken.get(name) ?? { release: acquire(path, name), users: 0 };
  taken.set(name, lock);
  lock.users++;
  let isReleased = false;
  return () => {
    if (isReleased) return;
    isReleased = true;
    if (--lock.users > 0) return;
    taken.delete(name);
    lock.release();
  };
}

function acquire(path: string, name: string): () => void {
  try {
    return acquireWriterLock(join(lockFolder(), "binary"), name).release;
  } catch (error) {
    if (error instanceof StoreError && error.code === "locked")
      throw new CollectorError(
        "already-collecting",
        sentences(
          `${path} is being collected already: ${error.message}`,
          "Stop that collector, or collect another binary.",
        ),
        { cause: error },
      );
    throw error;
  }
}
