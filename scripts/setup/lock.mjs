import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { SETUP_FOLDER } from "./repository.mjs";
import { say } from "./step.mjs";

const LOCK = join(SETUP_FOLDER, "lock");

/** Start of a process in clock ticks: with the pid it tells a process from a later one of the same pid. */
function startOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  } catch {
    return "unknown";
  }
}

const claim = (pid) => `${pid} ${startOf(pid)}`;

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

/** Pid of the set-up that holds the lock; undefined when it is free or its holder is gone. */
function holder() {
  let text;
  try {
    text = readFileSync(LOCK, "utf8");
  } catch {
    return undefined;
  }
  const pid = Number(text.split(" ")[0]);
  return pid > 0 && isAlive(pid) && text === claim(pid) ? pid : undefined;
}

function tryLock() {
  mkdirSync(SETUP_FOLDER, { recursive: true });
  try {
    writeFileSync(LOCK, claim(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
    if (holder() === undefined) rmSync(LOCK, { force: true });
    return false;
  }
}

/** Runs `work` while no other set-up of this working tree runs. */
export async function withLock(work) {
  let told = false;
  while (!tryLock()) {
    const pid = holder();
    if (pid !== undefined && !told) {
      say(`waiting for another set-up of this folder (process ${pid})`);
      told = true;
    }
    await sleep(200);
  }
  const release = () => rmSync(LOCK, { force: true });
  process.once("exit", release);
  try {
    return await work();
  } finally {
    process.off("exit", release);
    release();
  }
}
