import { lstatSync, readlinkSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { attempt } from "../facts/attempt.ts";
import type { Places } from "./folder-watch.ts";

/** As many as the kernel follows. */
const MOST_LINKS = 40;

/** A file and, where it is a link, each that it leads to; of links among its folders nothing. */
function* trailOf(file: string): Generator<string> {
  let at = resolve(file);
  for (let links = 0; links < MOST_LINKS; links++) {
    yield at;
    const target = attempt(() =>
      lstatSync(at, { throwIfNoEntry: false })?.isSymbolicLink() === true ? readlinkSync(at) : undefined,
    );
    if (target === undefined) return;
    at = resolve(dirname(at), target);
  }
}

/** What is searched for by name, and what is there, as places to be watched. */
export function placesOf(searched: Places, files: Iterable<string>): Places {
  const places = new Map([...searched].map(([folder, names]) => [folder, new Set(names)]));
  for (const file of files)
    for (const each of trailOf(file)) {
      const folder = dirname(each);
      const names = places.get(folder) ?? new Set();
      names.add(basename(each));
      places.set(folder, names);
    }
  return places;
}
