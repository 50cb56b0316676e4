import { statSync, watch, type FSWatcher } from "node:fs";
import { basename, dirname } from "node:path";
import { attempt } from "../facts/attempt.ts";

/** Names that matter, by the folder in which they are or would come. */
export type Places = ReadonlyMap<string, ReadonlySet<string>>;

/** In some folders much else changes: to hear of so much of it costs more than a look. */
const MOST_OTHERS = 200;

export type FolderWatch = {
  /**
   * From now on watches these places and no others; of a folder that is not there, where it would come.
   * `isNew`: some of them only from now on, what changed before was not told. `isWhole`: all of them.
   */
  keep(places: Places): { readonly isNew: boolean; readonly isWhole: boolean };
  stop(): void;
};

/** A folder by what it is, which another one under its name is not. */
type Watched = { readonly as: string; readonly watcher: FSWatcher; names: ReadonlySet<string> };

const versionOf = (folder: string): string | undefined =>
  attempt(() => {
    const stat = statSync(folder, { throwIfNoEntry: false });
    return stat && `${stat.dev} ${stat.ino}`;
  });

/** The folders that are there, instead of those that are not, with what would have to come in them. */
function standing(places: Places): Map<string, { as: string; names: Set<string> }> {
  const found = new Map<string, { as: string; names: Set<string> }>();
  for (const [place, wanted] of places) {
    let folder = place;
    let names = wanted;
    const look = () => found.get(folder)?.as ?? versionOf(folder);
    let as = look();
    for (; as === undefined && folder !== dirname(folder); as = look()) {
      names = new Set([basename(folder)]);
      folder = dirname(folder);
    }
    if (as === undefined) continue;
    // By its own name the kernel tells of the folder itself.
    const known = found.get(folder) ?? { as, names: new Set([basename(folder)]) };
    for (const name of names) known.names.add(name);
    found.set(folder, known);
  }
  return found;
}

/**
 * Watches folders by inotify. `onChange` is called at the first change of each, which is then watched no more until it is
 * to be kept again: however much changes, it costs as much as the looks.
 */
export function createFolderWatch(onChange: () => void): FolderWatch {
  const watched = new Map<string, Watched>();

  function leave(folder: string): void {
    watched.get(folder)?.watcher.close();
    watched.delete(folder);
  }

  function begin(folder: string, as: string, names: ReadonlySet<string>): boolean {
    let others = 0;
    const changed = () => {
      leave(folder);
      onChange();
    };
    const watcher = attempt(() => watch(folder, { persistent: false }));
    if (watcher === undefined) return false;
    const own: Watched = { as, watcher, names };
    watched.set(folder, own);
    watcher.on("change", (_, name) => {
      if (watched.get(folder) !== own) return;
      if (name === null || own.names.has(String(name)) || ++others > MOST_OTHERS) changed();
    });
    watcher.on("error", () => {
      if (watched.get(folder) === own) changed();
    });
    return true;
  }

  return {
    keep(places) {
      const wanted = standing(places);
      for (const [folder, { as }] of watched) if (wanted.get(folder)?.as !== as) leave(folder);
      let isNew = false;
      let isWhole = true;
      for (const [folder, { as, names }] of wanted) {
        const known = watched.get(folder);
        if (known !== undefined) known.names = names;
        else if (begin(folder, as, names)) isNew = true;
        else isWhole = false;
      }
      return { isNew, isWhole };
    },
    stop() {
      for (const folder of watched.keys()) leave(folder);
    },
  };
}
