/**
 * Boots a mixed fleet of containers with the test runtime, so that a new user sees the product alive:
 * good boots and slow ones, failing ones, daemons that listen, several in one run, a burst at once, marks.
 * Bounded in time and in number; ends everything it started, and nothing else.
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const RUNS_MAX = 1000;
const GENERATIONS = ["0.11", "2019", "2019-10-07"];
const runtime = join(dirname(dirname(fileURLToPath(import.meta.url))), "test", "runtime");
const build = join(runtime, "build");

const HELP = `Boots a mixed fleet of containers for a while, to have something to look at.

  npm run demo -- [--seconds N] [--rate R] [--seed S]

  --seconds N  how long (default 60, at most 3600)
  --rate R     runs started a second, on average (default 1.5, at most 20)
  --seed S     the same seed starts the same fleet (default 1)
`;

/** A number option, or the end of the program with its reason. */
function number(options, name, fallback, min, max) {
  const value = options[name] === undefined ? fallback : Number(options[name]);
  if (!Number.isFinite(value) || value < min || value > max)
    fail(2, `--${name} must be a number from ${min} to ${max}`);
  return value;
}

function fail(code, message) {
  console.error(`demo: ${message}`);
  process.exit(code);
}

/** mulberry32: small, and the same on every machine for one seed. */
function randomOf(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    next,
    /** Around a median, mostly close to it and now and then far above, as durations are. */
    ms: (median) => Math.round(median * Math.exp((next() + next() + next() - 1.5) * 0.9)),
    pick: (list) => list[Math.floor(next() * list.length)],
    chance: (p) => next() < p,
  };
}

/** What a healthy boot spends where, in ms: about what haconiwa itself was seen to need. */
const HEALTHY = { start: 18, 0: 4, 2: 2, 12: 2, 13: 1, 15: 3, 16: 2, 18: 6, 19: 2, 21: 1 };
const PHASES = {
  12: "namespaces",
  13: "the file system",
  15: "the cgroup",
  16: "the mounts",
  18: "pivot_root",
  19: "capabilities",
  20: "seccomp",
};

const listening = (port, after, runFor) => ["--listen", port, "--listen-after", after, "--run-for", runFor];
const marking = (...marks) => marks.flatMap((mark) => ["--mark", mark]);

/** The fleet. Each makes one run's options and says in words what is worth seeing in it. */
const FLEET = {
  web: (random, ports) => ({
    generation: "0.11",
    daemon: true,
    args: listening(ports.web, random.ms(120), 4000 + random.ms(4000)),
    says: `a daemon, listens on ${ports.web}`,
  }),
  api: (random, ports) => ({
    generation: "0.11",
    args: [
      "--listen-in-child",
      ...listening(ports.api, random.ms(60), 1500 + random.ms(1500)),
      ...marking("123=configuration read", "125=42"),
    ],
    says: "marks, a child that listens",
  }),
  worker: (random) => ({
    generation: "2019",
    args: ["--run-for", random.ms(800), "--children", 2, ...(random.chance(0.3) ? ["--exit-code", 3] : [])],
    says: "a job with two children",
  }),
  cron: (random) => ({
    generation: "2019-10-07",
    args: ["--run-for", random.ms(150), "--mark", "124"],
    says: "a short job",
  }),
  cache: (random, ports) => ({
    generation: "0.11",
    daemon: true,
    args: ["--network", "--mark-every=500", ...listening(ports.cache, random.ms(30), 5000 + random.ms(3000))],
    says: "a daemon in its own network, marks every 500 ms",
  }),
  shop: (random) => ({
    generation: "0.11",
    containers: 3,
    args: ["--containers", 3, "--run-for", random.ms(900)],
    says: "three containers in one run",
  }),
  legacy: (random) => ({
    generation: "2019",
    args: ["--chroot", "--no-pid-ns", "--run-for", random.ms(300)],
    says: "an old chroot without a pid namespace",
  }),
};

const SLOW = ["12", "13", "15", "16", "18", "19"];
const FAILURES = [
  ...["13", "15", "18", "20"].map((phase) => ({
    args: ["--fail", phase],
    says: `FAILS in ${PHASES[phase]}`,
  })),
  { args: ["--fail", "exec"], says: "FAILS: its command is not there" },
  { args: ["--fail", "eval"], says: "FAILS in its haco file: nothing boots" },
  { args: ["--fail", "18", "--fail-how", "kill"], says: "KILLED in pivot_root" },
  { args: ["--kill", "supervisor@17", "--delay", "18=80"], says: "its SUPERVISOR is KILLED in mid-boot" },
  { args: ["--exit-signal", "SEGV"], says: "boots, then CRASHES" },
  { args: ["--kill", "container@4"], says: "boots, then is KILLED" },
];

