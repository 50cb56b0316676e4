import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { openSync, writeSync, closeSync } from "node:fs";
import { expect, onTestFinished, test } from "vitest";
import {
  bootOf,
  canTrace,
  collect,
  findBoot,
  listBoots,
  newScene,
  ROOTFS,
  until,
} from "../../packages/collector/test/traced.ts";
import { figure, isLong, size } from "./faults.ts";

const TIMES = size(4, 40);
const NESTED = size(4, 20);

/** A shell that waits for a word, and then becomes haconiwa under the pid it has. */
const BECOME = 'read word; exec "$0" "$@"';

const args = (binary: string, name: string) => [
  "-c",
  BECOME,
  binary,
  "run",
  "--rootfs",
  ROOTFS,
  "--quiet",
  "--name",
  name,
];

/** The next process of this pid namespace gets this pid, unless another was faster: proc_sys_kernel(5). */
function wish(pid: number): void {
  const file = openSync("/proc/sys/kernel/ns_last_pid", "w");
  writeSync(file, String(pid - 1));
  closeSync(file);
}

/** A launcher that has this very pid. Others start processes, too: it is tried until it is had. */
async function launcherOf(pid: number | undefined, binary: string, name: string) {
  for (;;) {
    if (pid !== undefined) wish(pid);
    const shell = spawn("sh", args(binary, name), { stdio: ["pipe", "ignore", "ignore"] });
    if (pid === undefined || shell.pid === pid) return shell;
    shell.stdin.end();
    shell.kill("SIGKILL");
    await once(shell, "exit");
  }
}

// Pids come round within milliseconds here, and a pid file may then be read when the next boot has written it: which
// name a boot has is left to chance, so these wait for names in the long suite alone. That none is merged is proved
// without chance by core/test/assembly/processes.
test.skipIf(!canTrace || !isLong)(
  "launchers that get one pid one after the other are boots of their own",
  async () => {
    const scene = newScene();
    onTestFinished(scene.end);
    await collect(scene, async () => {
      let pid: number | undefined;
      for (let n = 0; n < TIMES; n++) {
        const shell = await launcherOf(pid, scene.binary, `same-${n}`);
        ({ pid } = shell);
        shell.stdin.end("go\n");
        await once(shell, "exit");
      }
      for (let n = 0; n < TIMES; n++)
        await bootOf(scene.dbPath, `same-${n}`, ({ exitCode }) => exitCode === 0);
    });
    const boots = await listBoots(scene.dbPath);
    expect(boots).toHaveLength(TIMES);
    expect(new Set(boots.map(({ runId }) => runId)).size).toBe(TIMES);
    const found = await Promise.all(boots.map(({ id }) => findBoot(scene.dbPath, id)));
    expect(new Set(found.map(({ launcherTgid }) => launcherTgid)).size).toBe(1);
    expect(boots.filter(({ outcome, lineage }) => outcome !== "up" || lineage !== "lineage")).toEqual([]);
    figure("pids given again", `${TIMES} launchers with one pid: ${TIMES} boots of ${TIMES} runs`);
  },
);

test.skipIf(!canTrace || !isLong)(
  "boots of nested pid namespaces, all of whose processes have the same few pids there, are boots of their own",
  async () => {
    const scene = newScene();
    onTestFinished(scene.end);
    await collect(scene, async () => {
      const ends = Array.from({ length: NESTED }, async (_, n) => {
        // Two levels, and in the inner one no more pids than a boot needs: they are given out again at once.
        const inner = `echo 310 > /proc/sys/kernel/pid_max 2>/dev/null; exec "$0" run --rootfs ${ROOTFS} --quiet --name nested-${n}`;
        const outer = spawn(
          "unshare",
          ["-pf", "--mount-proc", "unshare", "-pf", "--mount-proc", "sh", "-c", inner, scene.binary],
          { stdio: "ignore" },
        );
        await once(outer, "exit");
      });
      await Promise.all(ends);
      await until(
        async () =>
          (await listBoots(scene.dbPath)).filter(({ exitCode }) => exitCode === 0).length === NESTED,
        "every nested boot",
      );
    });
    const boots = await listBoots(scene.dbPath);
    expect(new Set(boots.map(({ runId }) => runId)).size).toBe(NESTED);
    expect(new Set(boots.map(({ container }) => container)).size).toBe(NESTED);
    expect(boots.filter(({ outcome, losses }) => outcome !== "up" || losses.length > 0)).toEqual([]);
    figure(
      "nested pid namespaces",
      `${NESTED} boots at once with the same pids: ${NESTED} boots of ${NESTED} runs`,
    );
  },
);

test.skipIf(!canTrace)("the machine's own pids are left as they are", () => {
  expect(Number(execFileSync("cat", ["/proc/sys/kernel/pid_max"]).toString())).toBeGreaterThan(310);
});
