import { accessSync, constants, realpathSync, statSync } from "node:fs";
import { delimiter, join } from "node:path";

const USUAL_FOLDERS = [
  "/usr/local/bin",
  "/usr/bin",
  "/usr/local/sbin",
  "/usr/sbin",
  "/opt/haconiwa/bin",
  "/opt/bin",
  "/usr/local/haconiwa/bin",
];

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
};

/** haconiwa's binaries on PATH and in the usual places, each once, by its real path. */
export function findHaconiwa(path = process.env["PATH"] ?? ""): string[] {
  const folders = [...path.split(delimiter).filter((folder) => folder.startsWith("/")), ...USUAL_FOLDERS];
  const found = folders.map((folder) => join(folder, "haconiwa")).filter(isExecutable);
  return [...new Set(found.map((file) => realpathSync(file)))];
}
