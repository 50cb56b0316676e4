import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import { join } from "node:path";
import { isOwn, pathLength, toldReasons, type DetailLevel, type ReasonSlug } from "@hacotaki/core";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { newBundle, runtimePath } from "./bundle.ts";
import { collecting, expectWhole, isUp, reasonsIn, type Explained } from "./explained.ts";
import { BUILD, bootOf, canTrace, listBoots, newScene, ROOTFS, until } from "./traced.ts";

/*
 * Each cause of a slow boot, made on purpose. Whoever injects it writes down how long it took: the process that made the
 * call, the file system that answered late, the kernel's own count. Nothing here is held against a clock of the test's.
 */

type Provoked = ReturnType<typeof newScene> & {
  readonly stamps: string;
  /** To be done before the folder is gone. */
  readonly ends: (() => Promise<void>)[];
};
let scene: Provoked | undefined;
beforeEach(() => {
  if (!canTrace) return;
  const made = newScene();
  scene = { ...made, stamps: join(made.folder, "stamps"), ends: [] };
});
afterEach(async () => {
  for (const end of scene?.ends ?? []) await end();
  scene?.end();
  scene = undefined;
});
const here = (): Provoked => {
  if (scene === undefined) throw new Error("no scene");
  return scene;
};

const sum = (all: readonly bigint[]) => all.reduce((ns, each) => ns + each, 0n);

type Stamp = { readonly step: string; readonly what: string; readonly ns: bigint; readonly cpuNs: bigint };
/** What the processes of the boot wrote down of what they injected. */
function stamped(what: RegExp): readonly Stamp[] {
  const { stamps } = here();
  const all = readFileSync(stamps, "utf8")
    .trimEnd()
    .split("\n")
    .map((line): Stamp => {
      const [step = "", name = "", ns = "0", cpu = "0"] = line.split(" ");
      return { step, what: name, ns: BigInt(ns), cpuNs: BigInt(cpu) };
    });
  const found = all.filter((each) => what.test(`${each.step} ${each.what}`));
  expect(
    found,
    `${what} among ${JSON.stringify(all.map((each) => `${each.step} ${each.what}`))}`,
  ).not.toEqual([]);
  return found;
}
const stampedNs = (what: RegExp) => sum(stamped(what).map(({ ns }) => ns));

/** Runs a command to its end, whatever it exits with. */
const ended = (command: string, args: readonly string[], cwd?: string) =>
  new Promise<void>((resolve, reject) => {
    const child = spawn(command, args, { stdio: "ignore", ...(cwd === undefined ? {} : { cwd }) });
    child.on("error", reject);
    child.on("exit", () => resolve());
  });

/** What else runs on the machine holds such a process up no more. */
const FIRST_OF_ALL = ["chrt", "--rr", "1"];

type Start = { readonly before?: readonly string[]; readonly detail?: DetailLevel };
/** Boots a container as the options say, with all seen of it, and tells why it took so long. */
async function explained(
  options: readonly string[],
  { before = FIRST_OF_ALL, detail }: Start = {},
): Promise<Explained> {
  const { stamps } = here();
  const base = ["run", "--rootfs", ROOTFS, "--quiet", "--name", "provoked", "--stamps", stamps];
  return collecting(
    here(),
    async (dbPath, binary) => {
      // One before it has the inside of boots seen already, as the collector may have to wait for a processor.
      await ended(binary, ["run", "--rootfs", ROOTFS, "--quiet", "--name", "first"]);
      await bootOf(dbPath, "first");
      const [command = binary, ...args] = [...before, binary, ...base, ...options];
      await ended(command, args);
      const found = await reasonsIn(dbPath, await bootOf(dbPath, "provoked", isUp));
      expectWhole(found);
      return found;
    },
    detail,
  );
}

/** Within a tenth of what was injected. */
function expectInjected(actual: bigint | undefined, injected: bigint): void {
  const parts = Number(actual ?? 0n) / Number(injected);
  expect(parts, `${actual} of ${injected} ns injected`).toBeGreaterThan(0.9);
  expect(parts, `${actual} of ${injected} ns injected`).toBeLessThan(1.1);
}

