import { sizeText } from "@hacotaki/core";
import { backUp, discardBackup } from "@hacotaki/store";
import type { Command } from "commander";
import { contentsText, discardOnSignal, manifestJson, progressText } from "../output/backup-words.ts";
import { databasePath, type DatabaseFlag } from "../flags/database.ts";
import { print } from "../output/output.ts";
import { createProgress } from "../output/progress.ts";
import { command } from "./command.ts";

type Flags = DatabaseFlag & { readonly force?: boolean; readonly json?: boolean };

async function backup(file: string, { force = false, json = false, ...flags }: Flags): Promise<void> {
  const progress = createProgress();
  const undo = discardOnSignal(() => discardBackup(file));
  try {
    const made = await backUp(databasePath(flags), file, {
      force,
      onProgress: (...state) => progress.show(() => progressText(...state)),
    });
    progress.clear();
    const { path, bytes, checksum } = made;
    await print(
      json
        ? `${JSON.stringify({ path, bytes, ...manifestJson(made) }, undefined, 2)}\n`
        : `Backed up ${contentsText(made)} to ${path}: ${sizeText(bytes)}, verified (sha256 ${checksum}).\n`,
    );
  } finally {
    progress.clear();
    undo();
  }
}

/** `hacotaki backup` */
export const backupCommand = (): Command =>
  command(
    "backup",
    "Copy boots and what people keep (pins, notes, shares, baselines, users) into one file, while others go on writing.",
    ["hacotaki backup /backups/hacotaki-monday.db", "hacotaki backup --force latest.db --json"],
  )
    .argument("<file>", "the file to make, with mode 0600; never replaced without --force")
    .option("--force", "replace the file that is there, once the new one is whole")
    .option("--json", "print JSON")
    .action(backup);
