import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import en from "../en.ts";
import ja from "../ja.ts";

type Tree = { readonly [key: string]: string | Tree };
const flat = (tree: Tree, prefix = ""): [string, string][] =>
  Object.entries(tree).flatMap(([key, value]) =>
    typeof value === "string" ? [[prefix + key, value] as [string, string]] : flat(value, `${prefix}${key}.`),
  );
const argumentsOf = (message: string) => [
  ...new Set([...message.matchAll(/\{(\w+)(?=[,}])/g)].map(([, name]) => name)),
];

test("both languages say the same things", () => {
  expect(flat(ja).map(([key]) => key)).toEqual(flat(en).map(([key]) => key));
});

test("a translation uses the arguments of the original, or fewer where the language needs none", () => {
  const original = new Map(flat(en));
  for (const [key, message] of flat(ja)) {
    const known = argumentsOf(original.get(key) ?? "");
    for (const name of argumentsOf(message)) expect(known, key).toContain(name);
  }
});

test("a number that one language groups by thousands is grouped in the other", () => {
  const grouped = (message: string) =>
    [...message.matchAll(/\{(\w+), (?:plural|number)/g)].map(([, name]) => name);
  const languages = [new Map(flat(en)), new Map(flat(ja))];
  const bare = languages.flatMap((language, index) => {
    const other = languages[1 - index];
    return [...language].flatMap(([key, message]) =>
      grouped(other?.get(key) ?? "")
        .filter((name) => message.includes(`{${name}}`))
        .map((name) => `${key}: ${name}`),
    );
  });
  expect(bare).toEqual([]);
});

test("no message is left over", () => {
  const root = join(import.meta.dirname, "../..");
  const source = ["app", "components", "charts", "follow", "bridge"]
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((file) =>
        join(root, folder, file),
      ),
    )
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => readFileSync(file, "utf8"))
    .join("\n");
  const computed =
    /^(against\.(against|stated|standing)|exports|compare\.(alignment|fact)|runs|share\.(part|kind|figure|whole)|outcome|outcomeMeans|tour\.steps|spanNames|lane|group|login\.roles|preferences|reason\.(do|severity)|reasonNames|shortcuts|database|boot\.(loss|env\.nameSource|health)|collector\.(kind|ship\.states)|differs\.of|import\.waitsFor|inside\.state|waterfall\.(layer|wait))\./;
  const unused = flat(en)
    .map(([key]) => key)
    .filter((key) => !computed.test(key))
    .filter((key) => {
      const last = key.split(".").at(-1) ?? "";
      return !source.includes(`"${last}"`) && !source.includes(`.${last}"`);
    });
  expect(unused).toEqual([]);
});
