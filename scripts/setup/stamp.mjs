import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { REPOSITORY, SETUP_FOLDER } from "./repository.mjs";

/** Made by builds or by tests: what a build reads never lies here. */
const NOT_SOURCES = new Set([
  "node_modules",
  "build",
  ".next",
  "test",
  "coverage",
  "test-results",
  "next-env.d.ts",
]);

const kindOf = (path) => {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats?.isFile() ? "file" : stats?.isDirectory() ? "folder" : undefined;
};

/** In order. What is absent, or removed while we look, is passed over: an editor saving a file does that. */
function* filesUnder(path, kind = kindOf(path)) {
  if (kind === "file") yield path;
  if (kind !== "folder") return;
  let entries;
  try {
    entries = readdirSync(path, { withFileTypes: true });
  } catch {
    return;
  }
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    if (NOT_SOURCES.has(entry.name) || entry.name.endsWith(".tsbuildinfo")) continue;
    const found = join(path, entry.name);
    yield* filesUnder(found, entry.isFile() ? "file" : entry.isDirectory() ? "folder" : kindOf(found));
  }
}

/** One hash over names and contents of the files at or under `paths` (relative to the repository). */
export function hashSources(paths, salt = "") {
  // Native addons and installed packages are of one platform only.
  const hash = createHash("sha256").update(`${process.platform} ${process.arch} ${salt}`);
  for (const file of paths.flatMap((path) => [...filesUnder(join(REPOSITORY, path))])) {
    let content;
    try {
      content = readFileSync(file);
    } catch {
      continue;
    }
    hash.update(`\0${relative(REPOSITORY, file)}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex");
}

/** Whether `product` is there and none of the files at or under `paths` was changed after it. */
export function isNewerThan(product, paths) {
  const made = statSync(product, { throwIfNoEntry: false })?.mtimeMs;
  if (made === undefined) return false;
  for (const path of paths)
    for (const file of filesUnder(join(REPOSITORY, path)))
      if ((statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0) > made) return false;
  return true;
}

/** A file that was changed this recently may change once more within one tick of the clock that files are dated by. */
const RESTLESS_MS = 2_000;

/**
 * What tells that files are as they were, without reading them: names, sizes, places on the disk and when they last
 * changed in any way. Undefined where one changed just now.
 */
export function lookOf(files, nowMs = Date.now()) {
  const hash = createHash("sha256").update(`${process.platform} ${process.arch}`);
  for (const file of files) {
    const stats = statSync(file, { throwIfNoEntry: false });
    if (stats === undefined) continue;
    const { size, dev, ino, mtimeMs, ctimeMs } = stats;
    if (Math.max(mtimeMs, ctimeMs) > nowMs - RESTLESS_MS) return undefined;
    hash.update(`\0${file}\0${size} ${dev} ${ino} ${mtimeMs} ${ctimeMs}`);
  }
  return hash.digest("hex");
}

const stampFile = (name) => join(SETUP_FOLDER, "stamps", name);
const lookFile = (name) => stampFile(`${name}.look`);

function readText(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

/**
 * Whether what `name` says was found true of these files before, and they look the same since; else `find` is asked, and a
 * true answer is remembered. `salt` is what else it hangs on.
 */
export function stillHolds(name, files, find, salt = "") {
  const look = lookOf(files);
  const now = `${look} ${salt}`;
  if (look !== undefined && readText(lookFile(name)) === now) return true;
  if (!find()) return false;
  // Also where the folder cannot be written: then everything is read at each start.
  if (look !== undefined)
    try {
      mkdirSync(join(SETUP_FOLDER, "stamps"), { recursive: true });
      writeFileSync(lookFile(name), now);
    } catch {
      return true;
    }
  return true;
}

/** Whether `name` was last done with the files at or under `paths` as they are now. */
export function isMadeOf(name, paths) {
  const files = paths.flatMap((path) => [...filesUnder(join(REPOSITORY, path))]);
  return stillHolds(name, files, () => isStamped(name, hashSources(paths)), readText(stampFile(name)));
}

/** True when `name` was last done with exactly these sources. */
export const isStamped = (name, hash) => readText(stampFile(name)) === hash;

export function stamp(name, hash) {
  mkdirSync(join(SETUP_FOLDER, "stamps"), { recursive: true });
  writeFileSync(stampFile(name), hash);
}
