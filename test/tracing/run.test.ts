import { spawn } from "node:child_process";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { newBundle, runtimePath } from "../../packages/collector/test/bundle.ts";
import { canTrace, listBoots, newScene, ROOTFS, type Scene } from "../../packages/collector/test/traced.ts";
import { ended, LAUNCHER, type Ended } from "../../packages/cli/test/hacotaki.ts";

let scene: ReturnType<typeof newScene> | undefined;

/** Runs a command as `hacotaki run` does it, into a database of its own. */
function runOf(flags: readonly string[], words: readonly string[], cwd = "/"): Promise<Ended> {
  const { dbPath } = at();
  const child = spawn(LAUNCHER, ["run", "--db", dbPath, ...flags, "--", ...words], { cwd });
  child.stdin.end();
  return ended(child);
}
function at(): Scene {
  if (!scene) throw new Error("no scene");
  return scene;
}

describe.skipIf(!canTrace)("hacotaki run", () => {
  beforeEach(() => {
    scene = newScene();
  });
  afterEach(() => scene?.end());

  test("draws the boot of an OCI runtime, and ends as the command does", async () => {
    const bundle = newBundle({ args: ["/bin/sh", "-c", "echo hello; exit 3"] });
    onTestFinished(bundle.end);
    const id = `hacotaki-run-${process.pid}`;
    // Two shells lie between.
    const command = ["sh", "-c", `sh -c '${runtimePath("runc")} run ${id}; exit $?'; exit $?`];
    const { code, stdout, stderr } = await runOf([], command, bundle.folder);
    expect(stdout).toBe("hello\n");
    expect(code).toBe(3);
    expect(stderr).toContain(`${id}  ✓ up`);
    expect(stderr).toMatch(/pivot_root .* ms/);
    expect(await listBoots(at().dbPath)).toMatchObject([{ container: id, outcome: "up", exitCode: 3 }]);
  });

  test("draws the boot of a haconiwa, which may be the command itself", async () => {
    const flags = ["--no-oci", "--binary", at().binary];
    const run = [at().binary, "run", "--rootfs", ROOTFS, "--quiet", "--name", "web", "--run-for", "50"];
    const { code, stderr } = await runOf(flags, run);
    expect(code).toBe(0);
    expect(stderr).toContain("web  ✓ up");
  });

  test("says so where the command boots nothing, or cannot be run", async () => {
    const flags = ["--no-oci", "--binary", at().binary];
    const nothing = await runOf(flags, ["sh", "-c", "exit 7"]);
    expect(nothing).toMatchObject({ code: 7, stderr: expect.stringContaining("booted no container") });
    const absent = await runOf(flags, [join(at().folder, "absent")]);
    expect(absent).toMatchObject({ code: 127, stderr: expect.stringContaining("no such file or directory") });
  });

  test("does not run the command where nothing can be collected", async () => {
    const flags = ["--no-oci", "--binary", join(at().folder, "absent")];
    const { code, stdout, stderr } = await runOf(flags, ["echo", "ran"]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain("absent");
  });
});
