import { discardRestore, restore, verifyBackup } from "@hacotaki/store";
import type { Command } from "commander";
import { contentsText, discardOnSignal, manifestJson, progressText } from "../output/backup-words.ts";
import { databasePath, type DatabaseFlag } from "../flags/database.ts";
import { print } from "../output/output.ts";
import { createProgress } from "../output/progress.ts";
import { command } from "./command.ts";

type Flags = DatabaseFlag & { readonly verify?: boolean; readonly json?: boolean };

async function restoreFile(file: string, { verify = false, json = false, ...flags }: Flags): Promise<void> {
  const progress = createProgress();
  const onProgress = (...state: Parameters<typeof progressText>) =>
    progress.show(() => progressText(...state));
  const dbPath = databasePath(flags);
  const undo = discardOnSignal(() => discardRestore(dbPath));
  try {
    const done = verify
      ? { ...(await verifyBackup(file, onProgress)), path: undefined, aside: [] }
      : await restore(file, dbPath, onProgress);
    progress.clear();
    const { madeAt, ...contents } = manifestJson(done);
    if (json) {
      const { path = null, aside } = done;
      return await print(`${JSON.stringify({ path, aside, madeAt, ...contents }, undefined, 2)}\n`);
    }
    const what = `${contentsText(done)}, as of ${madeAt}`;
    if (done.path === undefined)
      return await print(`The backup is whole: ${what} (sha256 ${done.checksum}).\n`);
    const kept =
      done.aside.length === 0
        ? "There was no database before."
        : `What was there is kept: ${done.aside.join(", ")}. Delete it when you need it no more.`;
    await print(`Restored ${what}, into ${done.path}. ${kept}\n`);
  } finally {
    progress.clear();
    undo();
  }
}

/** `hacotaki restore` */
export const restoreCommand = (): Command =>
  command(
    "restore",
    "Put a backup in the place of the database, which is kept under another name. Collector and dashboard must be stopped.",
    ["hacotaki restore /backups/hacotaki-monday.db", "hacotaki restore --verify latest.db"],
  )
    .argument("<file>", "a file that hacotaki backup made")
    .option("--verify", "only read it from end to end, and say whether it is whole")
    .option("--json", "print JSON")
    .action(restoreFile);
