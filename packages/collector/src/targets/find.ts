import { accessSync, constants, readdirSync, realpathSync, statSync } from "node:fs";
import { basename, delimiter, join } from "node:path";
import { ENGINE_PROGRAMS, RUNTIMES, utcNow } from "@hacotaki/core";
import { attempt } from "../facts/attempt.ts";

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

/** Of the names that are looked for, those a folder had when it was as `as` says. */
type Listed = { readonly as: string; readonly names: ReadonlySet<string> };
const listed = new Map<string, Listed>();
/** Two changes within one tick of the clock leave one time stamp: only a folder that was left alone for so long, ns, is known. */
const LEFT_ALONE = 1_000_000_000n;

/** What of it a folder has; undefined where that is not to be read. Most are as they were: they are not read again. */
function namesIn(folder: string): ReadonlySet<string> | undefined {
  const stat = statSync(folder, { bigint: true, throwIfNoEntry: false });
  if (stat === undefined) return new Set();
  const as = `${stat.dev} ${stat.ino} ${stat.mtimeNs}`;
  const known = listed.get(folder);
  if (known?.as === as) return known.names;
  const all = attempt(() => readdirSync(folder));
  if (all === undefined) return undefined;
  const names = new Set(all.filter((name) => RUNTIMES.has(name) || ENGINE_PROGRAMS.has(name)));
  if (utcNow() - stat.mtimeNs > LEFT_ALONE) listed.set(folder, { as, names });
  return names;
}

function findNamed(names: ReadonlySet<string>, path: string): string[] {
  const files: string[] = [];
  for (const folder of foldersOf(path, ENGINES_FOLDERS)) {
    const there = attempt(() => namesIn(folder));
    for (const name of names) if (there === undefined || there.has(name)) files.push(join(folder, name));
  }
  return [...new Map(files.filter(isExecutable).map(byKnownName)).values()];
}

/** OCI runtimes on PATH and in the usual places, each once. */
export const findRuntimes = (path = process.env["PATH"] ?? ""): string[] => findNamed(RUNTIMES, path);

/** Programs of container engines that lead to boots: clients and shims. */
export const findEngines = (path = process.env["PATH"] ?? ""): string[] => findNamed(ENGINE_PROGRAMS, path);
