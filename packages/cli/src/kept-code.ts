import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { deserialize, serialize } from "node:v8";
import { constants, Script } from "node:vm";

/** As Node wraps a CommonJS module; on the module's first line, so that lines of stack traces stay right. */
const WRAPPED = ["(function (exports, require, module, __filename, __dirname) { ", "\n})"] as const;

type Wrapped = (
  exports: unknown,
  require: NodeJS.Require,
  module: NodeJS.Module,
  filename: string,
  folder: string,
) => void;

/** Code of each file of the bundle, by its name, which tells its content. */
type Code = ReadonlyMap<string, Uint8Array>;

function readCode(file: string): Code {
  try {
    const kept: unknown = deserialize(readFileSync(file));
    return kept instanceof Map ? kept : new Map();
  } catch {
    return new Map();
  }
}

/** Whole or not at all: another process may read it meanwhile. */
function writeCode(file: string, code: Code): void {
  const draft = `${file}.${process.pid}`;
  try {
    writeFileSync(draft, serialize(code), { mode: 0o600 });
    renameSync(draft, file);
  } catch {
    // No room: the next run compiles for itself as well.
  }
}

/**
 * Loads the files of a bundled command with the code that an earlier run of the same command ended with, functions that
 * were compiled on the way included; Node's own cache knows a file as it was before anything of it ran, and each run
 * would compile them anew: a fifth of a short command. V8 refuses what another version of it compiled.
 */
export function keepCodeOfBundle(folder: string): void {
  const [, main = "", command = ""] = process.argv;
  // Sources are run as they are.
  if (!main.endsWith(".cjs")) return;
  const file = join(folder, `${/^[a-z]{1,20}$/.test(command) ? command : "no-command"}.code`);
  const kept = readCode(file);
  const loaded = new Map<string, Script>();
  let isKept = true;
  createRequire(main).extensions[".cjs"] = (module, filename) => {
    const name = basename(filename);
    const cachedData = kept.get(name);
    const script = new Script(WRAPPED.join(readFileSync(filename, "utf8")), {
      filename,
      columnOffset: -WRAPPED[0].length,
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
      ...(cachedData && {
        cachedData: Buffer.from(cachedData.buffer, cachedData.byteOffset, cachedData.byteLength),
      }),
    });
    loaded.set(name, script);
    if (script.cachedDataRejected !== false) isKept = false;
    const run = script.runInThisContext() as Wrapped;
    run.call(module.exports, module.exports, createRequire(filename), module, filename, dirname(filename));
  };
  process.on("exit", (exitCode) => {
    if (isKept || exitCode !== 0) return;
    writeCode(file, new Map([...loaded].map(([name, script]) => [name, script.createCachedData()])));
  });
}
