import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { bootDuration } from "@hacotaki/core";
import { checkCollector } from "@hacotaki/collector";
import { readProbeNotes } from "@hacotaki/native";
import { describe, expect, test } from "vitest";
import {
  canTrace,
  collect as collectBoots,
  findBoot,
  listBoots,
  recordings,
  until,
} from "../../packages/collector/test/traced.ts";
import { compile, temporaryFolder } from "./native-fixture.ts";

const run = promisify(execFile);
const folder = temporaryFolder();

describe.skipIf(!canTrace)("a haconiwa that keeps its phases in variables", () => {
  test("boots as any other, stripped of nothing", async () => {
    const binary = compile(folder, "global-phases", ["-O2"], "haconiwa");
    const dbPath = join(folder, "readable.db");
    const boot = await collectBoots({ folder, binary, dbPath }, async (states) => {
      await run(binary);
      const row = await until(
        async () => (await listBoots(dbPath)).find(({ exitCode }) => exitCode === 0),
        "the boot to be over",
      );
      expect(states.map(({ kind }) => kind)).toEqual(["attached"]);
      return findBoot(dbPath, row.id);
    });
    expect(boot).toMatchObject({ outcome: "up", losses: [], furthestPhase: "CONTAINER_EXECING" });
    expect(bootDuration(boot)).toBeGreaterThan(0n);
    expect(checkCollector([binary]).find(({ name }) => name.includes(binary))?.state).toBe("ok");
  });

  test("where nobody can read them is told at attach, and by doctor, with the probe, its address and its arguments", async () => {
    const binary = compile(folder, "global-phases", ["-O2", "-DUNREADABLE"], "unreadable");
    const dbPath = join(folder, "unreadable.db");
    const addresses = readProbeNotes(binary).map(({ address }) => address.toString(16));
    const said = addresses.map(
      (address) =>
        `the arguments of bootstrap_phase_pass at 0x${address} cannot be read (8@%fs:phase@tpoff): no boots will be seen`,
    );
    expect(said.length).toBeGreaterThan(0);
    await collectBoots({ folder, binary, dbPath }, (states) => {
      expect(states).toMatchObject([
        { kind: "attached" },
        ...said.map((message) => ({ kind: "problem", message: `${binary}: ${message}` })),
      ]);
      return Promise.resolve();
    });
    expect(await recordings(dbPath)).toHaveLength(1);
    const check = checkCollector([binary]).find(({ name }) => name.includes(binary));
    expect(check).toMatchObject({ state: "fail", advice: expect.stringContaining("symbols") });
    for (const words of said) expect(check?.found).toContain(words);
  });
});
