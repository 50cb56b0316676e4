import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { at, BUILT, KEPT } from "../../packages/layout/index.js";
import { cpu } from "./machine.mjs";

/**
 * One tarball that `npm install` takes, made of what `stage` laid out. Packed by tar: npm's own packing would leave out
 * the dependencies, which lie in a folder below, where npm manages nothing.
 */
export function packNpm({ work, staged, output, version, manual, completions }) {
  const root = join(work, "npm", "package");
  rmSync(join(work, "npm"), { recursive: true, force: true });
  mkdirSync(join(root, "man"), { recursive: true });
  mkdirSync(join(root, "completions"));
  cpSync(staged, join(root, "lib"), { recursive: true });
  for (const path of ["README.md", "LICENSE", KEPT.changelog, KEPT.docs])
    cpSync(at(path), join(root, path), {
      recursive: true,
      filter: (from) => !/\/(images|decisions)$/.test(from),
    });
  for (const [name, text] of manual) writeFileSync(join(root, "man", name), text);
  for (const [shell, text] of completions)
    writeFileSync(join(root, "completions", `hacotaki.${shell}`), text);
  const manifest = {
    name: "hacotaki",
    version,
    description:
      "Every boot of a haconiwa container as a waterfall: collected with eBPF, shown, compared, shared",
    license: "MIT",
    bin: { hacotaki: `lib/${BUILT.launcher}` },
    man: [...manual.keys()].map((name) => `man/${name}`),
    engines: { node: ">=24" },
    os: ["linux"],
    cpu: [cpu],
    libc: ["glibc"],
  };
  writeFileSync(join(root, "package.json"), `${JSON.stringify(manifest, undefined, 2)}\n`);
  const file = join(output, `hacotaki-${version}${cpu === "x64" ? "" : `-${cpu}`}.tgz`);
  const reproducible = ["--sort=name", "--owner=0", "--group=0", "--numeric-owner", "--mode=u+w,go-w"];
  execFileSync("tar", [
    "--create",
    "--gzip",
    ...reproducible,
    "--file",
    file,
    "--directory",
    join(work, "npm"),
    "package",
  ]);
  return { file, root };
}
