import Database from "better-sqlite3";
import { expect, test } from "vitest";
import {
  hashPassword,
  isPassword,
  isPasswordOf,
  NO_PASSWORD,
  notebookPath,
  openNotebook,
} from "../src/index.ts";
import { temporaryDatabase } from "./folder.ts";

const ada = { name: "ada", role: "viewer", password: NO_PASSWORD, madeAt: 1n } as const;

test("a password fits what was kept of it, in any Unicode form, and nothing else does", async () => {
  const kept = await hashPassword("pa\u0301ssword café");
  expect(kept).toMatch(/^scrypt\$17\$8\$1\$[\w-]{22}\$[\w-]{43}$/);
  expect(await isPasswordOf(kept, "p\u00e1ssword café")).toBe(true);
  expect(await isPasswordOf(kept, "password cafe")).toBe(false);
  expect(await isPasswordOf(kept, "")).toBe(false);
  expect(await isPasswordOf("plain", "plain")).toBe(false);
  expect(await hashPassword("pa\u0301ssword café")).not.toBe(kept);
});

test("a password has 10 to 1000 characters", () => {
  expect(
    ["123456789", "1234567890", "箱".repeat(10), "a".repeat(1001), "\ud800123456789"].map(isPassword),
  ).toEqual([false, true, true, false, false]);
});

test("a session opens what its token says until it expires or ends", () => {
  const notebook = openNotebook(temporaryDatabase());
  notebook.addUser(ada);
  const token = notebook.openSession("Ada", 10n, 20n);
  const hash = notebook.findSession(token, 19n)?.hash ?? "";
  expect(notebook.findSession(token, 19n)).toMatchObject({ name: "ada", role: "viewer" });
  expect([notebook.lasts(hash, 19n), notebook.lasts(hash, 20n)]).toEqual([true, false]);
  expect(notebook.findSession(token, 20n)).toBeUndefined();
  expect(notebook.findSession(hash, 19n)).toBeUndefined();
  notebook.endSession(hash);
  expect(notebook.findSession(token, 19n)).toBeUndefined();
  notebook.close();
});

test("another role, a new password and removing the user end the sessions of that user alone", () => {
  const notebook = openNotebook(temporaryDatabase());
  notebook.addUser(ada);
  notebook.addUser({ ...ada, name: "bob" });
  const bob = notebook.openSession("bob", 0n, 100n);
  const ends = (change: () => boolean) => {
    const token = notebook.openSession("ada", 0n, 100n);
    expect(notebook.findSession(token, 1n)).toBeDefined();
    expect(change()).toBe(true);
    return notebook.findSession(token, 1n) === undefined;
  };
  expect(ends(() => notebook.changeRole("ADA", "admin"))).toBe(true);
  expect(notebook.findUser("ada")?.role).toBe("admin");
  expect(ends(() => notebook.changePassword("ada", "scrypt$other"))).toBe(true);
  expect(ends(() => notebook.endSessionsOf("ada"))).toBe(true);
  expect(ends(() => notebook.removeUser("ada"))).toBe(true);
  expect(notebook.findSession(bob, 1n)).toBeDefined();
  expect([notebook.removeUser("ada"), notebook.changeRole("ada", "admin")]).toEqual([false, false]);
  notebook.close();
});

test("a user's name is taken in any case", () => {
  const notebook = openNotebook(temporaryDatabase());
  expect([notebook.addUser(ada), notebook.addUser({ ...ada, name: "ADA" })]).toEqual([true, false]);
  expect(notebook.users()).toEqual([{ name: "ada", role: "viewer", madeAt: 1n }]);
  notebook.close();
});

test("an API token opens until it expires or is revoked", () => {
  const notebook = openNotebook(temporaryDatabase());
  const token = notebook.addApiToken({ name: "ci", scope: "read", madeAt: 1n, expiresAt: 10n }) ?? "";
  expect(token).toMatch(/^hacotaki_[\w-]{43}$/);
  expect(notebook.addApiToken({ name: "ci", scope: "metrics", madeAt: 1n })).toBeUndefined();
  notebook.useApiToken("ci", 5n);
  expect(notebook.findApiToken(token, 9n)).toEqual({
    name: "ci",
    scope: "read",
    madeAt: 1n,
    expiresAt: 10n,
    usedAt: 5n,
  });
  expect(notebook.findApiToken(token, 10n)).toBeUndefined();
  expect([notebook.revokeApiToken("ci"), notebook.revokeApiToken("ci")]).toEqual([true, false]);
  expect(notebook.findApiToken(token, 9n)).toBeUndefined();
  notebook.close();
});

test("the file holds no token", () => {
  const path = temporaryDatabase();
  const notebook = openNotebook(path);
  notebook.addUser(ada);
  const tokens = [
    notebook.openSession("ada", 0n, 100n),
    notebook.addApiToken({ name: "ci", scope: "read", madeAt: 0n }) ?? "",
  ];
  notebook.close();
  const file = new Database(notebookPath(path), { readonly: true }).serialize().toString("latin1");
  for (const token of tokens) expect(file).not.toContain(token);
});
