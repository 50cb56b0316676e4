import { accessSync, constants, readdirSync, realpathSync, statSync } from "node:fs";
import { basename, delimiter, join } from "node:path";
import { ENGINE_PROGRAMS, RUNTIMES } from "@hacotaki/core";
import { attempt } from "../facts/attempt.ts";
import type { Places } from "./folder-watch.ts";

const HACONIWA: ReadonlySet<string> = new Set(["haconiwa"]);
const WANTED = [HACONIWA, RUNTIMES, ENGINE_PROGRAMS];
const NAMES: ReadonlySet<string> = new Set(WANTED.flatMap((names) => [...names]));

const USUAL_FOLDERS = [
  "/usr/local/bin",
  "/usr/bin",
  "/usr/local/sbin",
  "/usr/sbin",
  "/opt/haconiwa/bin",
  "/opt/bin",
  "/usr/local/haconiwa/bin",
  // Where engines keep programs that nobody types.
  "/usr/libexec/podman",
  "/usr/lib/podman",
  "/usr/libexec/crio",
  "/usr/lib/crio",
  "/var/lib/rancher/k3s/data/current/bin",
];

/** Programs that boot containers, each once. */
export type Programs = {
  /** By their real paths. */
  readonly haconiwa: readonly string[];
  /** OCI runtimes; by the name they were found under where the file itself is called otherwise. */
  readonly runtimes: readonly string[];
  /** Programs of container engines that lead to boots: clients and shims. */
  readonly engines: readonly string[];
};

/** The real path of a file; undefined where it cannot be executed. */
const realOf = (file: string): string | undefined =>
  attempt(() => {
    accessSync(file, constants.X_OK);
    return realpathSync.native(file);
  });

const foldersOf = (path: string): ReadonlySet<string> =>
  new Set([...path.split(delimiter).filter((folder) => folder.startsWith("/")), ...USUAL_FOLDERS]);

/** Two changes within one tick of the clock leave one time stamp: only what was left alone for so long is known. */
const LEFT_ALONE_MS = 1000;
const isLeftAlone = (changedMs: number): boolean => Date.now() - changedMs > LEFT_ALONE_MS;

type Named = {
  readonly real: string;
  /** The name it was found under where the file itself is called otherwise. */
  readonly shown: string;
};
/** A file as it was looked at last; undefined where it cannot be executed. */
type Looked = { readonly as: string; readonly named: Named | undefined };
const looked = new Map<string, Looked>();

/** A program by its names. Asking the kernel for them is most of a look: for a file that is as it was, they are known. */
function programAt(file: string): Named | undefined {
  // Most of them are not there: that is no exception. In a folder that is not ours to enter there is none.
  const stat = attempt(() => statSync(file, { throwIfNoEntry: false }));
  if (stat?.isFile() !== true) return undefined;
  const as = `${stat.dev} ${stat.ino} ${stat.ctimeMs}`;
  const known = looked.get(file);
  if (known?.as === as) return known.named;
  const real = realOf(file);
  const named =
    real === undefined ? undefined : { real, shown: basename(real) === basename(file) ? real : file };
  if (isLeftAlone(stat.ctimeMs)) looked.set(file, { as, named });
  return named;
}

/** Of the names that are looked for, those a folder had when it was as `as` says. */
type Listed = { readonly as: string; readonly names: ReadonlySet<string> };
const listed = new Map<string, Listed>();
const NONE: ReadonlySet<string> = new Set();

/** What of it a folder has; undefined where that is not to be read. Most are as they were: they are not read again. */
function namesIn(folder: string): ReadonlySet<string> | undefined {
  // Not as bigints: they cost as much again, and parts of a microsecond tell no two apart.
  const stat = statSync(folder, { throwIfNoEntry: false });
  if (stat === undefined) return NONE;
  const as = `${stat.dev} ${stat.ino} ${stat.mtimeMs}`;
  const known = listed.get(folder);
  if (known?.as === as) return known.names;
  const all = attempt(() => readdirSync(folder));
  if (all === undefined) return undefined;
  const names = new Set(all.filter((name) => NAMES.has(name)));
  if (isLeftAlone(stat.mtimeMs)) listed.set(folder, { as, names });
  return names;
}

const filesOf = (wanted: ReadonlySet<string>, folder: string, there: ReadonlySet<string> | undefined) =>
  [...wanted].filter((name) => there?.has(name) ?? true).map((name) => join(folder, name));

const ownPath = () => process.env["PATH"] ?? "";

/** Where programs are found, or would be. */
export const searchedPlaces = (path = ownPath()): Places =>
  new Map([...foldersOf(path)].map((folder) => [folder, NAMES]));

/** Programs on PATH and in the usual places. Asked for again and again: a folder is looked at once for all of them. */
export function findPrograms(path = ownPath()): Programs {
  const there = [...foldersOf(path)].map((folder) => [folder, attempt(() => namesIn(folder))] as const);
  const found = (wanted: ReadonlySet<string>) =>
    new Map(
      there
        .filter(([, names]) => names === undefined || names.size > 0)
        .flatMap(([folder, names]) => filesOf(wanted, folder, names))
        .flatMap((file) => programAt(file) ?? [])
        .map(({ real, shown }) => [real, shown]),
    );
  return {
    haconiwa: [...found(HACONIWA).keys()],
    runtimes: [...found(RUNTIMES).values()],
    engines: [...found(ENGINE_PROGRAMS).values()],
  };
}
