import { writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { rolldown } from "rolldown";
import { at, BUILT, SOURCES } from "../../packages/layout/index.js";
import { REPOSITORY } from "./repository.mjs";

/** `new Worker(new URL("./thread.ts", import.meta.url))`, as our sources start their threads. */
const THREAD = /new URL\("(\.[^"]*\.ts)", import\.meta\.url\)/g;

/** Stands for the bundle's own address until all others are kept. */
const OWN_URL = "__HACOTAKI_OWN_URL__";

/** Threads are bundled as well, and started from beside the bundle. */
const startThreads = (threads, extension) => ({
  name: "start-threads",
  transform(code, id) {
    if (!THREAD.test(code)) return undefined;
    return code.replaceAll(THREAD, (_, path) => {
      const file = join(dirname(id), path);
      const name = Object.keys(threads).find((each) => threads[each] === file);
      if (name === undefined)
        throw new Error(`${relative(REPOSITORY, id)} starts a thread that is not bundled: ${path}`);
      return `new URL("./${name}.${extension}", ${OWN_URL})`;
    });
  },
});

/** Whatever else a module finds beside itself (fonts, the native addon) it finds from the bundle as well. */
const keepPlaces = (folder) => ({
  name: "keep-places",
  transform(code, id) {
    const place = JSON.stringify(relative(folder, id));
    const kept = code
      .replaceAll("import.meta.url", `new URL(${place}, import.meta.url).href`)
      .replaceAll(OWN_URL, "import.meta.url");
    return kept === code ? undefined : kept;
  },
});

/** Of Node's own: costly to load, and used by few commands. */
const LOADED_LATE = [
  "child_process",
  "crypto",
  "fs/promises",
  "stream",
  "stream/promises",
  "timers/promises",
  "worker_threads",
  "zlib",
];
const LATE = new RegExp(`let (\\w+) = require\\("(node:(?:${LOADED_LATE.join("|")}))"\\);`, "g");

/** Loads some of Node's modules when they are first used: together they take as long as all the rest of a short command. */
const loadLate = {
  name: "load-late",
  renderChunk(code, { fileName }) {
    const late = code.replaceAll(LATE, (_, name, module) => {
      // The copy that a default import leads to would be one of nothing.
      if (
        new RegExp(`__toESM\\(${name}\\b`).test(code) &&
        new RegExp(`\\b${name}\\.(?!default\\b)`).test(code)
      )
        throw new Error(`${fileName} uses ${module} by name and by default: import it one way`);
      return `let ${name} = new Proxy({}, { get: (_, key) => require("${module}")[key] });`;
    });
    return late === code ? null : late;
  },
};

/** In ASCII: where all characters are of one byte, source is read in half of the time. */
function inAscii(code, fileName) {
  if (/\\[^\x00-\x7f]/.test(code)) throw new Error(`${fileName} escapes a character that needs no escape`);
  return code.replaceAll(/[^\x00-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/**
 * better-sqlite3 is fifteen small files, found and read one by one at each start: they are taken in. Its addon is found
 * where it is installed, as ever.
 */
const findAddon = {
  name: "find-addon",
  transform(code, id) {
    if (!id.endsWith("/better-sqlite3/lib/binding.js")) return undefined;
    if (!code.includes("__dirname")) throw new Error(`${id} looks for its addon in another way`);
    return code.replaceAll("__dirname", 'path.dirname(require.resolve("better-sqlite3"))');
  },
};

/**
 * Bundles programs of the repository into `folder`: a file for each of `programs` and `threads` (names to source
 * files), and others for what they share. `inlined` tells which imports are taken in; the rest is found as installed.
 * Returns the folders of the packages that were taken in.
 */
async function bundlePrograms({ folder, format, programs, threads = {}, inlined }) {
  const extension = format === "cjs" ? "cjs" : "js";
  const bundle = await rolldown({
    input: { ...programs, ...threads },
    platform: "node",
    external: (id) => !inlined.test(id),
    plugins: [
      startThreads(threads, extension),
      keepPlaces(folder),
      findAddon,
      ...(format === "cjs" ? [loadLate] : []),
    ],
    logLevel: "warn",
  });
  const { output } = await bundle.write({
    dir: folder,
    format,
    cleanDir: true,
    // Half of the bundle else, read at each start of a command. Licences go into packages as files.
    comments: false,
    entryFileNames: `[name].${extension}`,
    chunkFileNames: `[name]-[hash].${extension}`,
  });
  await bundle.close();
  for (const { type, fileName, code } of output)
    if (type === "chunk") writeFileSync(join(folder, fileName), inAscii(code, fileName));
  const modules = output.flatMap(({ moduleIds = [] }) => moduleIds);
  const taken = modules.map((id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id)?.[0]);
  return [...new Set(taken)]
    .filter((folder) => folder !== undefined)
    .map((folder) => relative(REPOSITORY, folder));
}

/** Draws pixels, for command and dashboard. */
const RASTER_THREAD = { "raster-thread": at("packages/formats/src/picture/raster-thread.ts") };

/**
 * The command `hacotaki`: one file for what every command needs and one for each command, so that a short command is not
 * held up by reading hundreds of files and stripping their types.
 */
export const bundleCommand = () =>
  bundlePrograms({
    folder: at(BUILT.commandFolder),
    format: "cjs",
    programs: { main: at("packages/cli/src/main.ts"), "with-parent": at(SOURCES.withParent) },
    threads: { "generate-thread": at("packages/cli/src/generate/thread.ts"), ...RASTER_THREAD },
    // Our own packages, and what every command loads and is pure JavaScript.
    inlined: /^(?:[./]|@hacotaki\/|@noble\/|better-sqlite3$|commander$|kysely$)/,
  });

const serverThread = (name) => at(`apps/dashboard/server/${name}/thread.ts`);

/** The dashboard's server, for packages: below node_modules Node strips no types. */
export const bundleServer = () =>
  bundlePrograms({
    folder: at(BUILT.serverFolder),
    format: "esm",
    programs: { main: at(SOURCES.server) },
    threads: {
      "exports-thread": serverThread("exports"),
      "importing-thread": serverThread("importing"),
      "statistics-thread": serverThread("statistics"),
      ...RASTER_THREAD,
    },
    inlined: /^(?:[./]|@hacotaki\/|@noble\/|d3-|kysely$|zod$)/,
  });
