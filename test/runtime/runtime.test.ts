import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { type AddressInfo, connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { until } from "../until.ts";

const folder = import.meta.dirname;
const build = join(folder, "build");
const prefix = `rt${process.pid}`;
const isRoot = process.getuid?.() === 0;
const capabilities = isRoot
  ? BigInt(`0x${/CapEff:\s*(\w+)/.exec(readFileSync("/proc/self/status", "utf8"))?.[1]}`)
  : 0n;
const canBoot = isRoot && (capabilities & (1n << 21n)) !== 0n;
/** Inherited by every process of our boots, whatever it is called: what they are found by. */
process.env["RUNTIME_TEST"] = prefix;
const scratch = mkdtempSync(join(tmpdir(), "runtime-test-"));

type Run = { code: number | null; signal: string | null; out: string; err: string };

function haconiwa(args: string[], binary = "haconiwa"): Run {
  const done = spawnSync(join(build, binary), args, { encoding: "utf8", timeout: 120_000 });
  return {
    code: done.status,
    signal: done.signal,
    out: done.stdout,
    err: done.stderr,
  };
}

const run = (...args: string[]): Run => haconiwa(["run", ...args]);
const pidFile = (name: string): string => `/var/run/haconiwa-${name}.pid`;
const lockFile = (name: string): string => `/var/lock/.${name}.hacolock`;

/** Processes of our boots, zombies aside: those are for their new parent to reap. */
function leftProcesses(): string[] {
  const left: string[] = [];
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      const state = /State:\s*(\w)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
      const ours = readFileSync(`/proc/${pid}/environ`, "utf8").includes(`RUNTIME_TEST=${prefix}\0`);
      const command = readFileSync(`/proc/${pid}/cmdline`, "utf8");
      if (state !== "Z" && ours) left.push(`${pid} ${command.replaceAll("\0", " ")}`);
    } catch {
      // It ended while we looked.
    }
  }
  return left;
}

function leftFiles(): string[] {
  const left = ["/var/run", "/var/lock", "/sys/fs/cgroup", "/sys/fs/cgroup/pids", "/sys/fs/cgroup/unified"]
    .filter((dir) => existsSync(dir))
    .flatMap((dir) => readdirSync(dir).map((name) => join(dir, name)))
    .filter((path) => path.includes(prefix));
  const mounts = readFileSync("/proc/self/mounts", "utf8").split("\n");
  return [...left, ...mounts.filter((line) => line.includes(`${build}/rootfs`))];
}

async function expectNothingLeft(): Promise<void> {
  const left = () => [...leftProcesses(), ...leftFiles()];
  await until(() => left().length === 0, "nothing to be left of the boots").catch(() => undefined);
  expect(left()).toEqual([]);
}

const ended = (child: ChildProcess): Promise<number | string | null> =>
  new Promise((resolve) => child.once("exit", (code, signal) => resolve(code ?? signal)));

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("close", () => socket.destroy());
  });
}

/** `name args` of every USDT note, in the order of the file. */
function notes(binary: string): string[] {
  const text = execFileSync("readelf", ["-n", binary], { encoding: "utf8" });
  const found = text.matchAll(/Provider: (\S+)\s+Name: (\S+)\s+Location: .*\n\s+Arguments: (.*)/g);
  return [...found].map(([, provider, name, args]) => `${provider}:${name} ${args}`);
}

const names = (binary: string): string[] => [
  ...new Set(notes(join(build, binary)).map((note) => note.split(/[: ]/)[1] ?? "")),
];

beforeAll(() => {
  execFileSync("make", ["-s", "-C", folder], { stdio: "pipe" });
});

afterAll(() => {
  rmSync(scratch, { recursive: true, force: true });
});