/** The first runs are the same for every seed: each kind is seen within ten seconds. */
const OPENING = [
  { name: "web" },
  { name: "api" },
  { name: "worker" },
  { name: "cron", failure: 2 },
  { name: "cache" },
  { name: "shop" },
  { name: "web", again: true },
  { name: "worker", failure: 4 },
  { burst: 10 },
  { name: "api", slow: "18" },
  { name: "legacy" },
  { name: "cron", slow: "15" },
  { name: "worker", failure: 7 },
];

class Demo {
  children = new Map();
  daemons = new Map();
  counts = { runs: 0, slow: 0, failing: 0 };
  started = performance.now();
  stopping = false;
  step = 0;

  constructor(random, ports, taken) {
    this.random = random;
    this.ports = ports;
    this.taken = taken;
  }

  say(line) {
    const seconds = ((performance.now() - this.started) / 1000).toFixed(1).padStart(5);
    console.log(`${seconds}s  ${line}`);
  }

  /** A daemon has ended when its supervisor took its pid file away, or another took its name. */
  isRunning(name) {
    if (this.children.has(name)) return true;
    const daemon = this.daemons.get(name);
    if (!daemon) return false;
    if (performance.now() < daemon.settled || supervisorOf(name) === daemon.supervisor) return true;
    this.daemons.delete(name);
    return false;
  }

  start(name, generation, args, says, daemon) {
    const words = ["run", "--quiet", "--name", name, ...(daemon ? ["--daemon"] : []), ...args.map(String)];
    const child = spawn(join(build, `haconiwa-${generation}`), words, {
      stdio: ["ignore", "ignore", "pipe"],
    });
    this.counts.runs++;
    this.say(`${name.padEnd(9)} ${generation.padEnd(10)}  ${says}`);
    this.children.set(name, child);
    if (daemon) this.daemons.set(name, { supervisor: 0, settled: performance.now() + 1000 });
    child.stderr.resume();
    child.on("error", (error) => this.say(`${name}: ${error.message}`));
    child.on("close", (code) => {
      this.children.delete(name);
      if (daemon) void this.settle(name);
      if (code === 2) this.say(`${name}: this machine cannot boot it (exit 2)`);
    });
  }

  /** The launcher is gone before its supervisor has written its pid: wait for it a moment. */
  async settle(name) {
    const daemon = this.daemons.get(name);
    for (let tries = 0; daemon && tries < 100 && !daemon.supervisor; tries++) {
      daemon.supervisor = supervisorOf(name);
      await sleep(10);
    }
    if (daemon) daemon.settled = 0;
  }

  /** One run of one of the fleet: as it should be, slow somewhere, or failing. */
  boot({ name, slow, failure }) {
    const { random } = this;
    const { generation, daemon, args, says } = FLEET[name](random, this.ports);
    const delays = Object.entries(HEALTHY).flatMap(([step, ms]) => ["--delay", `${step}=${random.ms(ms)}`]);
    const words = [says];
    const more = [];
    if (slow !== undefined) {
      const ms = 60 + random.ms(150);
      more.push("--delay", `${slow}=${ms}`);
      words.push(`SLOW in ${PHASES[slow]} (+${ms} ms)`);
      this.counts.slow++;
    }
    if (failure !== undefined) {
      more.push(...FAILURES[failure].args);
      words.push(FAILURES[failure].says);
      this.counts.failing++;
    }
    this.start(name, generation, [...delays, ...args, ...more], words.join("; "), daemon);
  }

  burst(count) {
    this.say(`${count} at once, more than there are processors: watch their runtime start grow`);
    for (let i = 0; i < count; i++) {
      const generation = GENERATIONS[i % GENERATIONS.length];
      const args = ["--delay", `start=${this.random.ms(10)}`, "--run-for", this.random.ms(200)];
      if (!this.isRunning(`batch-${i}`)) this.start(`batch-${i}`, generation, args, "one of the burst");
    }
  }

