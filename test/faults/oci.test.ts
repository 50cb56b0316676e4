import { statSync } from "node:fs";
import { join } from "node:path";
import type { Boot, BootSummary } from "@hacotaki/core";
import { describe, expect, onTestFinished, test } from "vitest";
import { newBundle, runtime, runtimePath, type BundleOptions } from "../../packages/collector/test/bundle.ts";
import {
  bootOf,
  canTrace,
  findBoot,
  listBoots,
  newScene,
  recordings,
  spawnCollector,
  until,
} from "../../packages/collector/test/traced.ts";
import { compile, expectSound, figure, LONG_MS, MB, reading, residentBytes, size } from "./faults.ts";

const SECONDS = size(2, 30);
const MOUNTS = size(500, 2_000);
const APPLICATION_CHILDREN = size(10_000, 100_000);
const CHILDREN = size(3_000, 20_000);
/** Of a collector at rest, and what one may take more. */
const MOST_MEMORY = 500 * MB;
const MOST_DISK = 120 * MB;
const HOSTILE = "\u202e<img src=x onerror=alert(1)>\u001b]0;pwn\u0007\r\n=1+1";

let count = 0;
const newName = () => `hacotaki-hostile-${process.pid}-${count++}`;
const bytesAt = (path: string) => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

function bundleOf(options: BundleOptions) {
  const bundle = newBundle(options);
  onTestFinished(bundle.end);
  return bundle;
}

/** A collector of its own that follows the machine's runtimes, and the most memory it was seen to take. */
async function followed() {
  const scene = newScene();
  onTestFinished(scene.end);
  const collector = await spawnCollector(scene, [scene.binary], { OCI: "1" });
  onTestFinished(() => void collector.child.kill("SIGKILL"));
  const { pid = 0 } = collector.child;
  let most = 0;
  const timer = setInterval(() => {
    most = Math.max(most, residentBytes(pid));
  }, 50);
  onTestFinished(() => clearInterval(timer));
  return {
    ...scene,
    most: () => most,
    async stop() {
      collector.child.kill("SIGTERM");
      expect(await collector.exited).toBe(0);
      expect(collector.errors()).toBe("");
      await expectSound(scene.dbPath);
      expect(bytesAt(scene.dbPath) + bytesAt(`${scene.dbPath}-wal`)).toBeLessThan(MOST_DISK);
      expect(most).toBeLessThan(MOST_MEMORY);
    },
  };
}

const over = ({ exitAt }: BootSummary) => exitAt !== undefined;
const pathOf = ({ spans }: Boot) => spans.filter(({ onPath }) => onPath);

function expectPartition(boot: Boot): void {
  let at: bigint = boot.startAt;
  for (const span of pathOf(boot)) {
    expect(span.startAt).toBe(at);
    if (span.state !== "open") at = span.endAt;
  }
  expect(at).toBe(boot.endAt);
}