describe("the binaries", () => {
  test("each generation's binary carries that generation's probes alone", () => {
    expect(names("haconiwa-0.11").toSorted()).toEqual([
      "bootstrap_phase_pass",
      "probe_misc",
      "probe_misc_str",
    ]);
    expect(names("haconiwa-2019").toSorted()).toEqual(["probe-boottime", "probe-containergen", "probe-misc"]);
    expect(names("haconiwa-2019-10-07").toSorted()).toEqual([
      "bootstrap-phase-pass",
      "probe-misc",
      "probe-misc-str",
    ]);
  });

  test("the plain binary carries all of them", () => {
    expect(names("haconiwa")).toHaveLength(8);
  });

  test("a phase probe has one location and no semaphore", () => {
    for (const [binary, probe] of [
      ["haconiwa-0.11", "bootstrap_phase_pass"],
      ["haconiwa-2019", "probe-boottime"],
      ["haconiwa-2019-10-07", "bootstrap-phase-pass"],
    ] as const) {
      expect(notes(join(build, binary)).filter((note) => note.includes(`:${probe} `))).toHaveLength(1);
    }
    const text = execFileSync("readelf", ["-n", join(build, "haconiwa-0.11")], { encoding: "utf8" });
    expect([...text.matchAll(/Semaphore: (\w+)/g)].map((match) => Number(match[1]))).toEqual([0, 0, 0]);
  });

  test("2019's probe-misc has three locations: two integers, one pointer", () => {
    const specs = notes(join(build, "haconiwa-2019"))
      .filter((note) => note.includes(":probe-misc "))
      .map((note) => note.replace(/^.* (-?8)@.*$/, "$1"));
    expect(specs.toSorted()).toEqual(["-8", "-8", "8"]);
  });

  test("an unoptimised build reads its operands from memory", () => {
    execFileSync("make", ["-s", "-C", folder, "O=0"], { stdio: "pipe" });
    const phase = notes(join(build, "O0", "haconiwa-0.11")).find((note) =>
      note.includes("bootstrap_phase_pass"),
    );
    expect(phase).toMatch(/-8@-?\d+\(%rbp\) -8@-?\d+\(%rbp\)|\[sp/);
  });
});

describe("the command line", () => {
  test("help names every option and exits 0", () => {
    const help = haconiwa(["run", "--help"]);
    expect(help.code).toBe(0);
    expect(help.out).toMatch(/--delay STEP=MS/);
  });

  test("wrong usage is said on stderr and exits 2", () => {
    expect(run("--nonsense")).toMatchObject({ code: 2, out: "" });
    expect(run("--delay", "99=1").code).toBe(2);
    expect(run("--name", "a/b").code).toBe(2);
    expect(run("--exit-signal", "TERM").code).toBe(2);
    expect(haconiwa([]).code).toBe(2);
    expect(haconiwa(["run", "--generation", "2019"], "haconiwa-0.11").code).toBe(2);
  });

  test("version prints a line and exits 0", () => {
    expect(haconiwa(["version"], "haconiwa-2019")).toMatchObject({
      code: 0,
      out: "haconiwa: test runtime, probes of 2019\n",
    });
  });

  test("without CAP_SYS_ADMIN it says so and exits 2", ({ skip }) => {
    skip(!isRoot, "only root can drop its capability");
    const refused = spawnSync("setpriv", ["--bounding-set", "-sys_admin", join(build, "haconiwa"), "run"], {
      encoding: "utf8",
    });
    expect(refused.status).toBe(2);
    expect(refused.stderr).toMatch(/needs root/);
  });

  test("a storm fires the number asked for and prints how long it took", () => {
    expect(run("--storm", "100000").out).toMatch(/^fired=100000 elapsed_ns=\d+ ns_per_hit=[\d.]+\n$/);
    const paced = run("--storm", "2000", "--storm-rate", "10000");
    const ns = Number(/elapsed_ns=(\d+)/.exec(paced.out)?.[1]);
    // 2000 at 10,000 a second, the first hundred at once.
    expect(ns).toBeGreaterThan(190e6);
  });
});

describe.skipIf(!canBoot)("a boot (needs root with CAP_SYS_ADMIN)", () => {
  test.for(["0.11", "2019", "2019-10-07"])(
    "of generation %s ends well and leaves nothing",
    async (generation) => {
      const name = `${prefix}-${generation}`;
      expect(run("--generation", generation, "--name", name)).toMatchObject({ code: 0, out: "" });
      expect(haconiwa(["run", "--quiet", "--name", name], `haconiwa-${generation}`)).toMatchObject({
        code: 0,
        err: "",
      });
      await expectNothingLeft();
    },
  );

  test("runs the command in its own root, under its own host name", () => {
    expect(run("--quiet", "--name", `${prefix}-h`, "--", "/bin/sh", "-c", "hostname; echo up").out).toBe(
      `${prefix}-h\nup\n`,
    );
    expect(run("--name", `${prefix}-h`, "--hostname", "other", "--", "/bin/sh", "-c", "hostname").out).toBe(
      "other\n",
    );
    expect(run("--name", `${prefix}-h`, "--", "/usr/bin/env").err).toMatch(/No such file/);
  });

  test.for(["--chroot", "--no-rootfs", "--no-pid-ns", "--user-ns", "--network", "--no-cgroup"])(
    "with %s ends well",
    async (option) => {
      const done = run("--name", `${prefix}-v`, option, "--run-for", "5");
      expect(done.code).toBe(0);
      expect(done.err).toMatch(/^haconiwa: \S+: supervisor \d+ waits for container \d+\n$/);
      await expectNothingLeft();
    },
  );

  test("the pid file holds the supervisor's pid and a NUL while the container runs", async () => {
    const name = `${prefix}-p`;
    const child = spawn(join(build, "haconiwa"), ["run", "--quiet", "--name", name, "--run-for", "forever"]);
    const done = ended(child);
    await until(() => existsSync(pidFile(name)) && readFileSync(pidFile(name)).length > 0, "the pid file");
    const content = readFileSync(pidFile(name));
    expect(content.at(-1)).toBe(0);
    const supervisor = Number(content.subarray(0, -1).toString());
    expect(leftProcesses().length).toBeGreaterThanOrEqual(2);
    expect(readFileSync(`/proc/${supervisor}/status`, "utf8")).toMatch(
      new RegExp(`PPid:\\s*${child.pid}\\n`),
    );
    child.kill("SIGTERM");
    expect(await done).toBe(0);
    expect(existsSync(pidFile(name))).toBe(false);
    expect(existsSync(lockFile(name))).toBe(false);
  });

  test("a name is refused while it runs: the second launcher exits 1", async () => {
    const name = `${prefix}-d`;
    const first = spawn(join(build, "haconiwa"), ["run", "--quiet", "--name", name, "--run-for", "forever"]);
    const done = ended(first);
    await until(() => existsSync(pidFile(name)), "the first boot");
    expect(run("--name", name)).toMatchObject({ code: 1 });
    first.kill("SIGTERM");
    expect(await done).toBe(0);
    expect(run("--quiet", "--name", name).code).toBe(0);
  });

  test("a daemon's launcher ends at once, kill ends the container", async () => {
    const name = `${prefix}-dm`;
    const haco = join(scratch, `${name}.haco`);
    writeFileSync(haco, "# named after its file\ndaemon\nrun-for = forever\n");
    const launched = run(haco);
    expect(launched.code).toBe(0);
    await until(() => existsSync(pidFile(name)) && readFileSync(pidFile(name)).length > 0, "the pid file");
    const supervisor = Number(readFileSync(pidFile(name), "utf8").replace("\0", ""));
    const children = () => readFileSync(`/proc/${supervisor}/task/${supervisor}/children`, "utf8").trim();
    await until(
      () => children() !== "" && readlinkSync(`/proc/${children()}/exe`).endsWith("/payload"),
      "the container's command",
    );
    expect(haconiwa(["attach", haco, "--", "/bin/sh", "-c", "hostname"]).out).toBe(`${name}\n`);
    expect(haconiwa(["kill", "-s", "KILL", haco]).code).toBe(0);
    await expectNothingLeft();
    expect(haconiwa(["kill", haco]).code).toBe(1);
  });

  test("several containers of one run are named, and are waited for", async () => {
    const done = run("--name", `${prefix}-m`, "--containers", "3", "--run-for", "30");
    expect(done.code).toBe(0);
    expect([...done.err.matchAll(/haconiwa: (\S+):/g)].map((match) => String(match[1])).toSorted()).toEqual(
      [0, 1, 2].map((i) => `${prefix}-m-${i}`),
    );
    await expectNothingLeft();
  });

  test("the application listens when it was told to", async () => {
    const port = await freePort();
    const name = `${prefix}-l`;
    const since = process.hrtime.bigint();
    const listen = ["--listen", String(port), "--listen-after", "80", "--run-for", "forever"];
    const child = spawn(join(build, "haconiwa"), ["run", "--quiet", "--name", name, ...listen]);
    const done = ended(child);
    await until(() => existsSync(pidFile(name)), "the container");
    await until(() => listens(port), "its application to listen");
    expect(process.hrtime.bigint() - since).toBeGreaterThan(80_000_000n);
    child.kill("SIGTERM");
    expect(await done).toBe(0);
    expect(await listens(port)).toBe(false);
  });

  test("a delay is spent in the boot", () => {
    const since = process.hrtime.bigint();
    expect(run("--quiet", "--name", `${prefix}-q`, "--delay", "18=150").code).toBe(0);
    expect(process.hrtime.bigint() - since).toBeGreaterThan(150_000_000n);
  });

  test.for([
    "11",
    "12",
    "13",
    "14",
    "15",
    "16",
    "17",
    "18",
    "19",
    "20",
    "21",
    "exec",
    "1",
    "2",
    "3",
    "4",
    "5",
    "6",
  ])("failing before %s the launcher exits 0 and nothing is left", async (step) => {
    for (const how of ["exit", "kill"]) {
      const done = run("--name", `${prefix}-f`, "--fail", step, "--fail-how", how, "--run-for", "20");
      expect(done.code).toBe(0);
    }
    await expectNothingLeft();
  });

  test("a hook that raises is rescued", () => {
    const done = run(
      "--name",
      `${prefix}-r`,
      "--fail",
      "18",
      "--fail-how",
      "raise",
      "--",
      "/bin/sh",
      "-c",
      "echo up",
    );
    expect(done).toMatchObject({ code: 0, out: "up\n" });
  });

  test("nothing is booted when the haco file fails, and the launcher exits 1", async () => {
    const broken = join(scratch, "broken.haco");
    writeFileSync(broken, "name = x\nno such thing\n");
    expect(run(broken).code).toBe(1);
    expect(run(join(scratch, "missing.haco")).code).toBe(1);
    expect(run("--name", `${prefix}-e`, "--fail", "eval").code).toBe(1);
    expect(run("--name", `${prefix}-e`, "--fail", "0").code).toBe(1);
    await expectNothingLeft();
  });

  test.for(["supervisor@2", "supervisor@17", "supervisor@21", "supervisor@4", "container@11", "container@4"])(
    "--kill %s ends the run and leaves nothing",
    async (whom) => {
      expect(run("--quiet", "--name", `${prefix}-k`, "--kill", whom, "--run-for", "100").code).toBe(0);
      await expectNothingLeft();
    },
  );

  test("a killed launcher's container goes on to its end", async () => {
    expect(
      run("--quiet", "--name", `${prefix}-kl`, "--kill", "launcher@17", "--run-for", "100"),
    ).toMatchObject({ signal: "SIGKILL" });
    await expectNothingLeft();
  });

  test("an interrupted run ends its containers", async () => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      const name = `${prefix}-i`;
      const child = spawn(join(build, "haconiwa"), [
        "run",
        "--quiet",
        "--name",
        name,
        "--run-for",
        "forever",
      ]);
      const done = ended(child);
      await until(() => existsSync(pidFile(name)), "the boot");
      child.kill(signal);
      expect(await done).toBe(0);
      await expectNothingLeft();
    }
  });

  test("a hostile name is a name and nothing else", async () => {
    const name = `${prefix} $(exit 9) '"<b>`;
    const done = run("--quiet", "--name", name, "--", "/bin/sh", "-c", "hostname");
    expect(done).toMatchObject({ code: 0, out: `${name}\n` });
    await expectNothingLeft();
  });

  test("two hundred boots at once all end well", async () => {
    const codes = await Promise.all(
      Array.from({ length: 200 }, (_, i) =>
        ended(
          spawn(join(build, "haconiwa"), ["run", "--quiet", "--name", `${prefix}-x${i}`], {
            stdio: "ignore",
          }),
        ),
      ),
    );
    expect(codes.filter((code) => code !== 0)).toEqual([]);
    await expectNothingLeft();
  });
});
