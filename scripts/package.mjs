#!/usr/bin/env node
/**
 * Makes the packages of this version in dist/: one npm tarball, and one Debian package. Both hold the same tree, laid
 * out as packages/layout says. `npm run package` has set-up build everything before.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { at, BUILT } from "../packages/layout/index.js";
import { packDebian } from "./package/debian.mjs";
import { addonMachine, machine } from "./package/machine.mjs";
import { manualPages } from "./package/manual.mjs";
import { packNpm } from "./package/npm.mjs";
import { stage } from "./package/stage.mjs";
import { bundleCommand, bundleServer } from "./setup/bundle.mjs";

const SHELLS = ["bash", "zsh", "fish"];
const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
const sizeOf = (folder) => Number(execFileSync("du", ["-sb", folder], { encoding: "utf8" }).split("\t")[0]);
const report = ({ file, root }) =>
  console.log(`${file}: ${megabytes(statSync(file).size)}, installed ${megabytes(sizeOf(root))}`);

function fail(reason) {
  console.error(`package: ${reason}`);
  process.exit(1);
}

if (machine === undefined)
  fail(
    `packages are for Linux on x86-64 or arm64, each made there: not on ${process.platform} on ${process.arch}`,
  );
if (!existsSync(at(BUILT.addon)))
  fail("the native collector is not built, and a package without it would collect nothing: make -C native");
if (addonMachine() !== machine.words)
  fail(
    `the native collector is built for ${addonMachine()}, and this is ${machine.words}: make -C native clean all`,
  );

const { version } = JSON.parse(readFileSync(at("package.json"), "utf8"));
const output = at("dist");
const work = join(output, "work");
const staged = join(work, "staged");
mkdirSync(output, { recursive: true });
const inlinedPackages = new Set([...(await bundleCommand()), ...(await bundleServer())]);
await stage(staged, { version, inlinedPackages });
const completions = new Map(
  SHELLS.map((shell) => [
    shell,
    execFileSync(at(BUILT.launcher), ["completion", shell], { encoding: "utf8" }),
  ]),
);
const parts = { work, staged, output, version, completions, manual: await manualPages(version) };
report(packNpm(parts));
report(packDebian(parts));
