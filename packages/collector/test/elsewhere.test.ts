import { spawn } from "node:child_process";
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { bootDuration } from "@hacotaki/core";
import { describe, expect, onTestFinished, test } from "vitest";
import { sceneOfEach } from "./scene-of-each.ts";
import { bootOf, canTrace, collect, ROOTFS } from "./traced.ts";

/** In a mount namespace of its own: what a container's binary lies on. */
const FILE_SYSTEMS = {
  "a tmpfs": `
    mount -t tmpfs tmpfs "$1"
    cp "$2" "$1/haconiwa"`,
  // With layers on several file systems stat(2) shows numbers that the kernel does not use.
  "an overlay of two file systems": `
    mkdir "$1/lower" "$1/rest"
    cp "$2" "$1/lower/haconiwa"
    mount -t tmpfs tmpfs "$1/rest"
    mkdir "$1/rest/upper" "$1/rest/work"
    mount -t overlay -o "lowerdir=$1/lower,upperdir=$1/rest/upper,workdir=$1/rest/work" overlay "$1"`,
} as const;

/** A process in a mount namespace of its own, until the test ends; its pid, or undefined where that is not allowed. */
async function holdNamespace(script: string, folder: string, binary: string): Promise<number | undefined> {
  const holder = spawn(
    "unshare",
    ["-m", "sh", "-ec", `${script}\necho ready; exec sleep 3600`, "sh", folder, binary],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const ended = new Promise((resolve) => holder.on("close", resolve));
  onTestFinished(async () => {
    holder.kill("SIGKILL");
    await ended;
  });
  const isReady = await Promise.race([
    new Promise((resolve) => holder.stdout.once("data", () => resolve(true))),
    ended.then(() => false),
  ]);
  return isReady ? holder.pid : undefined;
}

const at = sceneOfEach();

describe.skipIf(!canTrace)("a binary in another mount namespace", () => {
  test.each(
    Object.keys(FILE_SYSTEMS).flatMap((name) => [
      [name, "its path below /proc"],
      [name, "a link to that"],
    ]),
  )("on %s, named by %s, boots from its exec on", async (fileSystem, way) => {
    const { folder, dbPath, binary } = at();
    const mount = join(folder, "mount");
    mkdirSync(mount);
    const script = FILE_SYSTEMS[fileSystem as keyof typeof FILE_SYSTEMS];
    const pid = await holdNamespace(script, mount, binary);
    if (pid === undefined) throw new Error("cannot make a mount namespace");
    const path = `/proc/${pid}/root${mount}/haconiwa`;
    const link = join(folder, "link");
    symlinkSync(path, link);
    const found = await collect({ ...at(), binary: way === "a link to that" ? link : path }, async () => {
      const enter = ["-m", "-t", String(pid), join(mount, "haconiwa"), "run", "--rootfs", ROOTFS];
      const child = spawn("nsenter", [...enter, "--quiet", "--name", "inside"], { stdio: "ignore" });
      await new Promise((resolve) => child.on("exit", resolve));
      return bootOf(dbPath, "inside", ({ exitCode }) => exitCode === 0);
    });
    expect(found).toMatchObject({ outcome: "up", losses: [], startBy: "exec" });
    expect(bootDuration(found)).toBeGreaterThan(0n);
  });
});
