import { copyFileSync } from "node:fs";
import pino from "pino";
import { afterEach, describe, expect, test } from "vitest";
import { startCollector, type CollectorState } from "../src/index.ts";
import { boot, canTrace, listBoots, newScene, recordings, until } from "./traced.ts";

const scene = canTrace ? newScene() : undefined;

describe.skipIf(!canTrace)("events that the ring buffer could not hold", () => {
  afterEach(() => scene?.end());

  test("are counted once in a session, however many binaries it is attached to", async () => {
    if (!scene) throw new Error("no scene");
    const { binary, dbPath } = scene;
    const other = `${binary}-other`;
    copyFileSync(binary, other);
    const states: CollectorState[] = [];
    const collector = await startCollector({
      binaries: [binary, other],
      dbPath,
      log: pino({ level: "silent" }),
      ringBytes: 4_096,
      onState: (state) => states.push(state),
    });
    const told = () =>
      states.reduce((sum, state) => (state.kind === "dropped" ? sum + state.count : sum), 0n);
    try {
      await until(async () => {
        await Promise.all(
          [binary, other].flatMap((each) =>
            Array.from({ length: 8 }, (_, n) => boot(each, "--name", `c${n}`)),
          ),
        );
        return told() > 0n ? true : undefined;
      }, "drops");
    } finally {
      await collector.stop();
    }
    const sum = (await recordings(dbPath)).reduce((total, { dropped }) => total + dropped, 0n);
    expect(sum).toBe(told());
    const touched = (await listBoots(dbPath)).filter(({ losses }) => losses.includes("dropped"));
    expect(touched).not.toEqual([]);
  });
});
