import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { hacotaki, newFolder } from "./hacotaki.ts";

const has = (shell: string) => spawnSync(shell, ["--version"]).status === 0;

async function scriptOf(shell: string): Promise<string> {
  const { code, stdout, stderr } = await hacotaki(["completion", shell]);
  expect(stderr).toBe("");
  expect(code).toBe(0);
  return stdout;
}

/** What bash offers after these words, the last of which is being typed. */
async function offered(...words: readonly string[]): Promise<readonly string[]> {
  const script = await scriptOf("bash");
  const line = words.map((word) => `'${word}'`).join(" ");
  const { stdout, stderr } = spawnSync(
    "bash",
    [
      "-c",
      `${script}\nCOMP_WORDS=(hacotaki ${line}); COMP_CWORD=${words.length}; _hacotaki; printf '%s\\n' "\${COMPREPLY[@]}"`,
    ],
    { encoding: "utf8" },
  );
  expect(stderr).toBe("");
  return stdout.split("\n").filter((word) => word !== "");
}

describe("hacotaki completion bash", () => {
  test("offers every command that the help names", async () => {
    const { stdout: help } = await hacotaki(["--help"]);
    const named = [...help.matchAll(/^ {2}([a-z]+)(?: |$)/gm)].map(([, name]) => name);
    expect(named).toContain("list");
    expect(await offered("")).toEqual(named.filter((name) => name !== "help"));
  });

  test("offers what begins with what was typed", async () => {
    expect(await offered("expo")).toEqual(["export"]);
    expect(await offered("list", "--out")).toEqual(["--outcome"]);
  });

  test("offers the commands below a command, and their own options", async () => {
    expect(await offered("baseline", "")).toEqual(["save", "list", "remove", "export", "import"]);
    expect(await offered("user", "add", "--ro")).toEqual(["--role"]);
  });

  test("offers the values of an option that has few", async () => {
    expect(await offered("export", "--format", "m")).toEqual(["markdown", "mermaid"]);
  });

  test("offers files where a file or any value is due", async () => {
    expect(await offered("list", "--db", "")).toEqual([]);
  });
});

describe("the words of other shells", () => {
  test.each(["zsh", "fish"])(
    "are none for a shell nobody knows, and name every command for %s",
    async (shell) => {
      const script = await scriptOf(shell);
      for (const command of await offered("")) expect(script).toContain(command);
      expect((await hacotaki(["completion", "tcsh"])).code).toBe(2);
    },
  );

  test.for(["zsh", "fish"])("are read by %s", async (shell, context) => {
    const file = join(newFolder(), "completion");
    writeFileSync(file, await scriptOf(shell));
    if (!has(shell)) return context.skip(`${shell} is not installed`);
    const { status, stderr } = spawnSync(shell, ["-n", file], { encoding: "utf8" });
    expect(stderr).toBe("");
    expect(status).toBe(0);
  });
});
