import { randomBytes } from "node:crypto";
import { createWriteStream, rmSync } from "node:fs";
import { lstat, open, readlink, rename, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { EXIT } from "./exit-code.ts";
import { CliFailure } from "./failure.ts";
import { print } from "./output.ts";
import { whyNot } from "./system-error.ts";

export type Parts = Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>;

type Target =
  /** A file, or a name that is free: it is written beside its place. `mode` is that of the file there is. */
  | { readonly kind: "file"; readonly path: string; readonly mode: number | undefined }
  /** A device, a pipe, a terminal. */
  | { readonly kind: "stream"; readonly path: string }
  /** A descriptor of this process, by one of its names (/dev/stdout, /dev/fd/3). */
  | { readonly kind: "descriptor"; readonly fd: number };

const MAX_LINKS = 40;
const OWN_DESCRIPTOR = new RegExp(`^/(?:proc/(?:self|thread-self|${process.pid})|dev)/fd/(\\d{1,6})$`);

const orUndefined = async <T>(asked: Promise<T>): Promise<T | undefined> => {
  try {
    return await asked;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
};

/** Follows links one by one: one that leads nowhere yet has a place, and one to a descriptor is no path. */
async function targetOf(given: string): Promise<Target> {
  let path = resolve(given);
  for (let links = 0; links < MAX_LINKS; links++) {
    const [, fd] = OWN_DESCRIPTOR.exec(path) ?? [];
    if (fd !== undefined) return { kind: "descriptor", fd: Number(fd) };
    const found = await orUndefined(lstat(path));
    if (found === undefined) return { kind: "file", path, mode: undefined };
    if (found.isFile()) return { kind: "file", path, mode: found.mode & 0o7777 };
    if (!found.isSymbolicLink()) return { kind: "stream", path };
    // What another process has open (/proc/PID/fd/N) has no name to go on with.
    if (/^\/proc\/.*\/fd\/\d+$/.test(path) && !(await orUndefined(stat(path)))?.isFile())
      return { kind: "stream", path };
    path = resolve(dirname(path), await readlink(path));
  }
  return { kind: "stream", path };
}

/** Written beside its place, under a name that nobody can guess, and renamed: nobody finds half a file. */
async function replaceFile(path: string, mode: number | undefined, parts: Parts): Promise<void> {
  const part = join(dirname(path), `.${basename(path).slice(0, 200)}.${randomBytes(8).toString("hex")}.part`);
  const file = await open(part, "wx", 0o666);
  const discard = () => rmSync(part, { force: true });
  const discardAndEnd = (signal: NodeJS.Signals) => {
    discard();
    process.kill(process.pid, signal);
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.once(signal, discardAndEnd);
  try {
    if (mode !== undefined) await file.chmod(mode);
    await pipeline(Readable.from(parts), file.createWriteStream());
    await rename(part, path);
  } catch (error) {
    discard();
    throw error;
  } finally {
    for (const signal of signals) process.off(signal, discardAndEnd);
  }
}

async function writeTo(target: Target, parts: Parts): Promise<void> {
  if (target.kind === "file") return replaceFile(target.path, target.mode, parts);
  if (target.kind === "descriptor" && target.fd === 1) {
    for await (const part of parts) await print(part);
    return;
  }
  const { path, options } =
    target.kind === "stream"
      ? { path: target.path, options: {} }
      : { path: "", options: { fd: target.fd, autoClose: false } };
  await pipeline(Readable.from(parts), createWriteStream(path, options));
}

/** It is the writing that failed, rather than the making of what is written. */
const isOfWriting = (error: unknown): boolean => error instanceof Error && "errno" in error;

/**
 * Writes a file whole or not at all, through links; a device, a pipe or a descriptor is written to as it is, never
 * replaced. `-` is standard output.
 * @throws CliFailure that names the file.
 */
export async function writeOutput(path: string, parts: Parts): Promise<void> {
  try {
    await writeTo(path === "-" ? { kind: "descriptor", fd: 1 } : await targetOf(path), parts);
  } catch (error) {
    if (!isOfWriting(error)) throw error;
    throw new CliFailure(`cannot write ${path}: ${whyNot(error)}`, EXIT.failed, { cause: error });
  }
}
