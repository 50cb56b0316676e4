/**
 * Bundles the command `hacotaki` into packages/cli/build: one file for what every command needs and one for each
 * command, so that a short command is not held up by reading hundreds of files and stripping their types.
 */
import { join, relative } from "node:path";
import { rolldown } from "rolldown";
import { at, BUILT, SOURCES } from "../../packages/layout/index.js";
import { REPOSITORY } from "./repository.mjs";

const OUTPUT = at(BUILT.commandFolder);
/** Taken in beside our own packages: what every command loads, and is pure JavaScript. */
const INLINED = /^(?:[./]|@hacotaki\/|@noble\/|commander$|kysely$)/;

/** Whatever a module finds beside itself (migrations, workers, the native addon) it finds from the bundle as well. */
const keepPlaces = {
  name: "keep-places",
  transform(code, id) {
    if (!code.includes("import.meta")) return undefined;
    const place = JSON.stringify(relative(OUTPUT, id));
    return code
      .replaceAll("import.meta.url", `new URL(${place}, import.meta.url).href`)
      .replaceAll(
        "import.meta.resolve(",
        `((path) => new URL(path, new URL(${place}, import.meta.url)).href)(`,
      );
  },
};

const bundle = await rolldown({
  input: {
    main: join(REPOSITORY, "packages", "cli", "src", "main.ts"),
    "with-parent": at(SOURCES.withParent),
  },
  platform: "node",
  external: (id) => !INLINED.test(id),
  plugins: [keepPlaces],
  logLevel: "warn",
});
await bundle.write({
  dir: OUTPUT,
  format: "cjs",
  cleanDir: true,
  entryFileNames: "[name].cjs",
  chunkFileNames: "[name]-[hash].cjs",
});
await bundle.close();
