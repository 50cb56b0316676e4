import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, rmSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { size } from "../../../test/long.ts";
import type { CollectorState } from "../src/index.ts";
import {
  boot,
  bootOf,
  canTrace,
  collect,
  listBoots,
  newScene,
  recordings,
  ROOTFS,
  startBoot,
  until,
  type Scene,
} from "./traced.ts";

const BUILD = join(ROOTFS, "..");
const GENERATIONS = ["2019", "0.11"] as const;
const ROUNDS = 10;
/** Boots under way at any time; `npm run test:faults` asks for twenty. */
const BOOTING = size(2, 20);

const countOf = (states: readonly CollectorState[], kind: CollectorState["kind"]) =>
  states.filter((state) => state.kind === kind).length;

/** How a run ended; undefined when it could not be started, because its file was open for writing or was no program. */
const endOf = (binary: string, name: string) =>
  new Promise<{ code: number | null; signal: string | null } | undefined>((resolve) => {
    const child = startBoot(binary, "--name", name);
    child.on("error", () => resolve(undefined));
    child.on("exit", (code, signal) => resolve({ code, signal }));
  });

/** Writes, and tries again while the old content is being executed. */
async function write(work: () => void): Promise<void> {
  await until(() => {
    try {
      work();
      return true;
    } catch {
      return undefined;
    }
  }, "the binary to be written");
}

/** As a package manager does, as `cp` over it does, and as one that cuts it and writes it again later. */
const WAYS: Record<string, (from: string, binary: string) => Promise<void>> = {
  "replaced by another file": (from, binary) =>
    write(() => {
      copyFileSync(from, `${binary}.next`);
      execFileSync("mv", ["-f", `${binary}.next`, binary]);
    }),
  "overwritten in place": (from, binary) =>
    write(() => execFileSync("cp", [from, binary], { stdio: "ignore" })),
  "truncated and written again": async (from, binary) => {
    await write(() => truncateSync(binary, 0));
    await write(() => execFileSync("sh", ["-c", 'cat "$0" > "$1"', from, binary], { stdio: "ignore" }));
  },
  "removed and made anew": async (from, binary) => {
    rmSync(binary);
    await write(() => copyFileSync(from, binary));
  },
};

let scene = canTrace ? newScene() : undefined;
scene?.end();

describe.skipIf(!canTrace)("a binary that changes while it is attached to", () => {
  beforeEach(() => {
    scene = newScene();
  });
  afterEach(() => scene?.end());
  const at = (): Scene => {
    if (!scene) throw new Error("no scene");
    return scene;
  };

  test.each(Object.keys(WAYS))("harms no boot when it is %s, and later boots are seen", async (way) => {
    const { binary, dbPath } = at();
    const ends: { code: number | null; signal: string | null }[] = [];
    let isOver = false;
    const keepBooting = async (name: string) => {
      while (!isOver) {
        const end = await endOf(binary, name);
        if (end) ends.push(end);
        else await new Promise(setImmediate);
      }
    };
    await collect(at(), async (states) => {
      const booting = Array.from({ length: BOOTING }, (_, n) => keepBooting(`meanwhile-${n}`));
      try {
        for (let round = 0; round < ROUNDS || ends.length < 2 * ROUNDS; round++) {
          const generation = GENERATIONS[round % GENERATIONS.length] ?? "0.11";
          const before = countOf(states, "attached");
          await WAYS[way]?.(join(BUILD, `haconiwa-${generation}`), binary);
          await until(
            () => (countOf(states, "attached") > before ? true : undefined),
            "the new content to be attached to",
          );
          const name = `after-${round}`;
          await boot(binary, "--name", name);
          expect(await bootOf(dbPath, name, ({ outcome }) => outcome === "up")).toMatchObject({
            generation,
            losses: [],
          });
        }
      } finally {
        isOver = true;
        await Promise.all(booting);
      }
      await until(
        () => (countOf(states, "detached") === countOf(states, "attached") - 1 ? true : undefined),
        "what was there before to be let go",
      );
    });
    expect(ends.filter(({ code, signal }) => code !== 0 || signal !== null)).toEqual([]);
    expect((await listBoots(dbPath)).filter(({ exitSignal }) => exitSignal !== undefined)).toEqual([]);
    expect((await recordings(dbPath)).every(({ endedAt }) => endedAt !== undefined)).toBe(true);
  });

  test("is left alone when only its mode changes", async () => {
    const { binary, dbPath } = at();
    await collect(at(), async (states) => {
      chmodSync(binary, 0o750);
      await boot(binary, "--name", "one");
      await bootOf(dbPath, "one", ({ outcome }) => outcome === "up");
      chmodSync(binary, 0o755);
      await boot(binary, "--name", "two");
      await bootOf(dbPath, "two", ({ outcome }) => outcome === "up");
      expect(states.map(({ kind }) => kind)).toEqual(["attached"]);
    });
  });

  test("on an overlay is attached to anew when a change of mode copies it up, and so is a write into it", async (context) => {
    const { binary, dbPath, folder } = at();
    const disk = join(folder, "disk");
    mkdirSync(disk);
    const merged = join(disk, "merged");
    try {
      execFileSync("mount", ["-t", "tmpfs", "tmpfs", disk], { stdio: "ignore" });
    } catch {
      return context.skip("mounting needs CAP_SYS_ADMIN");
    }
    try {
      for (const name of ["lower", "upper", "work", "merged"]) mkdirSync(join(disk, name));
      copyFileSync(binary, join(disk, "lower/haconiwa"));
      const layers = `lowerdir=${disk}/lower,upperdir=${disk}/upper,workdir=${disk}/work`;
      execFileSync("mount", ["-t", "overlay", "overlay", "-o", layers, merged]);
      const layered = join(merged, "haconiwa");
      await collect({ ...at(), binary: layered }, async (states) => {
        const old = startBoot(layered, "--name", "old", "--run-for", "3000");
        await bootOf(dbPath, "old", ({ outcome }) => outcome === "up");
        const attachedTimes = (times: number) =>
          until(() => (countOf(states, "attached") === times ? true : undefined), `attachment ${times}`);
        chmodSync(layered, 0o750);
        await attachedTimes(2);
        await boot(layered, "--name", "copied");
        expect(await bootOf(dbPath, "copied", ({ outcome }) => outcome === "up")).toMatchObject({
          losses: [],
        });
        await until(() => old.exitCode ?? undefined, "the boot of the lower file to end");
        expect(await bootOf(dbPath, "old", ({ exitCode }) => exitCode === 0)).toMatchObject({ losses: [] });
        await write(() => execFileSync("cp", [join(BUILD, "haconiwa-2019"), layered], { stdio: "ignore" }));
        await attachedTimes(3);
        await boot(layered, "--name", "written");
        expect(await bootOf(dbPath, "written", ({ outcome }) => outcome === "up")).toMatchObject({
          generation: "2019",
          losses: [],
        });
      });
      expect((await listBoots(dbPath)).map(({ container }) => container).toSorted()).toEqual([
        "copied",
        "old",
        "written",
      ]);
    } finally {
      execFileSync("umount", ["-l", disk]);
    }
  });
});
