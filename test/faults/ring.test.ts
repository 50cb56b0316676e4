import { onTestFinished, expect, test } from "vitest";
import {
  boot,
  bootOf,
  canTrace,
  newScene,
  recordings,
  spawnCollector,
  until,
} from "../../packages/collector/test/traced.ts";
import { figure, keptProbes, storm } from "./faults.ts";

const FIRED = 20_000;
/** Holds some four hundred events. */
const RING_BYTES = 64 << 10;

test.skipIf(!canTrace)(
  "a collector that is stopped while events come and goes on says what it lost: what was fired is what is kept and what was dropped, exactly",
  async () => {
    const scene = newScene();
    onTestFinished(scene.end);
    const collector = await spawnCollector(scene, [scene.binary], { RING_BYTES: String(RING_BYTES) });
    onTestFinished(() => void collector.child.kill("SIGKILL"));
    collector.child.kill("SIGSTOP");
    await storm(scene.binary, FIRED);
    collector.child.kill("SIGCONT");
    await until(() => collector.states().includes('"dropped"'), "word of the drops");
    await boot(scene.binary, "--name", "after");
    expect(await bootOf(scene.dbPath, "after", ({ outcome }) => outcome === "up")).toMatchObject({
      losses: [],
    });
    collector.child.kill("SIGTERM");
    expect(await collector.exited).toBe(0);
    const [recording] = await recordings(scene.dbPath);
    const kept = keptProbes(scene.dbPath, "probe_misc");
    const dropped = Number(recording?.dropped);
    // The ring may have had no place for the end of the process that fired them either.
    expect([FIRED, FIRED + 1]).toContain(kept + dropped);
    figure("a ring of 64 KiB whose reader is stopped", `${FIRED} fired, ${kept} kept, ${dropped} dropped`);
  },
);
