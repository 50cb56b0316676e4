import { accessSync, constants, realpathSync, statSync } from "node:fs";
import { basename, delimiter, join } from "node:path";
import { ENGINE_PROGRAMS, RUNTIMES } from "@hacotaki/core";

const USUAL_FOLDERS = ["/usr/local/bin", "/usr/bin", "/usr/local/sbin", "/usr/sbin"];
const HACONIWAS_FOLDERS = ["/opt/haconiwa/bin", "/opt/bin", "/usr/local/haconiwa/bin"];
/** Where engines keep programs that nobody types. */
const ENGINES_FOLDERS = [
  "/opt/bin",
  "/usr/libexec/podman",
  "/usr/lib/podman",
  "/usr/libexec/crio",
  "/usr/lib/crio",
  "/var/lib/rancher/k3s/data/current/bin",
];

const isExecutable = (path: string): boolean => {
  // Most of them are not there: that is no exception.
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return false;
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

const foldersOf = (path: string, more: readonly string[]): readonly string[] => [
  ...new Set([
    ...path.split(delimiter).filter((folder) => folder.startsWith("/")),
    ...USUAL_FOLDERS,
    ...more,
  ]),
];

/** haconiwa's binaries on PATH and in the usual places, each once, by its real path. */
export function findHaconiwa(path = process.env["PATH"] ?? ""): string[] {
  const found = foldersOf(path, HACONIWAS_FOLDERS)
    .map((folder) => join(folder, "haconiwa"))
    .filter(isExecutable);
  return [...new Set(found.map((file) => realpathSync(file)))];
}

/** By its real path; by the name it was found under where the file itself is called otherwise. */
function byKnownName(file: string): readonly [real: string, shown: string] {
  const real = realpathSync(file);
  return [real, basename(real) === basename(file) ? real : file];
}

function findNamed(names: ReadonlySet<string>, path: string): string[] {
  const files = foldersOf(path, ENGINES_FOLDERS).flatMap((folder) =>
    [...names].map((name) => join(folder, name)),
  );
  return [...new Map(files.filter(isExecutable).map(byKnownName)).values()];
}

/** OCI runtimes on PATH and in the usual places, each once. */
export const findRuntimes = (path = process.env["PATH"] ?? ""): string[] => findNamed(RUNTIMES, path);

/** Programs of container engines that lead to boots: clients and shims. */
export const findEngines = (path = process.env["PATH"] ?? ""): string[] => findNamed(ENGINE_PROGRAMS, path);
