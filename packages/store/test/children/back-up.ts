// Backs a database up, or restores it, and says each step: what a test kills in the middle.
//   node back-up.ts backup|restore DATABASE FILE
import { writeSync } from "node:fs";
import { backUp, restore, StoreError, type BackupPhase } from "../../src/index.ts";

const [what = "", path = "", file = ""] = process.argv.slice(2);
const onProgress = (phase: BackupPhase, done: number, all: number) =>
  writeSync(1, `${phase} ${done}/${all}\n`);
try {
  if (what === "backup") await backUp(path, file, { force: true, onProgress });
  else await restore(file, path, onProgress);
  writeSync(1, "done\n");
} catch (error) {
  if (!(error instanceof StoreError)) throw error;
  writeSync(1, `${error.code} ${error.message}\n`);
}
