import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { REPOSITORY } from "./hacotaki.ts";

/** Licences under which a package may be part of what is installed beside Hacotaki, which is MIT itself. */
const KNOWN = new Set([
  "MIT",
  "ISC",
  "0BSD",
  "BSD-3-Clause",
  "BlueOak-1.0.0",
  "Apache-2.0",
  "CC-BY-4.0",
  "OFL-1.1",
  "MPL-2.0",
  "LGPL-3.0-or-later",
]);
/** The lock file does not say; the package's own LICENSE does. */
const UNSAID: Readonly<Record<string, string>> = { "xmlhttprequest-ssl": "MIT" };

type Lock = {
  readonly packages: Readonly<
    Record<
      string,
      { readonly license?: string; readonly link?: boolean; readonly hasInstallScript?: boolean }
    >
  >;
};
const lock = JSON.parse(readFileSync(join(REPOSITORY, "package-lock.json"), "utf8")) as Lock;
const installed = Object.entries(lock.packages).flatMap(([path, { license, link, hasInstallScript }]) => {
  const name = path.split("node_modules/").at(-1) ?? "";
  return path.includes("node_modules/") && link !== true
    ? [{ name, licence: license ?? UNSAID[name] ?? "none", hasInstallScript: hasInstallScript === true }]
    : [];
});

test("every package of the lock file has a licence that Hacotaki may be installed with", () => {
  const strange = installed.filter(({ licence }) =>
    licence.split(/ AND | OR /).some((each) => !KNOWN.has(each.replace(/[()]/g, ""))),
  );
  expect(strange).toEqual([]);
});

test("of packages with an install script only the runtime may run its own", () => {
  const manifest = JSON.parse(readFileSync(join(REPOSITORY, "package.json"), "utf8")) as {
    readonly allowScripts: Readonly<Record<string, boolean>>;
  };
  const allowed = Object.entries(manifest.allowScripts).flatMap(([name, isAllowed]) =>
    isAllowed ? [name] : [],
  );
  expect(allowed.map((name) => name.replace(/(?<=.)@.*$/, ""))).toEqual(["node"]);
  const names = new Set(Object.keys(manifest.allowScripts).map((name) => name.replace(/(?<=.)@.*$/, "")));
  for (const { name, hasInstallScript } of installed) if (hasInstallScript) expect(names).toContain(name);
});

test("docs/dependencies.md names every dependency of every manifest", () => {
  type Manifest = Partial<Record<"dependencies" | "devDependencies", Readonly<Record<string, string>>>>;
  const told = readFileSync(join(REPOSITORY, "docs/dependencies.md"), "utf8");
  const manifests = globSync(["package.json", "{apps,packages}/*/package.json"], { cwd: REPOSITORY });
  expect(manifests.length).toBeGreaterThan(5);
  const names = manifests.flatMap((path) => {
    const manifest = JSON.parse(readFileSync(join(REPOSITORY, path), "utf8")) as Manifest;
    return Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
  });
  expect(names.filter((name) => !name.startsWith("@hacotaki/") && !told.includes(`\`${name}\``))).toEqual([]);
});
