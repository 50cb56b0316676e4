import { chownSync, copyFileSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { sceneOfEach } from "./scene-of-each.ts";
import { boot, bootOf, canTrace, spawnCollector, until } from "./traced.ts";

const at = sceneOfEach();

describe.skipIf(!canTrace)("a haconiwa that comes later", () => {
  /** A collector that looks for programs in a folder and has found none. */
  async function waitingFor(folder: string, before: readonly string[] = []) {
    const collector = await spawnCollector(
      at(),
      [],
      { PATH: `${folder}:${process.env["PATH"]}` },
      before,
      "waiting",
    );
    onTestFinished(() => void collector.child.kill("SIGKILL"));
    expect(collector.states()).toContain('"waiting"');
    return collector;
  }

  async function isFoundAt(path: string, { states }: Awaited<ReturnType<typeof waitingFor>>, name: string) {
    const attached = () => states().split(`"kind":"attached","path":"${path}"`).length;
    const before = attached();
    copyFileSync(at().binary, path);
    await until(() => (attached() > before ? true : undefined), "it to be attached to");
    await boot(path, "--name", name);
    expect(await bootOf(at().dbPath, name, ({ outcome }) => outcome === "up")).toMatchObject({ losses: [] });
  }

  test("is found in a folder on PATH, and again after it went", async () => {
    const folder = join(at().folder, "bin");
    mkdirSync(folder);
    const collector = await waitingFor(folder);
    await isFoundAt(join(folder, "haconiwa"), collector, "first");
    rmSync(join(folder, "haconiwa"));
    await isFoundAt(join(folder, "haconiwa"), collector, "second");
  });

  test("is found in a folder that was not there", async () => {
    const folder = join(at().folder, "opt/haconiwa/bin");
    const collector = await waitingFor(folder);
    mkdirSync(folder, { recursive: true });
    await isFoundAt(join(folder, "haconiwa"), collector, "deep");
  });

  test("is found in a folder that cannot be watched", async () => {
    const folder = join(at().folder, "closed");
    mkdirSync(folder, { mode: 0o711 });
    chownSync(folder, 65_534, 65_534);
    const collector = await waitingFor(folder, ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]);
    await isFoundAt(join(folder, "haconiwa"), collector, "unwatched");
  });
});
