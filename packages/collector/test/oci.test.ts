import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Boot, BootEvent, Span } from "@hacotaki/core";
import { openStore } from "@hacotaki/store";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { newBundle, runtime, runtimePath, startRuntime, type Bundle, type BundleOptions } from "./bundle.ts";
import { bootOf, canTrace, collectOci, listBoots, newScene, until } from "./traced.ts";

const MS = 1_000_000n;
const RUNTIMES = ["runc", "crun"] as const;
/** How long the hooks of a test sleep, in the order of their kinds. */
const HOOKS = {
  prestart: "0.05",
  createRuntime: "0.15",
  createContainer: "0.1",
  startContainer: "0.12",
  poststart: "0.08",
} as const;

/** Nobody in particular, and not root. */
const USER = 12_345;

let scene: ReturnType<typeof newScene> | undefined;
let count = 0;

/** A container's name that no other test has. */
const newName = () => `hacotaki-${process.pid}-${count++}`;

function bundleOf(options: BundleOptions = {}): Bundle {
  const bundle = newBundle(options);
  onTestFinished(bundle.end);
  return bundle;
}

async function collecting<T>(
  work: (dbPath: string) => Promise<T>,
  runtimes: readonly string[] = [],
): Promise<T> {
  if (!scene) throw new Error("no scene");
  const { dbPath, binary } = scene;
  const collector = await collectOci(dbPath, [binary], runtimes);
  try {
    return await work(dbPath);
  } finally {
    await collector.stop();
  }
}

async function eventsOf(dbPath: string, { id }: Pick<Boot, "id">): Promise<readonly BootEvent[]> {
  const store = openStore(dbPath, { mode: "read" });
  const found = await store.eventsOf(id);
  store.close();
  return found?.events ?? [];
}

const onPath = ({ spans }: Boot) => spans.filter((span) => span.onPath);
const lengthOf = (span: Span | undefined): bigint =>
  span === undefined || span.state === "open" ? 0n : span.endAt - span.startAt;

/** Every nanosecond from the start to the end in one span. */
function expectPartition(boot: Boot): void {
  let at: bigint = boot.startAt;
  for (const span of onPath(boot)) {
    expect(span.startAt).toBe(at);
    if (span.state !== "open") at = span.endAt;
  }
  expect(at).toBe(boot.endAt);
}

/** The boot of a container of this file, once it is over. */
const ended = (dbPath: string, name: string) => bootOf(dbPath, name, ({ exitAt }) => exitAt !== undefined);

