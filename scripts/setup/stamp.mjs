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

function* filesUnder(path) {
  let stats;
  try {
    stats = statSync(path);
  } catch {
    return; // absent, or removed while we look: an editor saving a file does that
  }
  if (stats.isFile()) yield path;
  if (!stats.isDirectory()) return;
  for (const name of readdirSync(path).sort()) {
    if (!NOT_SOURCES.has(name) && !name.endsWith(".tsbuildinfo")) yield* filesUnder(join(path, name));
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

const stampFile = (name) => join(SETUP_FOLDER, "stamps", name);

/** True when `name` was last done with exactly these sources. */
export function isStamped(name, hash) {
  try {
    return readFileSync(stampFile(name), "utf8") === hash;
  } catch {
    return false;
  }
}

export function stamp(name, hash) {
  mkdirSync(join(SETUP_FOLDER, "stamps"), { recursive: true });
  writeFileSync(stampFile(name), hash);
}
