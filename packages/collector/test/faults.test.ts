import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openStore } from "@hacotaki/store";
import { describe, expect, test } from "vitest";
import { holdDatabase } from "../../../test/hold-database.ts";
import type { CollectorState } from "../src/index.ts";
import { sceneOfEach } from "./scene-of-each.ts";
import {
  boot,
  bootOf,
  canTrace,
  collect,
  listBoots,
  recordings,
  ROOTFS,
  spawnCollector,
  startBoot,
  until,
} from "./traced.ts";

const at = sceneOfEach();

describe.skipIf(!canTrace)("a collector whose database takes no boots", () => {
  /** As a package manager does: a new file under the old name. */
  const replaceBinary = (by = join(ROOTFS, "../haconiwa-2019")) => {
    copyFileSync(by, `${at().binary}.next`);
    renameSync(`${at().binary}.next`, at().binary);
  };
  const attached = (states: readonly CollectorState[]) =>
    states.filter(({ kind }) => kind === "attached").length;

  test("because another process holds it says so, keeps the boots, and writes them once it is free", async () => {
    await collect(at(), async (states) => {
      const kinds = () => states.map(({ kind }) => kind);
      const letGo = await holdDatabase(at().dbPath);
      for (const name of ["one", "two"]) await boot(at().binary, "--name", name);
      await until(() => (kinds().includes("held-up") ? true : undefined), "word of the held database");
      expect(await listBoots(at().dbPath)).toEqual([]);
      await letGo();
      for (const name of ["one", "two"])
        expect(await bootOf(at().dbPath, name, ({ outcome }) => outcome === "up")).toMatchObject({
          losses: [],
        });
      expect(kinds()).toEqual(["attached", "held-up", "resumed"]);
    });
    expect((await recordings(at().dbPath))[0]).toMatchObject({ dropped: 0n, note: "stopped" });
  });

  test("while its binary is upgraded attaches the new one all the same, once it is free", async () => {
    await collect(at(), async (states) => {
      const letGo = await holdDatabase(at().dbPath);
      replaceBinary();
      await until(() => (states.some(({ kind }) => kind === "problem") ? true : undefined), "the attempt");
      await letGo();
      await until(() => (attached(states) === 2 ? true : undefined), "the new binary to be attached");
      await boot(at().binary, "--name", "after");
      expect(await bootOf(at().dbPath, "after", ({ outcome }) => outcome === "up")).toMatchObject({
        generation: "2019",
        losses: [],
      });
      await until(
        () => (states.some(({ kind }) => kind === "detached") ? true : undefined),
        "the old one to go",
      );
    });
  });

  test("lets a replaced binary go once it is free, with all that its boots did meanwhile", async () => {
    await collect(at(), async (states) => {
      const isDetached = () => states.some(({ kind }) => kind === "detached");
      const old = startBoot(at().binary, "--name", "old", "--run-for", "forever");
      const oldEnded = once(old, "exit");
      await bootOf(at().dbPath, "old", ({ outcome }) => outcome === "up");
      replaceBinary();
      await until(() => (attached(states) === 2 ? true : undefined), "the new binary to be attached");
      const letGo = await holdDatabase(at().dbPath);
      old.kill("SIGTERM");
      await oldEnded;
      await until(() => states.some(({ kind }) => kind === "held-up"), "word of the held database");
      expect(isDetached()).toBe(false);
      await letGo();
      await until(() => (isDetached() ? true : undefined), "the old one to go");
      const found = await bootOf(at().dbPath, "old", ({ exitAt }) => exitAt !== undefined);
      expect(found).toMatchObject({ outcome: "up", losses: [] });
      await boot(at().binary, "--name", "after");
      await bootOf(at().dbPath, "after", ({ outcome }) => outcome === "up");
    });
  });

  test("when it is asked to stop waits for it a little, and loses nothing", async () => {
    const collector = await spawnCollector(at());
    const letGo = await holdDatabase(at().dbPath);
    await boot(at().binary, "--name", "last");
    await until(() => collector.states().includes('"held-up"'), "word of the held database");
    collector.child.kill("SIGTERM");
    await letGo();
    expect(await collector.exited).toBe(0);
    expect(await bootOf(at().dbPath, "last")).toMatchObject({ outcome: "up" });
    expect((await recordings(at().dbPath))[0]).toMatchObject({ note: "stopped" });
  });

  test("and is never freed stops all the same, with the reason, and leaves no lock", async () => {
    const collector = await spawnCollector(at());
    const letGo = await holdDatabase(at().dbPath);
    await boot(at().binary, "--name", "lost");
    collector.child.kill("SIGTERM");
    expect(await collector.exited).toBe(1);
    expect(collector.errors()).toMatch(/^failed: stopped with [1-9]\d* events unwritten: .*another process/);
    await letGo();
    await collect(at(), async () => {
      await boot(at().binary, "--name", "next");
      await bootOf(at().dbPath, "next", ({ outcome }) => outcome === "up");
    });
  });

  test("tells once of a binary that was replaced by one without probes", async () => {
    await collect(at(), async (states) => {
      replaceBinary("/bin/true");
      await until(() => (states.some(({ kind }) => kind === "problem") ? true : undefined), "the problem");
      // It says every two seconds that it lives, and looks at its binaries every second.
      const seen = async () => (await recordings(at().dbPath)).map(({ seenAt }) => seenAt).join();
      for (let times = 0; times < 2; times++) {
        const before = await seen();
        await until(async () => (await seen()) !== before, "the collector to look again");
      }
      expect(states.filter(({ kind }) => kind === "problem")).toHaveLength(1);
      replaceBinary();
      await until(() => (attached(states) === 2 ? true : undefined), "the mended binary to be attached");
    });
  });

  async function fillAndEmpty(disk: string): Promise<void> {
    const dbPath = join(disk, "boots.db");
    openStore(dbPath, { mode: "write" }).close();
    const names = Array.from({ length: 8 }, (_, n) => `c${n}`);
    await collect({ ...at(), dbPath }, async (states) => {
      const ballast = join(disk, "ballast");
      try {
        for (let n = 0; ; n++) writeFileSync(ballast, Buffer.alloc(4_096), { flag: n === 0 ? "w" : "a" });
      } catch {
        // Full.
      }
      for (const name of names) await boot(at().binary, "--name", name);
      const word = await until(() => states.find(({ kind }) => kind === "held-up"), "word of the full disk");
      expect(word).toMatchObject({ message: expect.stringContaining("the disk is full") });
      rmSync(ballast);
      for (const name of names)
        expect(await bootOf(dbPath, name, ({ outcome }) => outcome === "up")).toMatchObject({ losses: [] });
      expect(states.some(({ kind }) => kind === "resumed")).toBe(true);
    });
    expect((await recordings(dbPath))[0]).toMatchObject({ dropped: 0n, note: "stopped" });
  }

  test("because the disk is full says so, and goes on by itself with every boot once there is room", async (context) => {
    const disk = join(at().folder, "disk");
    mkdirSync(disk);
    try {
      execFileSync("mount", ["-t", "tmpfs", "-o", "size=6m,mode=0770", "tmpfs", disk], { stdio: "ignore" });
    } catch {
      return context.skip("mounting a small tmpfs needs CAP_SYS_ADMIN");
    }
    try {
      await fillAndEmpty(disk);
    } finally {
      execFileSync("umount", ["-l", disk]);
    }
  });
});
