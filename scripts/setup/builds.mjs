import { existsSync } from "node:fs";
import { join } from "node:path";
import { at, BUILT, KEPT } from "../../packages/layout/index.js";
import { canBuildNative } from "./debian.mjs";
import { hashSources, isMadeOf, isNewerThan } from "./stamp.mjs";
import { run } from "./step.mjs";

/** What the command is bundled from. */
const COMMAND_SOURCES = [
  ...["cli", "collector", "core", "fleet", "formats", "store"].map((name) => `packages/${name}/src`),
  ...["native", "packages/layout"].map((folder) => `${folder}/index.js`),
  ...["decode", "decode-call", "calls", "call-numbers", "frames"].map((name) => `native/${name}.js`),
];

const pinnedNode = at(BUILT.node);

/** A build that is done when its product is there and was made of the sources as they are now. */
const build = ({ name, sources, product, ...rest }) => ({
  name,
  hash: () => hashSources(sources),
  isDone: () => product() && isMadeOf(name, sources),
  ...rest,
});

/** Skipped in silence where it cannot be: the missing packages were already named, and `up` says what that means. */
const onlyWhereBuildable = (step) => ({ ...step, isDone: () => step.isDone() || !canBuildNative() });

export const nativeAddon = onlyWhereBuildable(
  build({
    name: "native",
    title: "native collector",
    without: "the collector",
    sources: ["native", "node_modules/node-api-headers/package.json"],
    product: () => existsSync(at(BUILT.addon)),
    work: ({ log }) => run(["make", "-C", at("native")], { log }),
  }),
);

export const dashboardBuild = build({
  name: "dashboard",
  title: "dashboard",
  sources: [
    "apps/dashboard",
    "packages/core",
    "packages/store",
    "packages/formats",
    "package-lock.json",
    "tsconfig.json",
  ],
  product: () => existsSync(join(at(BUILT.pages), "BUILD_ID")),
  work: ({ log }) =>
    run([pinnedNode, at("node_modules/next/dist/bin/next"), "build"], {
      log,
      cwd: at(KEPT.dashboard),
      env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1", NODE_ENV: "production" },
    }),
});

/** Bundled anew whenever the launcher would pass it over: after a change, and where only the times changed. */
export const command = build({
  name: "command",
  title: "command",
  sources: [...COMMAND_SOURCES, "scripts/setup/bundle.mjs", "package-lock.json"],
  product: () => isNewerThan(at(BUILT.command), COMMAND_SOURCES),
  work: ({ log }) => run([pinnedNode, at("scripts/setup/bundle-command.mjs")], { log }),
});

export const testRuntime = onlyWhereBuildable(
  build({
    name: "test-runtime",
    title: "test runtime",
    without: "the test runtime",
    sources: ["test/runtime"],
    product: () => existsSync(at("test/runtime/build")),
    work: ({ log }) => run(["make", "-C", at("test/runtime")], { log }),
  }),
);
