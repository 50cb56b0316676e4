import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { openNotebook } from "@hacotaki/store";
import { expect, onTestFinished, test } from "vitest";
import { hacotaki, newFolder } from "./hacotaki.ts";

const newDatabase = () => join(newFolder(), "hacotaki.db");

test("alerts are added, listed and removed; what is no budget is told with what it takes", async () => {
  const db = newDatabase();
  const run = (...args: string[]) => hacotaki(["alerts", ...args, "--db", db]);
  expect((await run("list")).stdout).toContain("No alerts yet");
  const added = await run("add", "boot p95 <= 300 ms", "--container", "web");
  expect([added.code, added.stdout, added.stderr]).toEqual([
    0,
    "1\n",
    "web: boot p95 <= 300ms over 50 boots\n",
  ]);
  const wrong = await run("add", "boot p42 <= 300ms");
  expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining("take p50, p90, p95, p99 or max")]);
  const unknown = await run("add", "stuck", "--webhook", "ops");
  expect([unknown.code, unknown.stderr]).toEqual([
    3,
    expect.stringContaining("hacotaki alerts webhook list"),
  ]);
  expect(JSON.parse((await run("list", "--json")).stdout)).toMatchObject([
    { id: 1, container: "web", budget: "boot p95 <= 300ms over 50 boots", webhook: null, broken: [] },
  ]);
  expect((await run("remove", "1")).code).toBe(0);
  expect((await run("remove", "1")).code).toBe(3);
  expect((await run("firings")).stdout).toContain("Nothing was broken yet");
});

test("a webhook's secret is printed once, its address never; both can be kept off the command line", async () => {
  const db = newDatabase();
  const webhook = ["alerts", "webhook"];
  const url = "https://hooks.example.org/services/T0/SECRETPATH";
  const made = await hacotaki([...webhook, "add", "ops", "-", "--db", db], { stdin: `${url}\n` });
  expect(made.stdout).toMatch(/^[\w-]{43}\n$/);
  const listed = await hacotaki([...webhook, "list", "--json", "--db", db]);
  expect(JSON.parse(listed.stdout)).toMatchObject([
    { name: "ops", host: "hooks.example.org", sends: "whole" },
  ]);
  expect(listed.stdout).not.toMatch(/SECRETPATH/);
  expect((await hacotaki([...webhook, "add", "ops", url, "--db", db])).code).toBe(2);
  const bad = await hacotaki([...webhook, "add", "x", "file:///etc/passwd", "--db", db]);
  expect([bad.code, bad.stderr]).toEqual([2, expect.stringContaining("give one such as https://")]);
  const short = await hacotaki([...webhook, "add", "y", url, "--secret-file", "-", "--db", db], {
    stdin: "short\n",
  });
  expect([short.code, short.stderr]).toEqual([2, expect.stringContaining("16 to 200")]);
  expect((await hacotaki([...webhook, "remove", "ops", "--db", db])).code).toBe(0);
});

test("a test says when no dashboard sends it, and leaves it to one", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const db = newDatabase();
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  await hacotaki(["alerts", "webhook", "add", "ops", url, "--db", db]);
  const { code, stderr } = await hacotaki(["alerts", "test", "ops", "--wait", "1", "--db", db]);
  expect([code, stderr]).toEqual([1, expect.stringContaining("no dashboard sent the test")]);
  const notebook = openNotebook(db);
  expect(notebook.messages(1)).toMatchObject([{ kind: "test", webhook: "ops", tries: 0 }]);
  notebook.close();
});
