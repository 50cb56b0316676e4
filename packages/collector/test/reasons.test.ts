import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { BootId } from "@hacotaki/core";
import { openStore } from "@hacotaki/store";
import pino from "pino";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { startCollector } from "../src/index.ts";
import { newBundle, runtime, runtimePath } from "./bundle.ts";
import { collecting as collectingIn, isUp, reasonsIn } from "./explained.ts";
import { boot, bootOf, canTrace, newScene, until } from "./traced.ts";

const run = promisify(execFile);

let scene: ReturnType<typeof newScene> | undefined;
beforeEach(() => {
  if (canTrace) scene = newScene();
});
afterEach(() => {
  scene?.end();
  scene = undefined;
});

/** With everything seen that can be seen. */
async function collecting(work: (dbPath: string, binary: string) => Promise<void>): Promise<void> {
  if (!scene) throw new Error("no scene");
  await collectingIn(scene, work);
}

/** What the collector told of how closely a boot was looked into, one after the other. */
async function levelsToldOf(dbPath: string, id: BootId): Promise<readonly string[]> {
  const store = openStore(dbPath, { mode: "read" });
  try {
    const page = await store.events(id, { limit: 2_000 });
    return (page?.events ?? []).flatMap((event) =>
      event.kind === "fact" && event.key === "detail" ? [event.value] : [],
    );
  } finally {
    store.close();
  }
}
describe.skipIf(!canTrace)("a boot that is slowed down for real", () => {
  test("by a FIFO that nobody writes to for a while has the hook that reads it named first", () =>
    collecting(async (dbPath, binary) => {
      const fifo = join(scene?.folder ?? "", "fifo");
      await run("mkfifo", [fifo]);
      const booted = boot(binary, "--name", "piped", "--hook", `18=read line < ${fifo}`);
      await run("sh", ["-c", `sleep 1.5; echo go > ${fifo}`]);
      await booted;
      const { told } = await reasonsIn(dbPath, await bootOf(dbPath, "piped", isUp));
      expect(told.reasons[0]?.slug).toBe("slow-hook");
      expect(told.reasons[0]?.cause.programs[0]?.command.join(" ")).toContain(fifo);
    }));

  test("and hangs shows in what while it does, is looked into for no longer than the bound, and has it named once it is up", async () => {
    if (!scene) throw new Error("no scene");
    const { dbPath, binary, folder } = scene;
    const fifo = join(folder, "never");
    await run("mkfifo", [fifo]);
    const collector = await startCollector({
      binaries: [binary],
      detail: "full",
      longestBootMs: 1,
      dbPath,
      log: pino({ level: "silent" }),
    });
    try {
      const booted = boot(binary, "--name", "hanging", "--hook", `18=read line < ${fifo}`);
      const { id } = await bootOf(dbPath, "hanging");
      const programIn = async () => {
        const { detail } = await reasonsIn(dbPath, { id });
        return detail.helpers.find(({ command }) => command.join(" ").includes(fifo));
      };
      const hanging = await until(programIn, "the program that hangs");
      expect(hanging).not.toHaveProperty("endAt");
      await until(
        async () => (await levelsToldOf(dbPath, id)).at(-1) === "off",
        "the end of what is looked into",
      );
      expect((await reasonsIn(dbPath, { id })).boot.outcome).toBe("booting");
      await run("sh", ["-c", `echo go > ${fifo}`]);
      await booted;
      const { told } = await reasonsIn(dbPath, await bootOf(dbPath, "hanging", isUp));
      expect(told.reasons[0]?.slug).toBe("slow-hook");
      expect(told.reasons[0]?.cause.programs[0]?.command.join(" ")).toContain(fifo);
    } finally {
      await collector.stop();
    }
  });

  test("by many that boot at once has the others named first", () =>
    collecting(async (dbPath, binary) => {
      await boot(binary, "--name", "crowd", "--containers", "50", "--work", "18=64");
      const { told } = await reasonsIn(dbPath, await bootOf(dbPath, "crowd-25", isUp));
      expect(told.reasons[0]?.slug).toBe("contention");
      expect(told.reasons[0]?.beside).toBeGreaterThan(10);
    }));

  test("by 500 mounts has them named, and counts them", () =>
    collecting(async (dbPath) => {
      const mounts = Array.from({ length: 500 }, (_, n) => ({
        destination: `/mnt/${n}`,
        type: "tmpfs",
        source: "tmpfs",
        options: ["size=4k"],
      }));
      const bundle = newBundle({ mounts });
      onTestFinished(bundle.end);
      let boots = 0;
      // Beside much else a boot may have waited for the processor instead.
      const many = await until(async () => {
        const name = `hacotaki-mounts-${process.pid}-${boots++}`;
        await runtime(bundle, runtimePath("crun"), "run", name);
        const { told } = await reasonsIn(dbPath, await bootOf(dbPath, name, isUp));
        return told.reasons.find(({ slug }) => slug === "many-mounts");
      }, "a boot whose mounts take its time");
      expect(many.cause.calls.reduce((sum, { n }) => sum + n, 0)).toBeGreaterThanOrEqual(500);
    }));
});
