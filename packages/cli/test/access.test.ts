import { join } from "node:path";
import { expect, test } from "vitest";
import { isPasswordOf, openNotebook } from "@hacotaki/store";
import { hacotaki, newFolder } from "./hacotaki.ts";

const newDatabase = () => join(newFolder(), "hacotaki.db");

test("users come, change and go; a password is read from standard input", async () => {
  const db = newDatabase();
  const run = (args: readonly string[], stdin?: string) =>
    hacotaki(["user", ...args, "--db", db], stdin === undefined ? {} : { stdin });
  expect(await run(["add", "Ada", "--role", "editor"], "correct horse\nmore\n")).toMatchObject({
    code: 0,
    stdout: "Added ada, editor.\n",
  });
  const password = () => {
    const notebook = openNotebook(db);
    const kept = notebook.findUser("ada")?.password ?? "";
    notebook.close();
    return kept;
  };
  expect(await isPasswordOf(password(), "correct horse")).toBe(true);
  expect(await run(["add", "ada"], "correct horse")).toMatchObject({ code: 2 });
  expect(await run(["add", "bob"], "short")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("10 characters"),
  });
  expect(await run(["add", "a b"], "correct horse")).toMatchObject({ code: 2 });
  expect(await run(["password", "ada"], "battery staple")).toMatchObject({ code: 0 });
  expect(await isPasswordOf(password(), "battery staple")).toBe(true);
  expect(await run(["role", "ada", "root"])).toMatchObject({ code: 2 });
  expect(await run(["role", "ada", "admin"])).toMatchObject({ code: 0 });
  expect(JSON.parse((await run(["list", "--json"])).stdout)).toMatchObject([{ name: "ada", role: "admin" }]);
  expect(await run(["logout", "ada"])).toMatchObject({ code: 0 });
  expect(await run(["remove", "ada"])).toMatchObject({ code: 0 });
  expect(await run(["remove", "ada"])).toMatchObject({ code: 3 });
  expect((await run(["list"])).stdout).toContain("No users yet");
});

test("a token is printed alone, and once", async () => {
  const db = newDatabase();
  const run = (...args: readonly string[]) => hacotaki(["token", ...args, "--db", db]);
  const made = await run("add", "ci", "--days", "90");
  expect(made.stdout).toMatch(/^hacotaki_[\w-]{43}\n$/);
  expect(await run("add", "ci")).toMatchObject({ code: 2 });
  expect(await run("add", "graphs", "--scope", "metrics", "--days", "0")).toMatchObject({ code: 0 });
  const listed = await run("list", "--json");
  expect(JSON.parse(listed.stdout)).toMatchObject([
    { name: "ci", scope: "read", usedAt: null },
    { name: "graphs", scope: "metrics", expiresAt: null },
  ]);
  expect(listed.stdout).not.toContain(made.stdout.trim());
  expect(await run("revoke", "ci")).toMatchObject({ code: 0 });
  expect(await run("revoke", "ci")).toMatchObject({ code: 3 });
});

test("beyond this machine, up says what is missing before anybody can log in", async () => {
  const { code, stdout, stderr } = await hacotaki([
    "serve",
    "--listen",
    "203.0.113.1",
    "--db",
    newDatabase(),
  ]);
  expect(code).toBe(2);
  expect(stdout + stderr).toContain("no such address");
});
