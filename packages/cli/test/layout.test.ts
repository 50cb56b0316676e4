import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { at, BUILT, KEPT, SOURCES } from "@hacotaki/layout";
import { expect, test } from "vitest";
import { REPOSITORY } from "./hacotaki.ts";

/** Made for packages alone. */
const PACKAGED: readonly string[] = [BUILT.serverFolder, BUILT.server];

test("every place that the layout names is there", () => {
  const places = [BUILT, KEPT, SOURCES].flatMap((table) => Object.values(table));
  expect(places.filter((place) => !PACKAGED.includes(place) && !existsSync(at(place)))).toEqual([]);
});

test("no program but the layout finds a part outside of its own package by path", () => {
  const sources = globSync(["packages/*/src/**/*.ts", "native/*.js", "apps/dashboard/*/**/*.{ts,tsx}"], {
    cwd: REPOSITORY,
    exclude: ["**/{node_modules,.next,test,build}/**"],
  });
  expect(sources.length).toBeGreaterThan(200);
  const leading = sources.filter((path) => {
    const text = readFileSync(join(REPOSITORY, path), "utf8");
    // As many steps up as the file lies deep in its package lead out of it. Fonts are built in from their packages.
    const depth = path.split("/").length - (path.startsWith("native/") ? 1 : 2);
    return new RegExp(String.raw`(?<!from |import\()["'\`](\.\./){${depth},}(?!\.\./|node_modules/)`).test(
      text,
    );
  });
  expect(leading).toEqual([]);
});
