/**
 * The one place that knows where the parts of an installation lie. An installed package is laid out as the repository
 * is, without the sources: what is built lies under the same names in both. JavaScript, so that set-up can ask on any
 * Node, before anything is installed.
 */
import { existsSync, lstatSync, mkdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** What is made by builds, relative to the root. */
export const BUILT = {
  launcher: "packages/cli/bin/hacotaki",
  commandFolder: "packages/cli/build",
  command: "packages/cli/build/main.cjs",
  withParent: "packages/cli/build/with-parent.cjs",
  serverFolder: "apps/dashboard/build",
  server: "apps/dashboard/build/main.js",
  pages: "apps/dashboard/.next",
  addon: "native/build/hacotaki_native.node",
  node: "node_modules/.bin/node",
};

/** What is read as it is, relative to the root. */
export const KEPT = {
  manifest: "packages/cli/package.json",
  flags: "packages/cli/bin/flags",
  dashboard: "apps/dashboard",
  examples: "apps/dashboard/examples",
  docs: "docs",
  changelog: "CHANGELOG.md",
  migrations: "prisma/migrations",
  notebookMigrations: "prisma/notebook/migrations",
};

/** What only the repository has, relative to its root. */
export const SOURCES = {
  withParent: "packages/cli/src/supervise/with-parent.ts",
  server: "apps/dashboard/server/main.ts",
  units: "packaging/systemd",
};

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** The path of one of the above. */
export const at = (place) => join(ROOT, place);

const manifest = () => JSON.parse(readFileSync(at(KEPT.manifest), "utf8"));

/** The version of this installation. */
export const version = () => String(manifest().version);

/** The machine that an installed package is for, as process.arch; undefined in the repository. */
export const packagedFor = () => manifest().cpu?.[0];

/** Whether this is an installed package: those have no sources. */
export const isInstalled = !existsSync(at(SOURCES.server));

/** What is started as the dashboard. */
export const serverProgram = at(isInstalled ? BUILT.server : SOURCES.server);

/** Loaded into each part that `up` starts, so that it ends with it. */
export const withParentModule = at(isInstalled ? BUILT.withParent : SOURCES.withParent);

/**
 * The folder for what can be made again, which nobody else can write. Compiled code lies there and is run as it is, by
 * root too: Node's default, a known name in /tmp, could be made by anybody first. Undefined where there is none, such as
 * without a home.
 */
export function cacheFolder() {
  const folder = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "hacotaki");
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const { uid, mode } = lstatSync(folder);
    return uid === process.getuid?.() && (mode & 0o022) === 0 ? folder : undefined;
  } catch {
    return undefined;
  }
}

/** How this installation is spoken to, in advice that can be typed as it stands. */
export const WORDS = isInstalled
  ? {
      command: "hacotaki",
      up: "hacotaki up",
      rebuild: "Install Hacotaki again: files of it are missing.",
      rebuildNative:
        "Install Hacotaki again, the package for this machine: it needs Linux with glibc 2.36 or later.",
    }
  : {
      command: "npx hacotaki",
      up: "npm start --",
      rebuild: "Run npm start once in the repository: it builds it.",
      rebuildNative: "Build it: make -C native",
    };
