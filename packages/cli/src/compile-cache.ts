import { lstatSync, mkdirSync } from "node:fs";
import { enableCompileCache } from "node:module";
import { homedir } from "node:os";
import { join } from "node:path";
import { keepCodeOfBundle } from "./kept-code.ts";

/**
 * The folder for compiled code, which nobody else can write. What lies there is run as it is, by root too: Node's default,
 * a known name in /tmp, could be made by anybody first. Undefined where there is none, such as without a home.
 */
export function compiledCodeFolder(): string | undefined {
  const folder = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "hacotaki");
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const { uid, mode } = lstatSync(folder);
    return uid === process.getuid?.() && (mode & 0o022) === 0 ? folder : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps compiled code between runs, which halves the time of a short command; without a folder each compiles for itself. */
export function keepCompiledCode(): void {
  const folder = compiledCodeFolder();
  if (folder === undefined) return;
  enableCompileCache(folder);
  keepCodeOfBundle(folder);
}
