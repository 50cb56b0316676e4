import { createRequire } from "node:module";
import { globSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { at, BUILT, KEPT } from "../../packages/layout/index.js";
import { REPOSITORY } from "../setup/repository.mjs";
import { cpu } from "./machine.mjs";

/** Next is the dashboard's. */
const fromDashboard = createRequire(join(at(KEPT.dashboard), "package.json"));
/** Its own tracer, the one of its standalone builds. */
const { nodeFileTrace } = fromDashboard("next/dist/compiled/@vercel/nft");

/** What a server in production loads from none of these: builds, development, tests, pictures we do not scale. */
const NEVER_LOADED = [
  "next/dist/compiled/(babel|babel-packages|webpack|terser|postcss[^/]*|cssnano[^/]*|jest-worker|sass-loader|@babel)/",
  "next/dist/compiled/next-devtools/",
  "next/dist/compiled/@mswjs/",
  "next/dist/compiled/(react|react-dom|react-server-dom)[^/]*-experimental/",
  "next/dist/compiled/.*\\.development\\.js$",
  "next/dist/compiled/next-server/.*(\\.dev\\.js|experimental.*)$",
  "next/dist/compiled/@vercel/(og|nft)/",
  "next/dist/(esm|lib/upgrade|next-devtools)/",
  "@next/swc-",
  "@swc/core",
  "@img/",
  "sharp/",
  "(typescript|caniuse-lite|browserslist|postcss|webpack|rolldown|@opentelemetry)/",
  "better-sqlite3/(deps|src)/",
  `better-sqlite3/prebuilds/(?!linux-${cpu})`,
].map((pattern) => new RegExp(`(^|/)node_modules/${pattern}`));
const isNeeded = (path) =>
  !/\.(map|d\.[cm]?ts|md|flow)$/.test(path) && !NEVER_LOADED.some((each) => each.test(path));

/** What was traced while the pages were built. */
const tracedPages = () =>
  globSync(["server/**/*.nft.json"], { cwd: at(BUILT.pages) }).flatMap((file) => {
    const path = join(at(BUILT.pages), file);
    return JSON.parse(readFileSync(path, "utf8")).files.map((each) =>
      relative(REPOSITORY, join(dirname(path), each)),
    );
  });

/** The files of node_modules that command and dashboard load when they run, relative to the root. */
export async function traceDependencies() {
  const programs = [BUILT.commandFolder, BUILT.serverFolder].flatMap((folder) =>
    globSync("*.{js,cjs}", { cwd: at(folder) }).map((name) => join(at(folder), name)),
  );
  const next = ["next/dist/server/next.js", "next/dist/server/next-server.js"];
  const { fileList, esmFileList } = await nodeFileTrace(
    [...programs, ...next.map((path) => fromDashboard.resolve(path))],
    {
      base: REPOSITORY,
      processCwd: at(KEPT.dashboard),
      mixedModules: true,
      moduleSyncCatchall: true,
      ignore: (path) => !isNeeded(path),
    },
  );
  const all = new Set([...fileList, ...esmFileList, ...tracedPages()]);
  return [...all].filter((path) => path.includes("node_modules/") && isNeeded(path));
}
