import { execFileSync, spawn } from "node:child_process";
import {
  chmodSync,
  createReadStream,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { beforeAll, describe, expect, test } from "vitest";
import { databaseOf, hacotaki, LAUNCHER, listed, newFolder } from "./hacotaki.ts";

const isRoot = process.getuid?.() === 0;
let db = "";
let id = "";
let exported = "";
beforeAll(async () => {
  db = await databaseOf("web.ndjson");
  id = (await listed(db))[0]?.id ?? "";
  await hacotaki(["baseline", "save", "one", "--boot", id, "--db", db]);
  exported = (await hacotaki(["export", id, "--db", db])).stdout;
});

/** Runs the launcher with its standard output on a file that is open already. */
function printingTo(
  path: string,
  args: readonly string[],
  flag = "a",
): Promise<{ code: number | null; stderr: string }> {
  const child = spawn(LAUNCHER, [...args, "--db", db], { stdio: ["ignore", openSync(path, flag), "pipe"] });
  return new Promise((resolve, reject) => {
    const told = text(child.stderr as NodeJS.ReadableStream);
    child.once("error", reject);
    child.once("close", (code) => void told.then((stderr) => resolve({ code, stderr })));
  });
}

describe("standard output that is full", () => {
  test.each([
    ["list"],
    ["export ID"],
    ["doctor"],
    ["--help"],
    ["baseline export one"],
    ["prune --older-than 900000d"],
    ["rebuild"],
  ])("ends %s with one line that says so, and 1", async (line) => {
    const { code, stderr } = await printingTo("/dev/full", line.replaceAll("ID", id).split(" "), "w");
    expect(stderr).toBe("hacotaki: cannot write to standard output: no space left on device\n");
    expect(code).toBe(1);
  });

  test("is told with a stack to those who ask for it", async () => {
    const { code, stderr } = await printingTo("/dev/full", ["list", "--debug"], "w");
    expect(code).toBe(1);
    expect(stderr).toMatch(/no space left on device\nError: ENOSPC.*\n {4}at /);
  });

  test("of errors does not keep a command from its work", async () => {
    const other = join(newFolder(), "other.db");
    const child = spawn("sh", ["-c", `"$0" import --db "$1" - "$2" 2>/dev/full`, LAUNCHER, other, db]);
    child.stdin.end(exported);
    await new Promise((resolve) => child.once("close", resolve));
    expect(await listed(other)).toHaveLength(1);
  });
});

describe("a reader that goes away", () => {
  test("ends a list quietly", async () => {
    const child = spawn("sh", ["-c", '"$0" list --db "$1" | true', LAUNCHER, db]);
    expect(await text(child.stderr)).toBe("");
  });

  test("does not end an import in the middle", async () => {
    const folder = newFolder();
    const [a, b] = [join(folder, "a"), join(folder, "b")];
    writeFileSync(a, exported);
    writeFileSync(b, exported.replaceAll('"host_id":"', '"host_id":"other-'));
    const other = join(folder, "other.db");
    const child = spawn("sh", ["-c", '"$0" import --db "$1" "$2" "$3" | true', LAUNCHER, other, a, b]);
    expect(await text(child.stderr)).toBe("");
    expect(await listed(other)).toHaveLength(2);
  });
});

describe.each([
  ["export", () => ["export", id]],
  ["baseline export", () => ["baseline", "export", "one"]],
])("%s -o", (_, args) => {
  const write = (path: string) => hacotaki([...args(), "--db", db, "-o", path]);
  const content = async () => (await hacotaki([...args(), "--db", db])).stdout;

  test("writes a file whole, with nothing left beside it, and keeps the mode of the one there was", async () => {
    const folder = newFolder();
    const path = join(folder, "boot");
    writeFileSync(path, "old");
    chmodSync(path, 0o640);
    expect(await write(path)).toMatchObject({ code: 0, stdout: "", stderr: "" });
    expect(readFileSync(path, "utf8")).toBe(await content());
    expect(statSync(path).mode & 0o777).toBe(0o640);
    expect(readdirSync(folder)).toEqual(["boot"]);
  });

  test("follows links to a file, also to one that is not there yet", async () => {
    const folder = newFolder();
    mkdirSync(join(folder, "there"));
    symlinkSync("there/file", join(folder, "middle"));
    symlinkSync("middle", join(folder, "link"));
    for (const before of [undefined, "old"]) {
      if (before !== undefined) writeFileSync(join(folder, "there/file"), before);
      expect((await write(join(folder, "link"))).code).toBe(0);
      expect(lstatSync(join(folder, "link")).isSymbolicLink()).toBe(true);
      expect(lstatSync(join(folder, "middle")).isSymbolicLink()).toBe(true);
      expect(readFileSync(join(folder, "there/file"), "utf8")).toBe(await content());
    }
  });

  test("never writes through what lies at a guessable name beside the file", async () => {
    const folder = newFolder();
    writeFileSync(join(folder, "precious"), "precious");
    symlinkSync("precious", join(folder, "boot.part"));
    expect((await write(join(folder, "boot"))).code).toBe(0);
    expect(readFileSync(join(folder, "precious"), "utf8")).toBe("precious");
  });

  test("a pipe is written to", async () => {
    const fifo = join(newFolder(), "fifo");
    execFileSync("mkfifo", [fifo]);
    const [read, { code }] = await Promise.all([text(createReadStream(fifo)), write(fifo)]);
    expect({ code, read }).toEqual({ code: 0, read: await content() });
    expect(lstatSync(fifo).isFIFO()).toBe(true);
  });

  test.each(["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", "-"])("%s is standard output", async (path) => {
    expect(await write(path)).toMatchObject({ code: 0, stdout: await content() });
  });

  test("a link to standard output stays, and what a file holds that is appended to, too", async () => {
    const folder = newFolder();
    const link = join(folder, "stdout");
    symlinkSync("/proc/self/fd/1", link);
    const log = join(folder, "log");
    writeFileSync(log, "first\n");
    expect(await printingTo(log, [...args(), "-o", link])).toEqual({ code: 0, stderr: "" });
    expect(readFileSync(log, "utf8")).toBe(`first\n${await content()}`);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
  });

  test.skipIf(!isRoot)("a device stays one, and is written to", async () => {
    const folder = newFolder();
    for (const [name, minor] of [
      ["null", "3"],
      ["full", "7"],
    ] as const)
      execFileSync("mknod", [join(folder, name), "c", "1", minor]);
    expect((await write(join(folder, "null"))).code).toBe(0);
    const full = await write(join(folder, "full"));
    expect(full.stderr).toBe(`hacotaki: cannot write ${join(folder, "full")}: no space left on device\n`);
    expect(full.code).toBe(1);
    for (const name of ["null", "full"]) expect(lstatSync(join(folder, name)).isCharacterDevice()).toBe(true);
    expect(readdirSync(folder)).toEqual(["full", "null"]);
  });

  test.each([
    ["a folder", () => newFolder(), "illegal operation on a directory"],
    ["a place that is not there", () => join(newFolder(), "none/boot"), "no such file or directory"],
  ])("%s cannot be written, and is named", async (__, pathOf, why) => {
    const path = pathOf();
    const { code, stderr } = await write(path);
    expect({ code, stderr }).toEqual({ code: 1, stderr: `hacotaki: cannot write ${path}: ${why}\n` });
  });
});