describe.skipIf(!canTrace).each(RUNTIMES)("boots of %s as they happen", (name) => {
  const program = canTrace ? runtimePath(name) : "";
  beforeEach(() => {
    scene = newScene();
  });
  afterEach(() => scene?.end());

  test("run: one boot, named, exact, with what it was configured by", async () => {
    const id = newName();
    const bundle = bundleOf({ args: ["/bin/sh", "-c", "exit 3"] });
    const { boot, events } = await collecting(async (dbPath) => {
      expect((await runtime(bundle, program, "run", id)).code).toBe(3);
      const found = await ended(dbPath, id);
      const all = await until(async () => {
        const events = await eventsOf(dbPath, found);
        return events.filter((event) => event.kind === "fact" && event.key === "pressure").length === 2
          ? events
          : undefined;
      }, "the machine's pressure at both ends");
      return { boot: found, events: all };
    });
    expect(boot).toMatchObject({
      outcome: "up",
      losses: [],
      containerSource: "command-line",
      command: ["/bin/sh", "-c", "exit 3"],
      exitCode: 3,
      hacoFile: join(bundle.folder, "config.json"),
      oci: { runtime: name, containerId: id, bundle: bundle.folder },
    });
    expect(JSON.parse(boot.hacoText ?? "")).toMatchObject({ process: { env: ["PATH"] } });
    expectPartition(boot);
    const slugs = onPath(boot).map(({ slug }) => slug);
    expect(slugs.at(0)).toBe("runtime-start");
    expect(slugs.at(-1)).toBe("exec");
    expect(slugs).not.toContain("set-up");
    for (const slug of ["cgroup", "filesystem", "pivot-root", "capability"]) expect(slugs).toContain(slug);
    // Since when it was seen, and that it was.
    expect(events).toContainEqual(expect.objectContaining({ kind: "fact", key: "detail", value: "calls" }));
    const calls = events.flatMap((event) => (event.kind === "syscall" ? [event.name] : []));
    for (const call of ["mount", "pivot_root", "umount2", "capset"]) expect(calls).toContain(call);
  });

  test("create and start are one boot, with the wait between them as a span of its own", async () => {
    const id = newName();
    const bundle = bundleOf({ args: ["/bin/sleep", "0.1"] });
    const boot = await collecting(async (dbPath) => {
      await runtime(bundle, program, "create", id);
      await bootOf(dbPath, id, ({ outcome }) => outcome === "booting");
      execFileSync("sleep", ["0.3"]);
      await runtime(bundle, program, "start", id);
      const found = await ended(dbPath, id);
      await runtime(bundle, program, "delete", id);
      expect((await listBoots(dbPath)).length).toBe(1);
      return found;
    });
    expect(boot).toMatchObject({ outcome: "up", losses: [], exitCode: 0 });
    expectPartition(boot);
    const wait = onPath(boot).find(({ slug }) => slug === "wait-start");
    expect(lengthOf(wait)).toBeGreaterThanOrEqual(300n * MS);
  });

  test("hooks of five kinds are spans of their own, in their order, as long as they take", async () => {
    const id = newName();
    const bundle = bundleOf();
    // A copy for each kind: a hook is called by its program's name.
    const folder = join(bundle.folder, "hooks");
    mkdirSync(folder);
    const hookOf = (kind: string) => {
      const inside = kind === "startContainer";
      const file = join(inside ? join(bundle.folder, "rootfs/bin") : folder, kind);
      writeFileSync(file, `#!/bin/sh\nsleep ${HOOKS[kind as keyof typeof HOOKS]}\n`);
      chmodSync(file, 0o755);
      return [{ path: inside ? `/bin/${kind}` : file }];
    };
    bundle.configure({ hooks: Object.fromEntries(Object.keys(HOOKS).map((kind) => [kind, hookOf(kind)])) });
    const boot = await collecting(async (dbPath) => {
      expect((await runtime(bundle, program, "run", id)).said).toBe("");
      return ended(dbPath, id);
    });
    expect(boot).toMatchObject({ outcome: "up", losses: [] });
    expectPartition(boot);
    const hookOfKind = (kind: string) => boot.spans.find(({ label }) => label === `hook ${kind}`);
    const awaited = onPath(boot).filter(({ lane }) => lane === "hook");
    expect(awaited.map(({ label }) => label)).toEqual([
      "hook prestart",
      "hook createRuntime",
      "hook createContainer",
      "hook startContainer",
    ]);
    // Nobody waits for it.
    expect(hookOfKind("poststart")).toMatchObject({ onPath: false, lane: "hook" });
    for (const [kind, seconds] of Object.entries(HOOKS))
      expect(lengthOf(hookOfKind(kind))).toBeGreaterThanOrEqual(BigInt(Number(seconds) * 1_000) * MS);
  });

  test.each<[string, BundleOptions]>([
    ["a command that does not exist", { args: ["/bin/nothing"] }],
    [
      "a mount whose source does not exist",
      { mounts: [{ destination: "/mnt", type: "bind", source: "/no/such", options: ["bind"] }] },
    ],
    ["a hook that fails", { hooks: { createRuntime: [{ path: "/bin/false" }] } }],
  ])("%s is a failed boot that says what lay behind it", async (_, options) => {
    const id = newName();
    const bundle = bundleOf(options);
    const boot = await collecting(async (dbPath) => {
      expect((await runtime(bundle, program, "run", id)).code).not.toBe(0);
      return until(async () => {
        const found = await bootOf(dbPath, id, ({ outcome }) => outcome === "failed");
        return found.oci?.runtimeExit === undefined ? undefined : found;
      }, "the runtime's own end");
    });
    expect(boot.losses).toEqual([]);
    expectPartition(boot);
    expect(onPath(boot).at(-1)).toMatchObject({ state: "failed", slug: expect.stringMatching(/^after-/) });
    expect(boot.oci?.runtimeExit?.code).toBeGreaterThan(0);
  });

  test("exec in a container that is up is no boot, and neither are state, kill and delete", async () => {
    const id = newName();
    const bundle = bundleOf({ args: ["/bin/sleep", "600"] });
    const boots = await collecting(async (dbPath) => {
      startRuntime(bundle, program, "run", id);
      await bootOf(dbPath, id, ({ outcome }) => outcome === "up");
      expect((await runtime(bundle, program, "exec", id, "/bin/echo", "hi")).said).toContain("hi");
      await runtime(bundle, program, "state", id);
      await runtime(bundle, program, "kill", id, "KILL");
      await ended(dbPath, id);
      await runtime(bundle, program, "delete", "--force", id);
      return listBoots(dbPath);
    });
    expect(boots).toMatchObject([{ container: id, outcome: "up", exitSignal: 9 }]);
  });

  test("one that is killed in mid-boot failed, and nothing of it is left under way", async () => {
    const id = newName();
    const bundle = bundleOf({ hooks: { createContainer: [{ path: "/bin/sleep", args: ["sleep", "600"] }] } });
    const boot = await collecting(async (dbPath) => {
      startRuntime(bundle, program, "run", id);
      const booting = await until(async () => {
        const [row] = await listBoots(dbPath);
        const events = row === undefined ? [] : await eventsOf(dbPath, row);
        const hook = events.find((event) => event.kind === "exec" && event.file === "/bin/sleep");
        return row && hook ? { row, hook } : undefined;
      }, "the hook to run");
      const { launcherTgid = 0 } = await bootOf(dbPath, booting.row.container);
      process.kill(launcherTgid, "SIGKILL");
      process.kill(booting.hook.tgid ?? 0, "SIGKILL");
      const found = await bootOf(dbPath, id, ({ outcome }) => outcome === "failed");
      await runtime(bundle, program, "delete", "--force", id);
      return found;
    });
    expect(boot.oci?.runtimeExit).toEqual({ signal: 9 });
    expectPartition(boot);
  });

  test("twenty at once are twenty boots, each with its own events", async () => {
    const ids = Array.from({ length: 20 }, newName);
    const boots = await collecting(async (dbPath) => {
      await Promise.all(ids.map((id) => runtime(bundleOf(), program, "run", id)));
      return Promise.all(ids.map((id) => ended(dbPath, id)));
    });
    expect(boots.map(({ outcome, losses }) => [outcome, losses])).toEqual(ids.map(() => ["up", []]));
    for (const boot of boots) expectPartition(boot);
    expect(boots.map(({ oci }) => oci?.containerId)).toEqual(ids);
  });

  test("in a user namespace it is a boot like any other", async () => {
    const id = newName();
    const ids = [{ containerID: 0, hostID: 100_000, size: 65_536 }];
    const bundle = bundleOf({
      namespaces: ["user", "pid", "ipc", "uts", "mount", "network"].map((type) => ({ type })),
      linux: { uidMappings: ids, gidMappings: ids },
    });
    execFileSync("chown", ["-R", "100000:100000", bundle.folder]);
    const boot = await collecting(async (dbPath) => {
      expect((await runtime(bundle, program, "run", id)).said).toBe("");
      return ended(dbPath, id);
    });
    expect(boot).toMatchObject({ outcome: "up", losses: [] });
    expectPartition(boot);
  });

  test("a runtime that is installed while the collector runs is followed by the path it was named by", async () => {
    const id = newName();
    const bundle = bundleOf();
    const path = join(bundle.folder, "my-runtime");
    copyFileSync(program, path);
    chmodSync(path, 0o755);
    const boot = await collecting(
      async (dbPath) => {
        // Replaced as a package manager does it.
        copyFileSync(program, `${path}.new`);
        chmodSync(`${path}.new`, 0o755);
        execFileSync("mv", [`${path}.new`, path]);
        return until(async () => {
          await runtime(bundle, path, "run", id);
          await runtime(bundle, path, "delete", "--force", id);
          const [row] = (await listBoots(dbPath)).filter(({ exitAt }) => exitAt !== undefined);
          return row && bootOf(dbPath, row.container);
        }, "a boot of the new one");
      },
      [path],
    );
    expect(boot).toMatchObject({ container: id, oci: { runtime: "my-runtime" } });
  });
});

