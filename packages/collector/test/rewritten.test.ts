import { execFile, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, copyFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, onTestFinished, test } from "vitest";
import { figure } from "../../../test/faults/faults.ts";
import { size } from "../../../test/long.ts";
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
  type Scene,
} from "./traced.ts";

const BUILD = join(ROOTFS, "..");
const GENERATIONS = ["2019", "0.11"] as const;
const KEEP_BOOTING = join(import.meta.dirname, "fixtures/keep-booting.sh");
const ROUNDS = 10;
/** Boots under way at any time; `npm run test:faults` asks for twenty. */
const BOOTING = size(2, 20);

const countOf = (states: readonly CollectorState[], kind: CollectorState["kind"]) =>
  states.filter((state) => state.kind === kind).length;

type Command = readonly [program: string, ...args: string[]];
const execute = promisify(execFile);
const run = async ([program, ...args]: Command) => void (await execute(program, args));
/** Until it succeeds: as long as a binary is being executed it cannot be written (ETXTBSY). */
const again = (...command: Command): Command => [
  ...(["sh", "-c", 'until "$@" 2>/dev/null; do sleep 0.01; done', "sh"] as const),
  ...command,
];

/** Runs under way all the time, one after another in each of several processes. */
type Booting = {
  /** How those ended that could be started: by their exit code, or 128 and the signal that killed them. */
  ends(): readonly number[];
  /** Runs a command while no boot starts; those under way go on. */
  held(command: Command): Promise<void>;
  /** None starts any more, and all have ended. */
  stop(): Promise<void>;
};

/** What a shell gives for what is open for writing or is no program, and for what is not there. */
const NOT_STARTED = [126, 127];

/**
 * Started by processes of their own: whoever waits for this many children has no turn for anything else. By names of their
 * own: haconiwa keeps a lock by name, which a boot that is killed leaves behind.
 */
function keepBooting({ folder, binary }: Scene): Booting {
  const gate = join(folder, "gate");
  writeFileSync(gate, "");
  const said: number[] = [];
  const ended = Array.from({ length: BOOTING }, (_, n) => {
    const args = ["run", "--rootfs", ROOTFS, "--quiet", "--name", `${basename(folder)}-${n}`];
    const child = spawn(KEEP_BOOTING, [gate, binary, ...args], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    let line = "";
    child.stdout.on("data", (text: Buffer) => {
      const lines = (line + text.toString()).split("\n");
      line = lines.pop() ?? "";
      said.push(...lines.map(Number));
    });
    return once(child, "close");
  });
  return {
    ends: () => said.filter((code) => !NOT_STARTED.includes(code)),
    held: (command) => run(["flock", gate, ...command]),
    async stop() {
      rmSync(gate);
      await Promise.all(ended);
    },
  };
}

/**
 * As a package manager does, as `cp` over it does, as one that cuts it and writes it again later, and as one who takes it
 * away first. Of many boots one is always under way: who writes in place has to hold others back until the last has ended.
 */
const WAYS: Record<string, (from: string, binary: string, booting: Booting) => Promise<unknown>> = {
  "replaced by another file": async (from, binary) => {
    copyFileSync(from, `${binary}.next`);
    await run(["mv", "-f", `${binary}.next`, binary]);
  },
  "overwritten in place": (from, binary, { held }) => held(again("cp", from, binary)),
  "truncated and written again": async (from, binary, { held }) => {
    await held(again("sh", "-c", ': >"$0"', binary));
    await run(again("sh", "-c", 'cat "$0" >"$1"', from, binary));
  },
  "removed and made anew": async (from, binary) => {
    rmSync(binary);
    await run(["cp", from, binary]);
  },
};

/** What a collector in a process of its own has told so far. */
const statesIn = (said: string): CollectorState[] =>
  said
    .slice(0, said.lastIndexOf("\n") + 1)
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as CollectorState);

const at = sceneOfEach();

describe.skipIf(!canTrace)("a binary that changes while it is attached to", () => {
  test.each(Object.keys(WAYS))("harms no boot when it is %s, and later boots are seen", async (way) => {
    const { binary, dbPath } = at();
    // Of its own, as everywhere: nothing that the test does takes its turns.
    const collector = await spawnCollector(at());
    onTestFinished(() => void collector.child.kill("SIGKILL"));
    const count = (kind: CollectorState["kind"]) => countOf(statesIn(collector.states()), kind);
    const booting = keepBooting(at());
    let rounds = 0;
    try {
      for (; rounds < ROUNDS || booting.ends().length < 2 * ROUNDS; rounds++) {
        const generation = GENERATIONS[rounds % GENERATIONS.length] ?? "0.11";
        const before = count("attached");
        await WAYS[way]?.(join(BUILD, `haconiwa-${generation}`), binary, booting);
        await until(() => count("attached") > before, "the new content to be attached to");
        const name = `after-${rounds}`;
        await boot(binary, "--name", name);
        expect(await bootOf(dbPath, name, ({ outcome }) => outcome === "up")).toMatchObject({
          generation,
          losses: [],
        });
      }
    } finally {
      await booting.stop();
    }
    await until(() => count("detached") === count("attached") - 1, "what was there before to be let go");
    collector.child.kill("SIGTERM");
    expect(await collector.exited).toBe(0);
    expect(booting.ends().filter((code) => code !== 0)).toEqual([]);
    expect((await listBoots(dbPath)).filter(({ exitSignal }) => exitSignal !== undefined)).toEqual([]);
    expect((await recordings(dbPath)).every(({ endedAt }) => endedAt !== undefined)).toBe(true);
    figure(
      `binary ${way}`,
      `${rounds} times, ${booting.ends().length} runs meanwhile, ${BOOTING} at a time, none harmed`,
    );
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
        await run(again("cp", join(BUILD, "haconiwa-2019"), layered));
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