describe.skipIf(!canTrace).each(["runc", "crun"] as const)(
  "what whoever starts containers of %s can do",
  (name) => {
    const program = canTrace ? runtimePath(name) : "";

    test(
      "a hook that makes system calls as fast as it can, and forks thousands of children, costs bounded memory and disk and hurts no other boot",
      async () => {
        const scene = await followed();
        const hook = compile(scene.folder, "calls");
        const [id, beside] = [newName(), newName()];
        const bundle = bundleOf({
          hooks: { createRuntime: [{ path: hook, args: ["calls", String(SECONDS), String(CHILDREN)] }] },
        });
        const flooding = runtime(bundle, program, "run", id);
        let boots = 0;
        let isOver = false;
        const done = flooding.finally(() => {
          isOver = true;
        });
        while (!isOver)
          expect((await runtime(bundleOf({}), program, "run", `${beside}-${boots++}`)).said).toBe("");
        expect((await done).code).toBe(0);
        const boot = await bootOf(scene.dbPath, id, over);
        expect(boot.outcome).toBe("up");
        expectPartition(boot);
        expect(boot.spans.map(({ label }) => label)).toContain("hook calls");
        expect(boot.processes.length).toBeLessThan(1_000);
        for (let n = 0; n < boots; n++) {
          const other = await bootOf(scene.dbPath, `${beside}-${n}`, over);
          expect(other).toMatchObject({ outcome: "up", losses: [] });
          expectPartition(other);
        }
        const kept = await reading(scene.dbPath, (store) => store.countEvents(boot.id));
        const [recording] = await recordings(scene.dbPath);
        await scene.stop();
        figure(
          `a hook of ${name} that floods`,
          `${SECONDS} s of system calls and ${CHILDREN} children: ${kept} events kept, ${boot.processCount} processes counted, ` +
            `${recording?.dropped} dropped, ${boots} boots beside it whole, collector at most ${Math.round(scene.most() / MB)} MB`,
        );
      },
      LONG_MS,
    );

    test(
      "an application that forks on and on once it is up leaves a boot of bounded size",
      async () => {
        const scene = await followed();
        const id = newName();
        const bundle = bundleOf({ args: ["/bin/calls", "0", String(APPLICATION_CHILDREN)] });
        compile(join(bundle.folder, "rootfs/bin"), "calls", ["-static"]);
        expect((await runtime(bundle, program, "run", id)).said).toBe("");
        const boot = await bootOf(scene.dbPath, id, over);
        expect(boot).toMatchObject({ outcome: "up", losses: [], exitCode: 0 });
        expectPartition(boot);
        const kept = await reading(scene.dbPath, (store) => store.countEvents(boot.id));
        await scene.stop();
        figure(
          `an application of ${name} that forks`,
          `${APPLICATION_CHILDREN} children, ${boot.processCount} processes counted, ${kept} events kept, ` +
            `collector at most ${Math.round(scene.most() / MB)} MB`,
        );
        expect(kept).toBeLessThan(310_000);
      },
      LONG_MS,
    );

    test("arguments of a hundred kilobytes, twenty thousand of them, and hostile annotations make boots like any other", async () => {
      const scene = await followed();
      const made = {
        long: bundleOf({ args: ["/bin/echo", "x".repeat(100_000)] }),
        many: bundleOf({ args: ["/bin/true", ...Array.from({ length: 20_000 }, (_, n) => `${n}`)] }),
        named: bundleOf({
          annotations: {
            "io.kubernetes.cri.sandbox-name": HOSTILE,
            "io.kubernetes.cri.sandbox-namespace": HOSTILE.repeat(500),
            "io.kubernetes.cri.container-name": "__proto__",
            "io.kubernetes.cri.image-name": HOSTILE,
          },
        }),
      };
      const boots = new Map<string, Boot>();
      for (const [what, bundle] of Object.entries(made)) {
        const id = newName();
        await runtime(bundle, program, "run", id);
        const row = await until(
          async () =>
            (await listBoots(scene.dbPath)).find(
              ({ oci, exitAt }) => oci?.containerId === id && exitAt !== undefined,
            ),
          `the boot of ${what}`,
        );
        boots.set(what, await findBoot(scene.dbPath, row.id));
      }
      for (const boot of boots.values()) {
        expect(boot).toMatchObject({ outcome: "up", losses: [] });
        expectPartition(boot);
      }
      expect(boots.get("long")?.command?.[0]).toBe("/bin/echo");
      // What is read of a bundle is missing where the machine is slower than the runtime.
      expect((boots.get("named")?.oci?.pod ?? "").length).toBeLessThan(1_000);
      await scene.stop();
    });

    test("mounts by the hundred with line ends and escape sequences in their names are one boot", async () => {
      const scene = await followed();
      const id = newName();
      const mounts = Array.from({ length: MOUNTS }, (_, n) => ({
        destination: `/tmp/${n}\n\u001b[31m\u202e"<b>`,
        type: "tmpfs",
        source: `s${n}\u001b]0;x\u0007`,
        options: ["size=4k"],
      }));
      expect((await runtime(bundleOf({ mounts }), program, "run", id)).said).toBe("");
      const boot = await bootOf(scene.dbPath, id, over);
      expect(boot).toMatchObject({ outcome: "up", losses: [] });
      expectPartition(boot);
      const kept = await reading(scene.dbPath, (store) => store.countEvents(boot.id));
      await scene.stop();
      figure(
        `${MOUNTS} mounts of ${name}`,
        `${kept} events kept, collector at most ${Math.round(scene.most() / MB)} MB`,
      );
    });
  },
);
