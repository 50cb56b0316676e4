import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdirSync, renameSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { openStore } from "@hacotaki/store";
import { describe, expect, onTestFinished, test } from "vitest";
import { sceneOfEach } from "../../packages/collector/test/scene-of-each.ts";
import { bootOf, boot, canTrace, spawnCollector } from "../../packages/collector/test/traced.ts";
import { isLong, size, smallDisk } from "./faults.ts";

/** What becomes of the database while a collector has it open, and what a collector that starts then says of it. */
const FATES: Record<string, { befall(dbPath: string): void; afterwards?: RegExp }> = {
  "is removed": {
    befall: (dbPath) => {
      for (const end of ["", "-wal", "-shm"]) rmSync(dbPath + end);
    },
  },
  "is replaced by another": {
    befall: (dbPath) => {
      openStore(`${dbPath}.next`, { mode: "write" }).close();
      renameSync(`${dbPath}.next`, dbPath);
    },
  },
  "is removed alone, its log left behind": { befall: (dbPath) => rmSync(dbPath) },
  "is emptied": { befall: (dbPath) => truncateSync(dbPath, 0) },
  "goes with its folder": { befall: (dbPath) => rmSync(dirname(dbPath), { recursive: true }) },
  "is replaced by what is no database": {
    befall: (dbPath) => {
      writeFileSync(`${dbPath}.next`, "not a database at all, but a text of some length\n".repeat(200));
      renameSync(`${dbPath}.next`, dbPath);
    },
    afterwards:
      /^not-a-database: cannot open .*boots\.db: the file is no SQLite database; choose another path/,
  },
};

const at = sceneOfEach();

describe.skipIf(!canTrace)("a collector whose database", () => {
  test.each(Object.keys(FATES).slice(0, size(2, Object.keys(FATES).length)))(
    "%s ends with the reason, and the next one goes on with what is there or says what is wrong",
    async (fate) => {
      const { befall, afterwards } = FATES[fate] ?? {};
      const folder = join(at().folder, "boots");
      mkdirSync(folder);
      const place = { binary: at().binary, dbPath: join(folder, "boots.db") };
      const first = await spawnCollector(place);
      onTestFinished(() => void first.child.kill("SIGKILL"));
      await boot(place.binary, "--name", "before");
      await bootOf(place.dbPath, "before", ({ exitCode }) => exitCode === 0);
      befall?.(place.dbPath);
      expect(await first.exited).toBe(1);
      expect(first.errors()).toMatch(
        /^gone: cannot (write|save) to .*boots\.db: the file that was open there was removed, emptied or replaced/,
      );
      const next = await spawnCollector(place);
      onTestFinished(() => void next.child.kill("SIGKILL"));
      if (afterwards) {
        expect(await next.exited).toBe(1);
        expect(next.errors()).toMatch(afterwards);
        return;
      }
      await boot(place.binary, "--name", "after");
      expect(await bootOf(place.dbPath, "after", ({ outcome }) => outcome === "up")).toMatchObject({
        losses: [],
      });
      next.child.kill("SIGTERM");
      expect(await next.exited).toBe(0);
    },
  );

  test("was cut off says that it is damaged, and leaves what is left as it is", async () => {
    const store = openStore(at().dbPath, { mode: "write" });
    store.close();
    const bytes = statSync(at().dbPath).size;
    truncateSync(at().dbPath, Math.floor(bytes / 2));
    const collector = await spawnCollector(at());
    expect(await collector.exited).toBe(1);
    expect(collector.errors()).toMatch(/^corrupt: cannot .*boots\.db: the file is damaged; restore a backup/);
    expect(statSync(at().dbPath).size).toBe(Math.floor(bytes / 2));
  });

  test("lies on a read-only file system says so, and what to check", async (context) => {
    const disk = smallDisk(context, "size=6m");
    const dbPath = join(disk, "boots.db");
    openStore(dbPath, { mode: "write" }).close();
    execFileSync("mount", ["-o", "remount,ro", disk]);
    const collector = await spawnCollector({ binary: at().binary, dbPath });
    expect(await collector.exited).toBe(1);
    expect(collector.errors()).toMatch(
      /^read-only: .*must be writable for this user; check owner, mode and mount options/,
    );
  });

  test("has no inodes left beside it says that the disk is full when it starts, and goes on while it runs", async (context) => {
    const disk = smallDisk(context, "size=24m,nr_inodes=12");
    const dbPath = join(disk, "boots.db");
    openStore(dbPath, { mode: "write" }).close();
    const fill = () => {
      for (let n = 0; ; n++)
        try {
          writeFileSync(join(disk, `file-${n}`), "", { flag: "wx" });
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code === "EEXIST") continue;
          return;
        }
    };
    const running = await spawnCollector({ binary: at().binary, dbPath });
    fill();
    await boot(at().binary, "--name", "meanwhile");
    expect(await bootOf(dbPath, "meanwhile", ({ outcome }) => outcome === "up")).toMatchObject({
      losses: [],
    });
    running.child.kill("SIGTERM");
    await once(running.child, "exit");
    fill();
    const starting = await spawnCollector({ binary: at().binary, dbPath });
    expect(await starting.exited).toBe(1);
    expect(starting.errors()).toMatch(/^disk-full: .*the disk is full/);
  });

  test.runIf(isLong)("comes back by a copy over it is taken as it is then", async () => {
    const first = await spawnCollector(at());
    await boot(at().binary, "--name", "kept");
    await bootOf(at().dbPath, "kept", ({ exitCode }) => exitCode === 0);
    first.child.kill("SIGTERM");
    await first.exited;
    const backup = `${at().dbPath}.backup`;
    copyFileSync(at().dbPath, backup);
    rmSync(at().dbPath);
    renameSync(backup, at().dbPath);
    const second = await spawnCollector(at());
    onTestFinished(() => void second.child.kill("SIGKILL"));
    await boot(at().binary, "--name", "next");
    await bootOf(at().dbPath, "next", ({ outcome }) => outcome === "up");
    expect(await bootOf(at().dbPath, "kept")).toMatchObject({ outcome: "up", losses: [] });
    second.child.kill("SIGTERM");
    expect(await second.exited).toBe(0);
  });
});
