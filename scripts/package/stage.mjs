import { execFileSync } from "node:child_process";
import {
  copyFileSync,
  cpSync,
  existsSync,
  globSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, relative } from "node:path";
import { at, BUILT, KEPT } from "../../packages/layout/index.js";
import { REPOSITORY } from "../setup/repository.mjs";
import { FONT_FILES } from "../../packages/formats/src/picture/fonts.ts";
import { cpu, machine } from "./machine.mjs";
import { traceDependencies } from "./trace.mjs";

/** Found while running, by names that no tracer sees. */
const ASSETS = [
  `better-sqlite3/prebuilds/linux-${cpu}.node`,
  "@resvg/resvg-wasm/index_bg.wasm",
  ...FONT_FILES.map((file) => `@fontsource/${file}`),
].map((path) => join("node_modules", path));

/** Of the pages' build: what is only kept for the next one, or to look into. */
const NOT_SERVED =
  /^(cache|diagnostics|types|node_modules|trace|trace-build|turbopack)(\/|$)|\.(map|nft\.json)$/;

const packageOf = (path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? "";
const isLicence = (name) => /^(licen[cs]e|copying|notice|ofl)/i.test(name);

/** Of each package that something is taken from: its manifest, which tells its version, and its licence. */
const told = (files) =>
  [...new Set(files.map(packageOf))].flatMap((folder) =>
    readdirSync(at(folder))
      .filter((name) => name === "package.json" || isLicence(name))
      .map((name) => join(folder, name)),
  );

/** Pages name packages that they do not take in by links with a hash, which a package cannot hold. */
function copyLinkedPackages(root, files) {
  const folder = join(BUILT.pages, "node_modules");
  for (const link of existsSync(at(folder)) ? readdirSync(at(folder)) : []) {
    const path = join(folder, link);
    if (!lstatSync(at(path)).isSymbolicLink())
      throw new Error(`${path} is no link, as Next makes it: look again`);
    const target = relative(REPOSITORY, join(dirname(at(path)), readlinkSync(at(path))));
    for (const file of files.filter((each) => each.startsWith(`${target}/`)))
      cpSync(at(file), join(root, path, relative(target, file)));
  }
}

/** The libraries that the addon needs and not every Linux has, of the Debian packages that bring them. */
export const LIBRARIES = { "libbpf.so.1": "libbpf1", "libelf.so.1": "libelf1", "libz.so.1": "zlib1g" };

/** The addon, and beside it what it was linked with, each with its licence. */
function copyAddon(root) {
  const addon = join(root, BUILT.addon);
  mkdirSync(dirname(addon), { recursive: true });
  execFileSync("strip", ["--strip-debug", "-o", addon, at(BUILT.addon)]);
  for (const [library, debian] of Object.entries(LIBRARIES)) {
    copyFileSync(join(machine.libraries, library), join(dirname(addon), library));
    cpSync(`/usr/share/doc/${debian}/copyright`, join(root, "licences", debian, "copyright"));
  }
}

/**
 * Lays out in `root` what an installed package has: as the repository, with what is built in place of the sources.
 * Everything in it was made by set-up and by `bundleServer` before.
 */
export async function stage(root, { version, inlinedPackages }) {
  rmSync(root, { recursive: true, force: true });
  const copy = (path) => cpSync(at(path), join(root, path), { recursive: true, dereference: true });
  const write = (path, value) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), `${JSON.stringify(value, undefined, 2)}\n`);
  };
  const dependencies = [...(await traceDependencies()), ...ASSETS];
  for (const file of new Set([...dependencies, ...told(dependencies)])) copy(file);
  for (const folder of inlinedPackages)
    for (const name of readdirSync(at(folder)).filter(isLicence))
      cpSync(join(at(folder), name), join(root, "licences", folder.replace(/^.*node_modules\//, ""), name));
  copyLinkedPackages(root, dependencies);
  for (const path of globSync("**", { cwd: at(BUILT.pages) }))
    if (!NOT_SERVED.test(path) && lstatSync(join(at(BUILT.pages), path)).isFile())
      copy(join(BUILT.pages, path));
  for (const path of [
    BUILT.launcher,
    BUILT.commandFolder,
    BUILT.serverFolder,
    KEPT.flags,
    KEPT.examples,
    KEPT.changelog,
    ...globSync("{*,decisions/*}.md", { cwd: at(KEPT.docs) }).map((page) => join(KEPT.docs, page)),
    KEPT.migrations,
    KEPT.notebookMigrations,
  ])
    copy(path);
  write(KEPT.manifest, { name: "hacotaki", version, type: "module", cpu: [cpu] });
  write(join(KEPT.dashboard, "package.json"), { type: "module" });
  copyAddon(root);
}
