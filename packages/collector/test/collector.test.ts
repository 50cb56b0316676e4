import { copyFileSync, existsSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bootDuration, type BootSummary } from "@hacotaki/core";
import { openStore } from "@hacotaki/store";
import { describe, expect, onTestFinished, test } from "vitest";
import { sceneOfEach } from "./scene-of-each.ts";
import {
  boot,
  bootOf,
  canTrace,
  collect,
  durationOf,
  listBoots,
  newScene,
  recordings,
  ROOTFS,
  spawnCollector,
  startBoot,
  until,
} from "./traced.ts";

const MS = 1_000_000n;
/** Longer than anybody waits, and yet it ends where nobody ends it. */
const HUNG_MS = 300_000;
const at = sceneOfEach();

describe.skipIf(!canTrace)("a collector on real probes", () => {
  /**
   * What /proc tells of a process is read while it is there: a container goes on until as much is stored, and is killed.
   */
  const ending = async (name: string, isSo?: (boot: BootSummary) => boolean) => {
    const containerTgid = await until(
      async () => (await bootOf(at().dbPath, name, isSo)).containerTgid,
      `the container of ${name}`,
    );
    process.kill(containerTgid, "SIGKILL");
    return bootOf(at().dbPath, name, ({ exitAt }) => exitAt !== undefined);
  };

  test.each(["0.11", "2019", "2019-10-07"])(
    "a boot of generation %s becomes a whole boot in the database",
    async (generation) => {
      const scene = newScene(generation);
      onTestFinished(scene.end);
      const since = Date.now();
      const found = await collect(scene, async () => {
        await boot(scene.binary, "--name", "web", "--run-for", "20", "--exit-code", "3");
        return bootOf(scene.dbPath, "web", ({ exitCode }) => exitCode === 3);
      });
      expect(found).toMatchObject({
        generation,
        outcome: "up",
        lineage: "lineage",
        losses: [],
        startBy: "exec",
        upBy: "exec",
        containerSource: "hostname",
        furthestPhase: "CONTAINER_EXECING",
      });
      // For one day in 2019 the launcher fired nothing: its two spans are one.
      const shared = found.spans.filter(({ group }) => group === "unattributed").map(({ slug }) => slug);
      expect(shared).toEqual(generation === "2019-10-07" ? ["runtime-start-and-evaluate"] : []);
      expect(found.command?.[0]).toBe("/bin/payload");
      const started = Number((found.wallTime ?? 0n) / MS);
      expect(started).toBeGreaterThanOrEqual(since);
      expect(started).toBeLessThanOrEqual(Date.now());
      expect(found.kernelBootId).not.toBe("");
    },
  );

  test("the mounts of a container are counted after its root is its own", async () => {
    const events = await collect(at(), async () => {
      startBoot(at().binary, "--name", "mounts", "--run-for", String(HUNG_MS));
      const { id } = await ending("mounts", ({ outcome }) => outcome === "up");
      const store = openStore(at().dbPath, { mode: "read" });
      const found = await store.eventsOf(id);
      store.close();
      return found?.events ?? [];
    });
    const mounts = events.flatMap((event) =>
      event.kind === "fact" && event.key === "mounts" ? [Number(event.value)] : [],
    );
    expect(mounts).toHaveLength(1);
    expect(mounts[0]).toBeGreaterThan(0);
  });

  test("what is slow is slow in its own span", async () => {
    const found = await collect(at(), async () => {
      await boot(at().binary, "--name", "slow", "--delay", "18=40");
      return bootOf(at().dbPath, "slow", ({ outcome }) => outcome === "up");
    });
    expect(durationOf(found, "pivot-root")).toBeGreaterThanOrEqual(40n * MS);
    expect(bootDuration(found)).toBeGreaterThanOrEqual(40n * MS);
  });

  test("what ran inside of a boot, and what it waited for, is kept with it, and the boot is the same without", async () => {
    const { found, detail } = await collect(
      at(),
      async () => {
        await boot(at().binary, "--name", "looked-into", "--delay", "18=200", "--hook", "2=true");
        const { id } = await bootOf(at().dbPath, "looked-into", ({ exitAt }) => exitAt !== undefined);
        const store = openStore(at().dbPath, { mode: "read" });
        const read = await store.readDetail(id);
        const stored = await store.findBoot(id);
        store.close();
        return { found: stored?.boot, detail: read };
      },
      "full",
    );
    expect(found).toMatchObject({ generation: "0.11", outcome: "up", losses: [] });
    expect(found?.spans.map(({ group }) => group)).not.toContain("unattributed");
    expect(detail?.level).toBe("full");
    const calls = detail?.calls.filter(({ span }) => span === "pivot-root").map(({ name }) => name);
    expect(calls).toContain("pivot_root");
    // It sleeps in there.
    const parts = detail?.waits.find(({ span }) => span === "pivot-root")?.parts ?? [];
    expect(parts[0]).toMatchObject({ kind: "sleeping", frame: expect.stringContaining("nanosleep") });
    expect(parts[0]?.duration).toBeGreaterThanOrEqual(190n * MS);
  });

  test("a failed boot says how far it came and how it ended", async () => {
    const found = await collect(at(), async () => {
      await boot(at().binary, "--name", "dies", "--fail", "18");
      return bootOf(at().dbPath, "dies", ({ outcome }) => outcome === "failed");
    });
    expect(found).toMatchObject({ furthestPhase: "CONTAINER_UID_MAPPING_SETUP", exitCode: 1 });
    expect(found.spans.find(({ state }) => state === "failed")?.slug).toBe("pivot-root");
  });

  test("a failing execve is a failed boot although it was about to exec", async () => {
    const found = await collect(at(), async () => {
      await boot(at().binary, "--name", "nocmd", "--fail", "exec");
      return bootOf(at().dbPath, "nocmd", ({ outcome }) => outcome === "failed");
    });
    expect(found).toMatchObject({ furthestPhase: "CONTAINER_EXECING", exitCode: 1 });
  });

  test("a run that evaluates nothing is a failed boot, and one that boots nothing is none", async () => {
    const boots = await collect(at(), async () => {
      await boot(at().binary, "--name", "nothing", "--fail", "eval");
      return until(async () => {
        const rows = await listBoots(at().dbPath);
        return rows.length > 0 ? rows : undefined;
      }, "a failed run");
    });
    expect(boots).toMatchObject([{ outcome: "failed", furthestPhase: "CLI_START", exitCode: 1 }]);
  });

  test("containers of a daemonised run are boots of one run, linked by fork", async () => {
    const rows = await collect(at(), async () => {
      await boot(at().binary, "--name", "many", "--containers", "3", "--daemon", "--run-for", "50");
      return until(async () => {
        const boots = (await listBoots(at().dbPath)).filter(({ outcome }) => outcome === "up");
        return boots.length === 3 ? boots : undefined;
      }, "three boots");
    });
    expect(new Set(rows.map(({ runId }) => runId)).size).toBe(1);
    expect(rows.map(({ container }) => container).sort()).toEqual(["many-0", "many-1", "many-2"]);
    expect(rows.every(({ lineage }) => lineage === "lineage")).toBe(true);
  });

  test("an application that listens makes its boot ready, with its port", async () => {
    const found = await collect(at(), async () => {
      await boot(at().binary, "--name", "server", "--listen", "0", "--listen-after", "30", "--run-for", "80");
      return bootOf(at().dbPath, "server", ({ outcome }) => outcome === "ready");
    });
    expect(durationOf(found, "app-start")).toBeGreaterThanOrEqual(30n * MS);
    expect(found.readyPort).toBeGreaterThan(0);
  });

  test("a signal that ends the application is a later fact, not another outcome", async () => {
    const found = await collect(at(), async () => {
      await boot(at().binary, "--name", "killed", "--run-for", "20", "--exit-signal", "KILL");
      return bootOf(at().dbPath, "killed", ({ exitSignal }) => exitSignal === 9);
    });
    expect(found.outcome).toBe("up");
    expect(found.exitCode).toBeUndefined();
  });

  test("marks keep flag and text, and a text that points nowhere keeps its flag", async () => {
    await collect(at(), async () => {
      await boot(
        at().binary,
        "--name",
        "marked",
        "--mark",
        "125=4242",
        "--mark",
        "123=hello",
        "--run-for",
        "20",
      );
      await boot(at().binary, "--name", "bad", "--bad-string", "--run-for", "20");
      await bootOf(at().dbPath, "marked", ({ markCount, exitCode }) => markCount === 2 && exitCode === 0);
      await bootOf(at().dbPath, "bad", ({ markCount, exitCode }) => markCount === 1 && exitCode === 0);
    });
  });

  test("the name of a boot that dies before its hostname is set comes from the pid file", async () => {
    const found = await collect(at(), async () => {
      startBoot(at().binary, "--name", "early", "--delay", `13=${HUNG_MS}`);
      return ending("early");
    });
    expect(found).toMatchObject({ outcome: "failed", containerSource: "pid-file" });
  });

  test("the haco file of a boot is kept with its text and hash", async () => {
    const text = `name = filed\nrun-for = ${HUNG_MS}\n`;
    const file = join(at().folder, "filed.haco");
    writeFileSync(file, text);
    const found = await collect(at(), async () => {
      startBoot(at().binary, file);
      return ending("filed", ({ outcome }) => outcome === "up");
    });
    expect(found).toMatchObject({ hacoFile: file, hacoText: text, cgroup: expect.stringContaining("filed") });
    expect(found.hacoHash).toMatch(/^[0-9a-f]{64}$/);
  });

  test("two hundred boots at once: none dropped, every one linked and whole", async () => {
    const COUNT = 200;
    const boots = await collect(at(), async () => {
      await Promise.all(Array.from({ length: COUNT }, (_, n) => boot(at().binary, "--name", `p${n}`)));
      return until(async () => {
        const rows = await listBoots(at().dbPath);
        return rows.length === COUNT && rows.every(({ exitCode }) => exitCode === 0) ? rows : undefined;
      }, `${COUNT} boots`);
    });
    expect(boots.filter(({ outcome }) => outcome !== "up")).toEqual([]);
    expect(boots.filter(({ lineage }) => lineage !== "lineage")).toEqual([]);
    expect((await recordings(at().dbPath))[0]).toMatchObject({ dropped: 0n, note: "stopped" });
  });

  test("kill -9 of the collector in mid-boot hurts no boot; the next one goes on and marks the gap", async () => {
    /** However loaded the machine is, the boot waits within its pivot_root until it is let go on. */
    const hold = async (name: string): Promise<number> => {
      const isThere = ({ furthestPhase }: BootSummary) => furthestPhase === "CONTAINER_UID_MAPPING_SETUP";
      const { containerTgid = Number.NaN } = await bootOf(at().dbPath, name, isThere);
      process.kill(containerTgid, "SIGSTOP");
      onTestFinished(() => {
        if (existsSync(`/proc/${containerTgid}`)) process.kill(containerTgid, "SIGCONT");
      });
      return containerTgid;
    };
    const first = await spawnCollector(at());
    const launcher = startBoot(at().binary, "--name", "survivor", "--delay", "18=5000", "--run-for", "50");
    const left = new Promise<number | null>((resolve) => launcher.on("exit", resolve));
    const held = await hold("survivor");
    const early = startBoot(at().binary, "--name", "gone", "--delay", "18=5000");
    const heldEarly = await hold("gone");
    first.child.kill("SIGKILL");
    await first.exited;
    process.kill(heldEarly, "SIGCONT");
    await until(() => early.exitCode ?? undefined, "the boot nobody watches to end");

    const second = await spawnCollector(at());
    process.kill(held, "SIGCONT");
    const survivor = await bootOf(at().dbPath, "survivor", ({ exitCode }) => exitCode === 0);
    const gone = await bootOf(at().dbPath, "gone", ({ outcome }) => outcome === "partial");
    second.child.kill("SIGTERM");
    expect(await second.exited).toBe(0);
    expect(await left).toBe(0);
    expect(survivor).toMatchObject({
      outcome: "partial",
      losses: ["collector-away"],
      furthestPhase: "CONTAINER_EXECING",
    });
    expect(durationOf(survivor, "pivot-root")).toBeGreaterThanOrEqual(5000n * MS);
    expect(gone.losses).toContain("collector-away");
    expect(bootDuration(gone)).toBeUndefined();
  });

  test("a second collector on the same binary is refused and told who holds it", async () => {
    const first = await spawnCollector(at());
    const other = newScene();
    const second = await spawnCollector({ ...other, binary: at().binary });
    expect(await second.exited).toBe(1);
    expect(second.errors()).toMatch(/already-collecting/);
    expect(second.errors()).toContain(String(first.child.pid));
    first.child.kill("SIGTERM");
    expect(await first.exited).toBe(0);
    other.end();
  });

  test("a binary upgraded while attached is attached anew, and both count", async () => {
    const next = `${at().binary}.next`;
    const rows = await collect(at(), async (states) => {
      await boot(at().binary, "--name", "before");
      copyFileSync(join(ROOTFS, "../haconiwa-2019"), next);
      renameSync(next, at().binary);
      await until(
        () => (states.filter(({ kind }) => kind === "attached").length === 2 ? true : undefined),
        "the new binary to be attached",
      );
      await boot(at().binary, "--name", "after");
      await bootOf(at().dbPath, "after", ({ outcome }) => outcome === "up");
      return listBoots(at().dbPath);
    });
    expect(rows.map(({ container, generation }) => `${container} ${generation}`).sort()).toEqual([
      "after 2019",
      "before 0.11",
    ]);
  });

  test("a binary without probes, a missing one and one that is no program are told apart", async () => {
    const failure = async (binary: string) => {
      const failed = await spawnCollector({ ...at(), binary });
      expect(await failed.exited).toBe(1);
      return failed.errors();
    };
    expect(await failure("/bin/true")).toMatch(/^no-probes: .*\/bin\/true/);
    expect(await failure(join(at().folder, "absent"))).toMatch(/^binary-not-found: .*absent/);
    const text = join(at().folder, "text");
    writeFileSync(text, "not a program");
    expect(await failure(text)).toMatch(/^not-an-executable: .*text/);
  });
});
