import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chownSync, copyFileSync, readdirSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import {
  boot,
  bootOf,
  canTrace,
  newScene,
  ROOTFS,
  startBoot,
  until,
  type Scene,
} from "../../packages/collector/test/traced.ts";
import { LAUNCHER } from "../../packages/cli/test/hacotaki.ts";

const NOBODY = 65_534;
/** From linux/capability.h. */
const BIT = {
  DAC_OVERRIDE: 1,
  DAC_READ_SEARCH: 2,
  SYS_PTRACE: 19,
  SYS_ADMIN: 21,
  LEASE: 28,
  SYSLOG: 34,
  PERFMON: 38,
  BPF: 39,
};
const setOf = (...names: readonly (keyof typeof BIT)[]) =>
  names.reduce((set, name) => set | (1n << BigInt(BIT[name])), 0n);
const TRACING = setOf("BPF", "PERFMON", "SYS_PTRACE", "DAC_READ_SEARCH");

/** Of every thread of a process: capabilities are a thread's. */
const statusesOf = (pid: number) =>
  readdirSync(`/proc/${pid}/task`).map((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/status`, "utf8"),
  );
const capabilities = (status: string, set: string) =>
  BigInt(`0x${new RegExp(`^${set}:\\s*([0-9a-f]+)$`, "m").exec(status)?.[1] ?? ""}`);

let scene: ReturnType<typeof newScene> | undefined;
let child: ChildProcess | undefined;
afterEach(() => {
  child?.kill("SIGKILL");
  scene?.end();
});

async function recording(
  { binary, dbPath }: Scene,
  ...flags: string[]
): Promise<{ pid: number; said: () => string }> {
  child = spawn(LAUNCHER, ["record", "--db", dbPath, "--binary", binary, "--no-oci", ...flags], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  child.stdout?.on("data", (chunk: Buffer) => {
    said += chunk.toString();
  });
  await until(() => (said.includes(binary) ? said : undefined), "attached");
  return { pid: child.pid ?? Number.NaN, said: () => said };
}

const exitOf = async (binary: string, name: string): Promise<unknown> =>
  (await once(startBoot(binary, "--name", name), "exit"))[0];

describe.skipIf(!canTrace)("a collector that was started as root", () => {
  test("keeps the four capabilities that tracing takes, in every thread, and can gain no other", async () => {
    scene = newScene();
    const { pid } = await recording(scene);
    const [first = ""] = statusesOf(pid);
    // Kernels before 6.6 want SYS_ADMIN beside them.
    const kept = capabilities(first, "CapEff") & ~setOf("SYS_ADMIN");
    expect(kept).toBe(TRACING);
    for (const status of statusesOf(pid)) {
      for (const set of ["CapPrm", "CapEff", "CapBnd"])
        expect(capabilities(status, set) & ~setOf("SYS_ADMIN")).toBe(TRACING);
      for (const set of ["CapInh", "CapAmb"]) expect(capabilities(status, set)).toBe(0n);
      expect(status).toMatch(/^NoNewPrivs:\s+1$/m);
    }
  });

  test("keeps one more to know the kernel's functions by name, where waits are to be seen", async () => {
    scene = newScene();
    const { pid } = await recording(scene, "--detail", "full");
    const [status = ""] = statusesOf(pid);
    expect(capabilities(status, "CapBnd") & ~setOf("SYS_ADMIN")).toBe(TRACING | setOf("SYSLOG"));
  });

  test("still collects, attaches to a haconiwa that replaces another, and stops in order", async () => {
    scene = newScene();
    const { binary, dbPath, folder } = scene;
    const { said } = await recording(scene);
    await boot(binary, "--name", "before");
    await bootOf(dbPath, "before", ({ outcome }) => outcome === "up");
    const before = said();
    copyFileSync(binary, join(folder, "newer"));
    renameSync(join(folder, "newer"), binary);
    await until(() => (said().length > before.length ? said() : undefined), "attached to the newer one");
    await boot(binary, "--name", "after");
    await bootOf(dbPath, "after", ({ outcome }) => outcome === "up");
    child?.kill("SIGTERM");
    expect(await once(child as ChildProcess, "exit")).toEqual([0, null]);
    expect(said()).toMatch(/Stopped: \d+ events, 0 dropped/);
  });

  test("keeps one more for a haconiwa of somebody else's, and lets go of it before it is overwritten", async () => {
    scene = newScene();
    const { binary, dbPath } = scene;
    chownSync(binary, NOBODY, NOBODY);
    const { pid, said } = await recording(scene);
    const [status = ""] = statusesOf(pid);
    expect(capabilities(status, "CapEff") & ~setOf("SYS_ADMIN")).toBe(TRACING | setOf("LEASE"));
    for (const generation of ["2019", "0.11"]) {
      const times = said().split("attached to").length;
      execFileSync("cp", [join(ROOTFS, `../haconiwa-${generation}`), binary]);
      const exits = Array.from({ length: 10 }, (_, n) => exitOf(binary, `now-${n}`));
      expect(await Promise.all(exits)).toEqual(exits.map(() => 0));
      await until(() => (said().split("attached to").length > times ? true : undefined), "attached anew");
      await boot(binary, "--name", generation);
      expect(await bootOf(dbPath, generation, ({ outcome }) => outcome === "up")).toMatchObject({
        generation,
      });
    }
  });

  test("writes a database in a folder of somebody else's, for which it keeps one more", async () => {
    scene = newScene();
    chownSync(scene.folder, NOBODY, NOBODY);
    const { pid } = await recording(scene);
    const [status = ""] = statusesOf(pid);
    expect(capabilities(status, "CapEff") & ~setOf("SYS_ADMIN")).toBe(TRACING | setOf("DAC_OVERRIDE"));
    await boot(scene.binary, "--name", "theirs");
    expect(await bootOf(scene.dbPath, "theirs", ({ outcome }) => outcome === "up")).toBeDefined();
  });
});