  next() {
    const planned = OPENING[this.step++];
    if (planned?.burst || this.step % 25 === 0) return this.burst(planned?.burst ?? 12);
    if (planned?.again && this.isRunning(planned.name)) {
      return this.start(planned.name, "0.11", [], "started again while it runs: REFUSED", false);
    }
    const { random } = this;
    const free = Object.keys(FLEET).filter((name) => !this.taken.has(name) && !this.isAnyRunning(name));
    if (planned && free.includes(planned.name)) return this.boot(planned);
    if (free.length === 0) return undefined;
    const name = random.pick(free);
    const dice = random.next();
    if (dice < 0.22) return this.boot({ name, slow: random.pick(SLOW) });
    if (dice < 0.42) return this.boot({ name, failure: Math.floor(random.next() * FAILURES.length) });
    return this.boot({ name });
  }

  isAnyRunning(name) {
    return this.isRunning(name) || [0, 1, 2].some((i) => this.isRunning(`${name}-${i}`));
  }

  /** Ends what is still running, and only what was started here. */
  async stop() {
    this.stopping = true;
    for (const child of this.children.values()) child.kill("SIGTERM");
    const names = [...this.daemons.keys()].filter((name) => this.isRunning(name));
    await Promise.all(
      names.map(async (name) => {
        for (let tries = 0; tries < 100 && this.daemons.get(name)?.settled; tries++) await sleep(10);
        const daemon = this.daemons.get(name);
        if (!daemon?.supervisor || supervisorOf(name) !== daemon.supervisor) return;
        await new Promise((resolve) => {
          const killer = spawn(join(build, "haconiwa"), ["kill", "-s", "KILL", name], { stdio: "ignore" });
          killer.once("close", resolve).once("error", resolve);
        });
      }),
    );
    for (let tries = 0; tries < 300 && this.children.size > 0; tries++) await sleep(10);
  }
}

function supervisorOf(name) {
  try {
    return Number.parseInt(readFileSync(`/var/run/haconiwa-${name}.pid`, "utf8"), 10) || 0;
  } catch {
    return 0;
  }
}

/** The port if it is free, else 0: any. */
function freePort(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(0));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(port)));
  });
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        seconds: { type: "string" },
        rate: { type: "string" },
        seed: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    });
    return values;
  } catch (error) {
    return fail(2, `${error.message.split(".")[0]}; see --help`);
  }
}

function prepare() {
  if (process.platform !== "linux") fail(2, "containers are Linux: this cannot run here");
  if (process.getuid() !== 0) fail(2, "booting containers needs root: run it with sudo");
  const made = spawnSync("make", ["-s", "-C", runtime], { stdio: ["ignore", "inherit", "inherit"] });
  if (made.error) fail(1, "make is missing: apt-get install make gcc libc6-dev systemtap-sdt-dev");
  if (made.status !== 0)
    fail(1, "the runtime does not build: apt-get install make gcc libc6-dev systemtap-sdt-dev");
}

async function main() {
  const options = readOptions();
  if (options.help) return void process.stdout.write(HELP);
  const seconds = number(options, "seconds", 60, 1, 3600);
  const rate = number(options, "rate", 1.5, 0.1, 20);
  const random = randomOf(number(options, "seed", 1, 0, 2 ** 32 - 1));
  prepare();

  const [web, api, cache] = await Promise.all([28080, 28081, 26379].map(freePort));
  const taken = new Set(Object.keys(FLEET).filter((name) => existsSync(`/var/run/haconiwa-${name}.pid`)));
  const demo = new Demo(random, { web, api, cache }, taken);
  const binaries = GENERATIONS.map((generation) => join(build, `haconiwa-${generation}`));
  console.log(
    `A fleet for ${seconds} s, some ${rate} runs a second; Ctrl-C ends it. To watch it, elsewhere:\n`,
  );
  console.log(`  npm start -- ${binaries.map((binary) => `--binary ${binary}`).join(" ")}\n`);
  if (taken.size > 0) console.log(`Left alone, as they run already: ${[...taken].join(", ")}\n`);

  const wake = new AbortController();
  const interrupt = () => {
    if (demo.stopping) return;
    demo.stopping = true;
    wake.abort();
  };
  process.on("SIGINT", interrupt).on("SIGTERM", interrupt);

  const end = demo.started + seconds * 1000;
  while (!demo.stopping && performance.now() < end && demo.counts.runs < RUNS_MAX) {
    demo.next();
    const pause = Math.min((1000 / rate) * (0.4 + random.next() * 1.2), end - performance.now());
    await sleep(Math.max(1, pause), undefined, { signal: wake.signal }).catch(() => undefined);
  }
  demo.say("ending what still runs");
  await demo.stop();
  const { runs, slow, failing } = demo.counts;
  demo.say(`done: ${runs} runs, ${slow} made slow, ${failing} made to fail`);
}

await main();
