import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findPrograms } from "../src/targets/find.ts";

let folder = "";
const program = (name: string, mode = 0o755): string => {
  const file = join(folder, name);
  writeFileSync(file, "");
  chmodSync(file, mode);
  return file;
};
/** Of what is found on a PATH of this one folder, what lies in it. */
const found = () => {
  const { haconiwa, runtimes, engines } = findPrograms(folder);
  const own = (files: readonly string[]) => files.filter((file) => file.startsWith(folder)).sort();
  return { haconiwa: own(haconiwa), runtimes: own(runtimes), engines: own(engines) };
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hacotaki-find-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("programs are found by their names, what cannot be executed is none", () => {
  const haconiwa = program("haconiwa");
  const runc = program("runc");
  const docker = program("docker");
  program("crun", 0o644);
  mkdirSync(join(folder, "podman"));
  program("bash");
  expect(found()).toEqual({ haconiwa: [haconiwa], runtimes: [runc], engines: [docker] });
});

test("a program behind a link keeps a known name, and is found once", () => {
  const real = program("haconiwa-0.11.5");
  symlinkSync(real, join(folder, "haconiwa"));
  program("alternatives-runc");
  symlinkSync("alternatives-runc", join(folder, "runc"));
  const crun = program("crun");
  mkdirSync(join(folder, "other"));
  symlinkSync(crun, join(folder, "other/crun"));
  const { runtimes } = findPrograms(`${folder}:${join(folder, "other")}:${folder}`);
  expect(found().haconiwa).toEqual([real]);
  expect(runtimes.filter((file) => file.startsWith(folder))).toEqual([join(folder, "runc"), crun]);
});

test("what came, went or was replaced since is told by the next look", () => {
  expect(found().runtimes).toEqual([]);
  const runc = program("runc");
  expect(found().runtimes).toEqual([runc]);
  const next = program("next", 0o644);
  renameSync(next, runc);
  expect(found().runtimes).toEqual([]);
  chmodSync(runc, 0o755);
  expect(found().runtimes).toEqual([runc]);
  rmSync(runc);
  expect(found().runtimes).toEqual([]);
});
