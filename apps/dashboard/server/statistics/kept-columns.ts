import { createHash } from "node:crypto";
import { realpathSync } from "node:fs";
import { join } from "node:path";
import {
  slabIn,
  type Columns,
  type Slab,
  type SlabNames,
  type SlabSize,
  type TextPage,
} from "@hacotaki/core";
import type { SpoolReader } from "@hacotaki/store";
import { isOfThisVersion, keptHistory, whyNotContinued, type KeptHistory } from "./kept-history.ts";
import {
  createDraft,
  KeptOutdated,
  KeptUnusable,
  openKept,
  type Draft,
  type KeptFile,
  type Piece,
} from "./kept-file.ts";
import { pause } from "./turns.ts";

/** Where columns are kept from one start to the next. */
export type Keeping = {
  /** Nobody else can write there. */
  readonly folder: string;
  /** With fewer boots the database is read as fast. */
  readonly leastBoots: number;
  /** What was kept is read at the start; else it is only written. */
  readonly reads: boolean;
};

/** The database that is followed: its path, and its file's device and inode when it was opened. */
export type Followed = { readonly path: string; readonly file: string; readonly reader: SpoolReader };

/** Rows of a slab: a few milliseconds to cut, some tens to paste. */
const ROWS = 8_192;

type Contents = {
  readonly history: KeptHistory;
  readonly names: SlabNames;
  readonly slabs: readonly (Piece & { readonly size: SlabSize })[];
  readonly texts: readonly Piece[];
};

/** By the path of the database, so that one that takes its place does so here as well. */
export const keptPath = (folder: string, dbPath: string) =>
  join(folder, `columns-${createHash("sha256").update(realpathSync(dbPath)).digest("hex").slice(0, 32)}`);

/** From the last row to the first: a row that goes is taken by the last one, which was cut already. */
async function writeSlabs(columns: Columns, draft: Draft) {
  const cutter = columns.cutter();
  const slabs: Contents["slabs"][number][] = [];
  let to = columns.size;
  while (to > 0) {
    to = Math.min(to, columns.size);
    const from = Math.max(0, to - ROWS);
    const { bytes, size } = cutter.cut(from, to);
    slabs.push({ ...(await draft.append(bytes)), size });
    to = from;
    await pause();
  }
  const texts: Piece[] = [];
  for (const page of cutter.texts()) {
    texts.push(await draft.append(Buffer.from(JSON.stringify(page))));
    await pause();
  }
  return { names: cutter.names(), slabs, texts };
}

/**
 * Keeps columns that have followed the database up to a revision, while they go on following it: of each boot that changed
 * since, the changes after that revision tell again.
 */
export async function keepColumns(
  { folder }: Keeping,
  { path, file, reader }: Followed,
  columns: Columns,
  revision: bigint,
): Promise<void> {
  const history = keptHistory(await reader.history(revision), file, revision);
  const draft = await createDraft(keptPath(folder, path));
  try {
    await draft.finish({ history, ...(await writeSlabs(columns, draft)) });
  } catch (error) {
    await draft.discard();
    throw error;
  }
}

/** Columns as they were at a revision. */
export type Found = {
  readonly revision: bigint;
  readonly names: SlabNames;
  texts(): Promise<readonly TextPage[]>;
  slabs(): AsyncIterable<Slab>;
  close(): Promise<void>;
};

/** Its checksum is right: whoever wrote it, of this version, wrote all of it. */
function contentsOf(contents: unknown): Contents {
  if (!isOfThisVersion((contents as Partial<Contents> | null)?.history))
    throw new KeptOutdated("another version has written it");
  return contents as Contents;
}

function foundIn({ read, close }: KeptFile, { history, names, slabs, texts }: Contents): Found {
  return {
    revision: BigInt(history.revision),
    names,
    async texts() {
      const pages: TextPage[] = [];
      for (const piece of texts) {
        const page = JSON.parse(Buffer.from(await read(piece)).toString()) as TextPage; // as it was written
        pages.push({ ...page, texts: page.texts.map((text) => text ?? undefined) });
        await pause();
      }
      return pages;
    },
    async *slabs() {
      for (const { size, ...piece } of slabs) {
        const slab = slabIn(await read(piece), size);
        if (slab === undefined) throw new KeptUnusable("a part of it has another length");
        yield slab;
      }
    },
    close,
  };
}

/**
 * What was kept of this very database, from which changes lead to what it holds now; undefined where nothing was kept.
 * @throws KeptUnusable when something was that does not serve.
 */
export async function findKept(
  { folder, reads }: Keeping,
  { path, file, reader }: Followed,
): Promise<Found | undefined> {
  const kept = reads ? await openKept(keptPath(folder, path)) : undefined;
  if (kept === undefined) return undefined;
  try {
    const contents = contentsOf(kept.contents);
    const now = await reader.history(BigInt(contents.history.revision));
    const why = whyNotContinued(contents.history, now, file);
    if (why !== undefined) throw new KeptOutdated(why);
    return foundIn(kept, contents);
  } catch (error) {
    await kept.close();
    throw error;
  }
}
