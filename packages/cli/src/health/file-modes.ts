import { existsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import type { Check } from "@hacotaki/collector";
import { notebookPath } from "@hacotaki/store";

const OTHERS = 0o007;
const SETGID_GROUP_WRITABLE = 0o2070;

const octal = (mode: number) => (mode & 0o7777).toString(8).padStart(4, "0");
const modeOf = (path: string) => statSync(path).mode;

/**
 * Whether the database is for its owner and group alone, and its folder such that a dashboard of that group can open it.
 * A folder that many share (a home, /tmp) is said to be none of its own, and its own mode is left alone.
 */
export function fileModesCheck(databasePath: string): Check {
  const name = "file modes";
  const files = [databasePath, notebookPath(databasePath)].flatMap((path) =>
    ["", "-wal", "-shm"].map((suffix) => `${path}${suffix}`).filter((each) => existsSync(each)),
  );
  const folder = dirname(databasePath);
  if (files.length === 0 && !existsSync(folder))
    return { name, state: "ok", found: "no file and no folder yet: they are made with 0660 and 2770" };
  const open = files.filter((path) => (modeOf(path) & OTHERS) !== 0);
  if (open.length > 0)
    return {
      name,
      state: "warn",
      found: `everybody on this machine may open ${open.map((path) => `${path} (${octal(modeOf(path))})`).join(", ")}`,
      advice: `chmod o= ${open.join(" ")}`,
    };
  const mode = modeOf(folder);
  const isShared = (mode & SETGID_GROUP_WRITABLE) === SETGID_GROUP_WRITABLE;
  const needed = isShared ? "" : ": a dashboard of another user needs 2770 there";
  const what = files.length === 0 ? "no file yet, it is made with 0660" : "files for owner and group alone";
  return { name, state: "ok", found: `${what}; ${folder} is ${octal(mode)}${needed}` };
}
