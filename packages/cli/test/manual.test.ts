import { spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Command } from "commander";
import { expect, test } from "vitest";
import { manualPages } from "../../../scripts/package/manual.mjs";
import { COMMANDS } from "../src/commands/all.ts";
import { createProgram } from "../src/program.ts";

const pages = await manualPages("1.2.3");
const words = (page: string) =>
  page
    .replaceAll(/\\f[BR]/g, "")
    .replaceAll("\\-", "-")
    .replaceAll("\\&", "")
    .replaceAll("\\e", "\\");

const longOptions = (command: Command): readonly string[] => [
  ...command
    .createHelp()
    .visibleOptions(command)
    .map((option) => command.createHelp().optionTerm(option)),
  ...command.commands.flatMap(longOptions),
];

test("every command has a page, and the program's names all of them", () => {
  const names = Object.keys(COMMANDS).map((name) => `hacotaki-${name}.1`);
  expect([...pages.keys()]).toEqual(["hacotaki.1", ...names]);
  const [program = ""] = pages.values();
  for (const name of Object.keys(COMMANDS)) expect(words(program)).toContain(`hacotaki ${name}\n`);
});

test("a page has every option of its command's help, with its words, and its examples", async () => {
  const program = await createProgram(["--help"]);
  for (const command of program.commands) {
    const page = words(pages.get(`hacotaki-${command.name()}.1`) ?? "");
    expect(page).toContain(command.description());
    for (const term of longOptions(command)) expect(page).toContain(`\n${term}\n`);
    if (command.name() !== "help") expect(page).toContain(".SH EXAMPLES\n");
  }
});

test("man formats every page without a complaint", ({ skip }) => {
  skip(spawnSync("groff", ["--version"]).status !== 0, "needs groff, of Debian's groff-base");
  const folder = mkdtempSync(join(tmpdir(), "hacotaki-manual-"));
  for (const [name, text] of pages) {
    const file = join(folder, name);
    writeFileSync(file, text);
    const { status, stderr, stdout } = spawnSync("groff", ["-man", "-Tutf8", "-ww", file], {
      encoding: "utf8",
    });
    expect({ name, status, stderr }).toEqual({ name, status: 0, stderr: "" });
    expect(stdout).toContain("Hacotaki 1.2.3");
  }
});