describe.skipIf(!canTrace)("boots of other runtimes as they happen", () => {
  beforeEach(() => {
    scene = newScene();
  });
  afterEach(() => scene?.end());

  test("a runtime that boots by a copy of itself in memory is followed through it", async () => {
    const id = newName();
    const bundle = bundleOf();
    const path = join(bundle.folder, "runc");
    execFileSync("cc", ["-o", path, join(import.meta.dirname, "fixtures/cloned-runtime.c")]);
    const boot = await collecting(
      async (dbPath) => {
        expect(await runtime(bundle, path, "run", id)).toEqual({ code: 0, said: "" });
        return ended(dbPath, id);
      },
      [path],
    );
    expect(boot).toMatchObject({
      outcome: "up",
      losses: [],
      command: ["/bin/true"],
      oci: { runtime: "runc" },
    });
    expectPartition(boot);
    expect(onPath(boot).map(({ slug }) => slug)).toContain("spawn");
  });

  test("a user's own boot, without root, is named by what that user may read", async () => {
    const id = newName();
    const own = [{ containerID: 0, hostID: USER, size: 1 }];
    const bundle = bundleOf({
      namespaces: ["user", "pid", "ipc", "uts", "mount"].map((type) => ({ type })),
      linux: { uidMappings: own, gidMappings: own, maskedPaths: [], readonlyPaths: [] },
    });
    execFileSync("chown", ["-R", `${USER}:${USER}`, bundle.folder]);
    const state = join(bundle.folder, "state");
    const asUser = ["--reuid", `${USER}`, "--regid", `${USER}`, "--clear-groups", "--", runtimePath("runc")];
    const boot = await collecting(async (dbPath) => {
      expect(await runtime(bundle, "/usr/bin/setpriv", ...asUser, "--root", state, "run", id)).toEqual({
        code: 0,
        said: "",
      });
      return ended(dbPath, id);
    });
    expect(boot).toMatchObject({ outcome: "up", losses: [], oci: { bundle: bundle.folder } });
    expect(boot.hacoText).toContain("rootfs");
    expectPartition(boot);
  });
});
