import { spawn } from "node:child_process";
import { onTestFinished } from "vitest";
import { until } from "./until.ts";

const HOLD = `
  const db = new (require("node:sqlite").DatabaseSync)(process.argv[1]);
  db.exec("BEGIN IMMEDIATE");
  console.log("held");
  setInterval(() => db.isOpen, 1000);`;

/** Another process has the database's write lock until it is let go. */
export async function holdDatabase(dbPath: string): Promise<() => Promise<void>> {
  const holder = spawn(process.execPath, ["-e", HOLD, dbPath], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise((resolve) => holder.on("exit", resolve));
  const letGo = async () => {
    holder.kill("SIGKILL");
    await ended;
  };
  onTestFinished(letGo);
  let said = "";
  holder.stdout.on("data", (text: Buffer) => (said += text.toString()));
  await until(() => said.includes("held"), "the lock to be held");
  return letGo;
}
