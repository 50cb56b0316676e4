import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { describe, expect, test } from "vitest";
import { acquireWriterLock, StoreError } from "../src/index.ts";
import { runChild, startChild } from "./child.ts";
import { temporaryDatabase } from "./folder.ts";

describe("a writer's lock", () => {
  test("has one holder, whose pid is told to others", async () => {
    const path = temporaryDatabase();
    const child = startChild("lock", [path, "haconiwa"]);
    await child.says("held");
    expect(() => acquireWriterLock(path, "haconiwa")).toThrow(
      expect.objectContaining({
        code: "locked",
        message: expect.stringContaining(`process ${child.process.pid} `),
      }),
    );
    acquireWriterLock(path, "another-binary").release();
    child.process.kill("SIGKILL");
    await child.ended;
    const lock = acquireWriterLock(path, "haconiwa");
    expect(await runChild("lock", [path, "haconiwa"])).toContain(`locked`);
    lock.release();
    expect(readdirSync(dirname(path))).toEqual([]);
  });

  test("is not given twice to the same process, and is free once released", () => {
    const path = temporaryDatabase();
    const lock = acquireWriterLock(path, "a");
    expect(() => acquireWriterLock(path, "a")).toThrow(StoreError);
    lock.release();
    lock.release();
    acquireWriterLock(path, "a").release();
  });

  test.each([
    ["of a pid that another process has now", `${process.ppid} 1 ${bootId()}\n`],
    ["of another kernel boot", `${process.pid} 1 00000000-0000-0000-0000-000000000000\n`],
    ["cut off in writing", "12"],
    ["empty", ""],
  ])("%s is taken over", (_, content) => {
    const path = temporaryDatabase();
    writeFileSync(`${path}.a.lock`, content);
    const lock = acquireWriterLock(path, "a");
    expect(readFileSync(`${path}.a.lock`, "utf8")).toMatch(new RegExp(`^${process.pid} `));
    lock.release();
    expect(existsSync(`${path}.a.lock`)).toBe(false);
  });

  test("is left alone by a release of who no longer holds it", () => {
    const path = temporaryDatabase();
    const lock = acquireWriterLock(path, "a");
    writeFileSync(`${path}.a.lock`, "1 1 other\n");
    lock.release();
    expect(existsSync(`${path}.a.lock`)).toBe(true);
  });

  test("of a dead holder goes to one of many that want it at once", async () => {
    const path = temporaryDatabase();
    writeFileSync(`${path}.a.lock`, "99999999 1 gone\n");
    const children = Array.from({ length: 6 }, () => startChild("lock", [path, "a"]));
    await Promise.all(children.map((child) => Promise.race([child.says("held"), child.ended])));
    expect(children.filter((child) => child.output().includes("held"))).toHaveLength(1);
    for (const child of children) child.process.kill("SIGKILL");
    await Promise.all(children.map((child) => child.ended));
  });
});

function bootId(): string {
  return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
}
