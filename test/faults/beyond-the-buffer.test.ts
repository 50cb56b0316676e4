/** A database that refuses for longer than the collector's buffer lasts; the shorter refusals are in packages/collector. */
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openStore } from "@hacotaki/store";
import { describe, expect, onTestFinished, test, type TestContext } from "vitest";
import { sceneOfEach } from "../../packages/collector/test/scene-of-each.ts";
import {
  boot,
  bootOf,
  canTrace,
  listBoots,
  recordings,
  spawnCollector,
  startBoot,
  until,
} from "../../packages/collector/test/traced.ts";
import {
  LONG_MS,
  endOf,
  expectSound,
  figure,
  isLong,
  keptProbes,
  nowMs,
  smallDisk,
  storm,
} from "./faults.ts";
import { holdDatabase } from "../hold-database.ts";

const MOST_WAITING = 2_000;
const PIECE = 500;

const at = sceneOfEach();

/** Fills a disk to its last page, and gives the way to empty it again. */
function fill(disk: string): () => void {
  const ballast = join(disk, "ballast");
  try {
    for (let n = 0; ; n++) writeFileSync(ballast, Buffer.alloc(4_096), { flag: n === 0 ? "w" : "a" });
  } catch {
    return () => rmSync(ballast);
  }
}

/** How the database comes to refuse, and how that ends. */
const REFUSALS: Record<
  string,
  (context: TestContext) => { dbPath: string; refuse(): Promise<() => Promise<void> | void> }
> = {
  "another process holds": () => {
    const dbPath = join(at().folder, "boots.db");
    return { dbPath, refuse: () => holdDatabase(dbPath) };
  },
  "the disk is too full for": (context) => {
    const disk = smallDisk(context, "size=24m");
    return { dbPath: join(disk, "boots.db"), refuse: async () => fill(disk) };
  },
};

describe.skipIf(!canTrace)("a database that", () => {
  test.for(Object.keys(REFUSALS))(
    "%s longer than the buffer lasts costs what is beyond it, which is counted to the last event and marks the boots under way",
    async (way, context) => {
      const { binary } = at();
      const refusal = REFUSALS[way];
      if (!refusal) throw new Error(way);
      const { dbPath, refuse } = refusal(context);
      openStore(dbPath, { mode: "write" }).close();
      const collector = await spawnCollector({ dbPath, binary }, [binary], {
        MOST_WAITING: String(MOST_WAITING),
      });
      onTestFinished(() => void collector.child.kill("SIGKILL"));
      const under = startBoot(binary, "--name", "under-way", "--delay", "18=600000");
      onTestFinished(() => endOf(under));
      await bootOf(dbPath, "under-way");
      const end = await refuse();
      let fired = 0;
      // What is taken in at once is given up, or kept, as one.
      await until(async () => {
        await storm(binary, PIECE);
        fired += PIECE;
        return collector.states().includes('"dropped"') && collector.states().includes('"held-up"');
      }, "word of it");
      await end();
      await until(() => collector.states().includes('"resumed"'), "the collector to go on");
      await boot(binary, "--name", "after");
      expect(await bootOf(dbPath, "after", ({ outcome }) => outcome === "up")).toMatchObject({ losses: [] });
      await until(
        async () =>
          (await listBoots(dbPath)).some(
            ({ container, losses }) => container === "under-way" && losses.includes("dropped"),
          ),
        "the boot under way to be marked",
      );
      collector.child.kill("SIGTERM");
      expect(await collector.exited).toBe(0);
      await expectSound(dbPath);
      const [recording] = await recordings(dbPath);
      const kept = keptProbes(dbPath, "probe_misc");
      expect(recording?.dropped).toBeGreaterThan(0n);
      // Facts, forks and exits that were given up count as well.
      expect(BigInt(kept) + (recording?.dropped ?? 0n)).toBeGreaterThanOrEqual(BigInt(fired));
      figure(
        `a database that ${way}, with room for ${MOST_WAITING} events in memory`,
        `${fired} fired, ${kept} kept, ${recording?.dropped} counted as dropped`,
      );
    },
  );

  test.runIf(isLong)(
    "another process holds for 30 s costs nothing: what happens meanwhile waits in memory",
    async () => {
      const { binary, dbPath } = at();
      const collector = await spawnCollector(at());
      onTestFinished(() => void collector.child.kill("SIGKILL"));
      const letGo = await holdDatabase(dbPath);
      const since = nowMs();
      let boots = 0;
      while (nowMs() - since < 30_000) await boot(binary, "--name", `b${boots++}`);
      await letGo();
      await until(
        async () =>
          (await listBoots(dbPath)).filter(({ exitCode }) => exitCode === 0).length >= Math.min(boots, 1_000),
        "every boot",
      );
      collector.child.kill("SIGTERM");
      expect(await collector.exited).toBe(0);
      const rows = await listBoots(dbPath);
      expect(rows.filter(({ outcome, losses }) => outcome !== "up" || losses.length > 0)).toEqual([]);
      expect((await recordings(dbPath))[0]).toMatchObject({ dropped: 0n });
      figure(
        "a database that another process holds for 30 s",
        `${boots} boots meanwhile, all of them whole, 0 dropped`,
      );
    },
    LONG_MS,
  );
});