/** The reason comes first, and is as long as what was injected; the boot is filed under it. */
function expectFirst({ told, boot }: Explained, slug: ReasonSlug, injected: bigint): void {
  const [first] = told.reasons;
  expect(first?.slug, told.reasons.map((each) => `${each.slug} ${each.actualNs}`).join(", ")).toBe(slug);
  expectInjected(first?.actualNs, injected);
  expect(toldReasons(boot.causes)[0]).toBe(slug);
}

/** How much of a reason lies in a span. */
const inSpan = ({ told }: Explained, reason: string, span: string): bigint =>
  told.reasons.find(({ slug }) => slug === reason)?.cause.spans.find(({ slug }) => slug === span)?.ns ?? 0n;

/** For how long work, which waits for nothing by itself, was off the processor. */
const offCpuNs = (what: RegExp) => sum(stamped(what).map(({ ns, cpuNs }) => ns - cpuNs));

/** A file system that answers late, for as long as the test goes on. */
async function slowFiles(file: string, lateMs: number, reads: number) {
  const at = join(here().folder, "slow");
  mkdirSync(at);
  const [first = "", ...priority] = FIRST_OF_ALL;
  const command = [...priority, join(BUILD, "slow-files"), at, file, String(lateMs), String(reads)];
  const server = spawn(first, command, { stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  server.stdout.on("data", (text: Buffer) => (said += text.toString()));
  here().ends.push(async () => {
    await ended("umount", ["--lazy", at]);
    server.kill("SIGKILL");
  });
  await until(() => (said.includes("mounted") ? true : undefined), "the slow file system to be mounted");
  /** For how long it kept somebody waiting. */
  const keptNs = (what: "lookup" | "read") =>
    sum([...said.matchAll(new RegExp(`^${what} (\\d+)$`, "gm"))].map(([, ns]) => BigInt(ns ?? 0)));
  return { at, keptNs };
}

/** Programs that take all that they get of one processor, and the command that puts a boot beside them. */
function crowdedProcessor(count: number): readonly string[] {
  const pinned = ["taskset", "-c", "0"] as const;
  const spinners = Array.from(
    { length: count },
    (): ChildProcess =>
      spawn(pinned[0], [...pinned.slice(1), "sh", "-c", "while :; do :; done"], { stdio: "ignore" }),
  );
  onTestFinished(() => spinners.forEach((each) => each.kill("SIGKILL")));
  return pinned;
}

/** A folder for what is mounted. */
function mountPoint(): string {
  const at = join(here().folder, "at");
  mkdirSync(at);
  return at;
}

/** A file of so many pages. */
function fileOf(pages: number): string {
  const path = join(here().folder, "pages");
  // What is not written yet cannot be taken from memory.
  writeFileSync(path, Buffer.alloc(pages * 4096, 1), { flush: true });
  return path;
}

describe.skipIf(!canTrace)("a cause that is provoked is named first, with as much as was injected:", () => {
  test("a hook's program", async () => {
    const found = await explained(["--hook", "18=sleep 0.5"]);
    expectFirst(found, "slow-hook", stampedNs(/^18 hook$/));
    expect(found.told.reasons[0]?.cause.programs[0]?.program).toBe("sleep");
    expect(found.detail.level).toBe("full");
    expect(found.told.reasons[0]?.actualNs).toBeLessThanOrEqual(pathLength(found.boot));
  });

  test("a hook that sleeps in the container itself", async () => {
    const found = await explained(["--delay", "19=500"]);
    expectFirst(found, "slow-hook", stampedNs(/^19 delay$/));
    expect(found.told.reasons[0]?.cause.spans[0]?.slug).toBe("capability");
  });

  test("a network that is slow to be set up", async () => {
    const found = await explained(["--network", "--delay", "32=800"]);
    expectFirst(found, "network", stampedNs(/^32 /));
  });

  test("umounts, each of which waits for all processors", async () => {
    const found = await explained(["--provoke", `18=umounts 600 ${mountPoint()}`]);
    const { slug, actualNs = 0n, cause } = found.told.reasons[0] ?? {};
    expect(slug).toBe("grace-period");
    expect(toldReasons(found.boot.causes)[0]).toBe("grace-period");
    // An umount also works: where processors are soon seen to have passed, that is more than a tenth.
    expect(Number(actualNs)).toBeGreaterThan(0.9 * Number(offCpuNs(/^18 umounts$/)));
    expect(Number(actualNs)).toBeLessThan(1.1 * Number(stampedNs(/^18 umounts$/)));
    expect(cause?.calls[0]).toMatchObject({ name: "umount2" });
    const waits = found.detail.waits.find(({ span }) => span === "pivot-root")?.parts ?? [];
    expect(
      waits
        .filter(({ kind }) => kind === "kernel")
        .map(({ frame }) => frame)
        .join(),
    ).toMatch(/rcu/);
  });

  test("many mounts, none of which is long", async () => {
    const { at, keptNs } = await slowFiles(fileOf(1), 8, 0);
    const found = await explained(["--provoke", `13=binds 60 ${at}/folder ${mountPoint()}`]);
    expectFirst(found, "many-mounts", keptNs("lookup"));
    expect(found.told.reasons[0]?.cause.calls[0]?.n).toBeGreaterThanOrEqual(60);
  });

  test("a mount whose source answers late", async () => {
    const { at, keptNs } = await slowFiles(fileOf(1), 500, 0);
    const found = await explained(["--provoke", `13=binds 1 ${at}/folder ${mountPoint()}`]);
    expectFirst(found, "slow-mount", keptNs("lookup"));
    expect(found.told.reasons[0]?.cause.calls[0]).toMatchObject({
      name: "mount",
      n: 1,
      path: `${at}/folder`,
    });
  });

  test("control groups", async () => {
    const parent = ["/sys/fs/cgroup/memory", "/sys/fs/cgroup"].find((path) => existsSync(path));
    const found = await explained(["--provoke", `15=cgroups 500 ${parent}/hacotaki-provoked-${process.pid}`]);
    expectFirst(found, "cgroup", stampedNs(/^15 cgroups$/));
  });

  test("a limit of its CPU", async () => {
    const folder = `/sys/fs/cgroup/cpu/hacotaki-provoked-${process.pid}`;
    if (!existsSync("/sys/fs/cgroup/cpu")) return;
    mkdirSync(folder);
    onTestFinished(() => rmdirSync(folder));
    writeFileSync(join(folder, "cpu.cfs_quota_us"), "10000");
    const join_ = ["sh", "-c", `echo $$ > ${folder}/cgroup.procs; exec "$@"`, "sh"];
    const found = await explained(["--no-cgroup", "--work", "18=128"], { before: join_ });
    expect(found.told.reasons[0]?.slug).toBe("cpu-throttled");
    // A busy machine lets it wait for a processor as well.
    const waited = ["cpu-throttled", "run-queue"].map((slug) => inSpan(found, slug, "pivot-root"));
    expectInjected(sum(waited), offCpuNs(/^18 work$/));
  });

  test("a processor that others use", async () => {
    const found = await explained(["--work", "18=128"], { before: crowdedProcessor(3) });
    expect(found.told.reasons[0]?.slug).toBe("run-queue");
    expectInjected(inSpan(found, "run-queue", "pivot-root"), offCpuNs(/^18 work$/));
  });

  test("reads from what answers late", async () => {
    const { at, keptNs } = await slowFiles(fileOf(20), 25, 20);
    const found = await explained(["--provoke", `13=read ${at}/file`]);
    expectFirst(found, "io-wait", keptNs("read"));
  });

  test("pages of a file that are not in memory", async () => {
    const { at, keptNs } = await slowFiles(fileOf(20), 25, 20);
    const found = await explained(["--provoke", `13=touch ${at}/file`]);
    expectFirst(found, "page-faults", keptNs("read"));
  });

  test("seccomp filters", async () => {
    const found = await explained(["--provoke", "20=filters 7"]);
    expectFirst(found, "security", stampedNs(/^20 filters$/));
  });

  test("a program on what answers late", async () => {
    const { at, keptNs } = await slowFiles(join(ROOTFS, "bin/payload"), 800, 1);
    const found = await explained(["--no-rootfs", "--", `${at}/file`]);
    expectFirst(found, "slow-exec", keptNs("read"));
    expect(found.told.reasons[0]?.cause.calls[0]?.name).toBe("execve");
  });

  test("an application that is long in starting", async () => {
    const found = await explained(["--listen", "0", "--listen-after", "1500", "--run-for", "3000"]);
    expect(found.boot.outcome).toBe("ready");
    expectFirst(found, "app-start", stampedNs(/^listen sleep$/));
  });

  test("a supervisor that lets the container wait", async () => {
    const found = await explained(["--user-ns", "--delay", "map=500"]);
    expectFirst(found, "supervisor-wait", stampedNs(/^map delay$/));
    expect(found.told.reasons[0]?.cause.spans[0]?.slug).toBe("uid-map");
  });

  test("a haco file that is long in being evaluated", async () => {
    const found = await explained(["--hook", "eval=sleep 0.5"]);
    expectFirst(found, "evaluate", stampedNs(/^eval hook$/));
  });

  test("nothing that is known: then that is said", async () => {
    const found = await explained(["--delay", "14=500"], { detail: "off" });
    expect(found.told.reasons.map(({ slug }) => slug)).toEqual([]);
    expectInjected(found.told.unexplainedNs, stampedNs(/^14 delay$/));
  });

  test("a program of which nothing is in memory any more", async () => {
    const file = fileOf(16_384);
    await ended("dd", [`if=${file}`, "of=/dev/null", "count=0", "iflag=nocache", "conv=fdatasync"]);
    const found = await explained(["--provoke", `start=touch ${file}`]);
    // How long that takes is the disk's; it is told in any case.
    const cold = found.boot.causes?.find(({ slug }) => slug === "page-faults");
    expectInjected(cold?.ns, offCpuNs(/^start touch$/));
  });

  test("an engine that lets a container wait that is made", async () => {
    const bundle = newBundle();
    const name = `hacotaki-waits-${process.pid}`;
    const runc = runtimePath("runc");
    // Not before it is seen: on a busy machine its application is not there yet when the start returns.
    here().ends.push(async () => {
      await ended(runc, ["delete", "--force", name]);
      bundle.end();
    });
    // Only the shell goes before all others: control groups take no process that does.
    const script = `chrt --other 0 ${runc} create ${name} && read a rest < /proc/uptime && sleep 3 &&
      read b rest < /proc/uptime && echo $a $b > ${here().stamps}
      chrt --other 0 ${runc} start ${name}`;
    await collecting(here(), async (dbPath) => {
      const [first = "", ...priority] = FIRST_OF_ALL;
      const args = [...priority, "sh", "-c", script];
      await ended(first, args, bundle.folder);
      const found = await reasonsIn(dbPath, await bootOf(dbPath, name, isUp));
      expectWhole(found);
      const [from = 0, to = 0] = readFileSync(here().stamps, "utf8").split(" ").map(Number);
      expectFirst(found, "engine-wait", BigInt(Math.round((to - from) * 1e9)));
    });
  });
});

test.skipIf(!canTrace)(
  "of a hundred boots that nothing disturbs at most two name anything that a busy machine does not explain",
  async () => {
    const BOOTS = 100;
    // Who shares the machine's processors and disk with others has to wait for them, and says so rightly.
    const isQuiet = (loadavg()[0] ?? 0) < availableParallelism();
    await collecting(here(), async (dbPath, binary) => {
      for (let n = 0; n < BOOTS; n++)
        await ended("chrt", ["--rr", "1", binary, "run", "--rootfs", ROOTFS, "--quiet", "--name", "calm"]);
      const all = await until(async () => {
        const boots = (await listBoots(dbPath)).filter(isUp);
        return boots.length === BOOTS ? boots : undefined;
      }, "all boots to be stored");
      const found: Explained[] = [];
      for (const each of all) found.push(await reasonsIn(dbPath, each));
      found.forEach(expectWhole);
      const wrong = found.flatMap(({ told }) => {
        const reasons = told.reasons.filter(({ slug }) => isQuiet || isOwn(slug));
        return reasons.length === 0 ? [] : [reasons.map(({ slug, actualNs }) => `${slug} ${actualNs}`)];
      });
      expect(wrong.length, wrong.join(", ")).toBeLessThanOrEqual(2);
    });
  },
);
