import { execFile } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { at, BUILT } from "@hacotaki/layout";
import { beforeEach, expect, test } from "vitest";
import { newFolder } from "./hacotaki.ts";

let home: string;
let cache: string;
beforeEach(() => {
  home = newFolder();
  cache = join(home, "hacotaki");
});

/** What the bundled command prints for `completion bash`. */
async function completion(): Promise<string> {
  const env = { PATH: process.env["PATH"], HOME: home, XDG_CACHE_HOME: home };
  const { stdout } = await promisify(execFile)(process.execPath, [at(BUILT.command), "completion", "bash"], {
    env,
  });
  return stdout;
}

test("what a command compiled is kept for its next run, readable by its user alone", async () => {
  const first = await completion();
  const file = join(cache, "completion.code");
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const kept = readFileSync(file);
  expect(await completion()).toBe(first);
  expect(readFileSync(file).equals(kept)).toBe(true);
});

test("kept code that is damaged is compiled anew, and replaced", async () => {
  const first = await completion();
  const file = join(cache, "completion.code");
  const kept = readFileSync(file);
  writeFileSync(file, kept.subarray(0, kept.length / 2));
  expect(await completion()).toBe(first);
  expect(readFileSync(file).length).toBeGreaterThan(kept.length / 2);
});

test("nothing is taken from a folder that others can write", async () => {
  mkdirSync(cache);
  chmodSync(cache, 0o777);
  expect(await completion()).toContain("hacotaki");
  expect(existsSync(join(cache, "completion.code"))).toBe(false);
});
