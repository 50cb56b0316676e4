import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { open, readdir, rename, rm, stat, type FileHandle } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/**
 * A file of pieces with what they are at its end: pieces as they come, a JSON text that says where each lies and what it
 * is, and a trailer. It is written beside its place and put there whole.
 */
const MAGIC = "hacokept";
/** Magic, place and length of the JSON text, its SHA-256. */
const TRAILER_BYTES = 8 + 8 + 8 + 32;
/** No more is written or read: some 8 million boots. */
export const MOST_BYTES = 2_000_000_000;
/** Files of other databases that stay beside the one that was written last. */
const MOST_FILES = 4;
/** A draft of a process that did not end it is nobody's after so long. */
const DRAFT_MS = 3_600_000;

/** The file cannot be used, or what it holds; the message says why. */
export class KeptUnusable extends Error {
  override readonly name: string = "KeptUnusable";
}
/** It is as it was written, and of something else than what is there now. */
export class KeptOutdated extends KeptUnusable {
  override readonly name = "KeptOutdated";
}

/** Where a piece lies. */
export type Piece = { readonly at: number; readonly bytes: number; readonly sha256: string };

export type Draft = {
  append(bytes: Uint8Array): Promise<Piece>;
  /** Says what the pieces are, and puts the file in its place. */
  finish(contents: object): Promise<void>;
  discard(): Promise<void>;
};

export type KeptFile = {
  readonly contents: unknown;
  read(piece: Piece): Promise<Uint8Array>;
  close(): Promise<void>;
};

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest();

function trailerOf(at: number, contents: Uint8Array): Uint8Array {
  const trailer = Buffer.alloc(TRAILER_BYTES);
  trailer.write(MAGIC, "latin1");
  trailer.writeBigUInt64LE(BigInt(at), 8);
  trailer.writeBigUInt64LE(BigInt(contents.length), 16);
  sha256(contents).copy(trailer, 24);
  return trailer;
}

let drafts = 0;

export async function createDraft(path: string): Promise<Draft> {
  const draft = `${path}.${process.pid}-${drafts++}`;
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  const file = await open(draft, flags, 0o600);
  let size = 0;
  async function write(bytes: Uint8Array): Promise<void> {
    if (size + bytes.length > MOST_BYTES)
      throw new KeptUnusable(`it would be larger than ${MOST_BYTES} bytes`);
    for (let done = 0; done < bytes.length; )
      done += (await file.write(bytes, done, bytes.length - done, size + done)).bytesWritten;
    size += bytes.length;
  }
  return {
    async append(bytes) {
      const piece = { at: size, bytes: bytes.length, sha256: sha256(bytes).toString("hex") };
      await write(bytes);
      return piece;
    },
    async finish(contents) {
      const text = Buffer.from(JSON.stringify(contents));
      const at = size;
      await write(text);
      await write(trailerOf(at, text));
      await file.sync();
      await file.close();
      await rename(draft, path);
      await tidy(path);
    },
    async discard() {
      await file.close().catch(() => undefined);
      await rm(draft, { force: true }).catch(() => undefined);
    },
  };
}

/** Files of databases that nobody looked at for long go, and drafts that nobody ended. */
async function tidy(path: string): Promise<void> {
  const [folder, own] = [dirname(path), basename(path)];
  const [kind = ""] = own.split("-", 1);
  const names = (await readdir(folder)).filter((name) => name.startsWith(`${kind}-`) && name !== own);
  const found = await Promise.all(
    names.map(async (name) => {
      const { mtimeMs } = await stat(join(folder, name)).catch(() => ({ mtimeMs: Date.now() }));
      return { name, mtimeMs };
    }),
  );
  const isDraft = ({ name }: { readonly name: string }) => name.includes(".");
  const old = [
    ...found.filter((each) => isDraft(each) && Date.now() - each.mtimeMs > DRAFT_MS),
    ...found
      .filter((each) => !isDraft(each))
      .toSorted((a, b) => b.mtimeMs - a.mtimeMs)
      .slice(MOST_FILES - 1),
  ];
  await Promise.all(old.map(({ name }) => rm(join(folder, name), { force: true }).catch(() => undefined)));
}

async function readPiece(file: FileHandle, at: number, bytes: number): Promise<Uint8Array> {
  const read = new Uint8Array(bytes);
  for (let done = 0; done < bytes; ) {
    const { bytesRead } = await file.read(read, done, bytes - done, at + done);
    if (bytesRead === 0) throw new KeptUnusable("it ends too early");
    done += bytesRead;
  }
  return read;
}

/** What nobody else could have written, and no more than is ever written. */
async function assertOwn(file: FileHandle): Promise<number> {
  const about = await file.stat();
  const { uid, mode, size } = about;
  if (!about.isFile()) throw new KeptUnusable("it is no file");
  if (uid !== process.getuid?.() || (mode & 0o077) !== 0)
    throw new KeptUnusable("others may have written it");
  if (size > MOST_BYTES + TRAILER_BYTES) throw new KeptUnusable("it is too large");
  if (size < TRAILER_BYTES) throw new KeptUnusable("it ends too early");
  return size;
}

async function readContents(file: FileHandle): Promise<unknown> {
  const size = await assertOwn(file);
  const trailer = Buffer.from(await readPiece(file, size - TRAILER_BYTES, TRAILER_BYTES));
  const [at, length] = [Number(trailer.readBigUInt64LE(8)), Number(trailer.readBigUInt64LE(16))];
  if (trailer.toString("latin1", 0, 8) !== MAGIC || at + length !== size - TRAILER_BYTES)
    throw new KeptUnusable("it does not end as it should");
  const text = await readPiece(file, at, length);
  if (!sha256(text).equals(trailer.subarray(24))) throw new KeptUnusable("its contents are damaged");
  return JSON.parse(Buffer.from(text).toString()) as unknown;
}

/**
 * What lies at a path; undefined where nothing does.
 * @throws KeptUnusable for what is no file of ours, or damaged.
 */
export async function openKept(path: string): Promise<KeptFile | undefined> {
  let file: FileHandle;
  try {
    file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException; // what node:fs throws
    if (code === "ENOENT") return undefined;
    throw new KeptUnusable(`it cannot be opened (${code})`, { cause: error });
  }
  try {
    return {
      contents: await readContents(file),
      async read({ at, bytes, sha256: expected }) {
        const piece = await readPiece(file, at, bytes);
        if (sha256(piece).toString("hex") !== expected) throw new KeptUnusable("a part of it is damaged");
        return piece;
      },
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}
