// What a boot of very many marks, and a run of very many containers, cost on every way out: bytes, time, and how long
// other requests wait meanwhile. Needs a built dashboard. Run: node bench/large-boot.ts [--marks 200000] [--boots 1000]
// [--db FILE] keeps the database and takes it again, for filling it takes minutes.
import { fork, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import type { BootId } from "@hacotaki/core";
import { openStore } from "@hacotaki/store";
import { saveRun } from "./big-boot.ts";

const { values: flags } = parseArgs({
  options: {
    marks: { type: "string", default: "200000" },
    boots: { type: "string", default: "1000" },
    db: { type: "string" },
    rounds: { type: "string", default: "3" },
    only: { type: "string", default: "" },
  },
});
const ROOT = join(import.meta.dirname, "..");
const ROUNDS = Number(flags.rounds);
const folder = mkdtempSync(join(tmpdir(), "hacotaki-bench-"));
const db = flags.db ?? join(folder, "boots.db");

/** Kernel boots are told apart by their clocks: the second run begins an hour after the first. */
const HOUR = 3_600_000_000_000n;

async function fill(): Promise<{ readonly large: BootId; readonly ofMany: BootId; readonly usual: BootId }> {
  if (!existsSync(db)) {
    const store = openStore(db, { mode: "write" });
    saveRun(store, { boots: 1, marks: Number(flags.marks) });
    const boots = Number(flags.boots);
    saveRun(store, { boots, marks: Math.round(180_000 / boots), startAt: HOUR });
    saveRun(store, { boots: 1, marks: 30, startAt: 2n * HOUR });
    store.close();
  }
  const store = openStore(db, { mode: "read" });
  const all = await store.listBoots({ limit: 10_000 });
  const large = all.boots.at(-1)?.id;
  const [usual, ofMany] = all.boots.map(({ id }) => id);
  store.close();
  if (large === undefined || ofMany === undefined || usual === undefined)
    throw new Error("the database has no boots");
  return { large, ofMany, usual };
}

const { large, ofMany, usual } = await fill();

/**
 * Runs in the server: tells, when asked, what happened since it was asked before, ms. The longest delay of its event loop,
 * by the clock; the most that its main thread computed between two turns of it, which holds on a busy machine, too; and
 * what all its threads took of the processor.
 */
const WATCH = `
  import { monitorEventLoopDelay } from "node:perf_hooks";
  const delays = monitorEventLoopDelay({ resolution: 2 });
  delays.enable();
  let [before, most] = [process.threadCpuUsage(), 0];
  setInterval(() => {
    const { user, system } = process.threadCpuUsage(before);
    before = process.threadCpuUsage();
    most = Math.max(most, (user + system) / 1e3);
  }, 1).unref();
  process.on("message", () => {
    const { user, system } = process.cpuUsage();
    process.send({ longest: delays.max / 1e6, held: most, cpu: (user + system) / 1e3 });
    delays.reset();
    most = 0;
  });
  process.channel.unref();
`;
const server = fork(join(ROOT, "apps/dashboard/server/main.ts"), ["--db", db, "--port", "0"], {
  execArgv: ["--import", `data:text/javascript,${encodeURIComponent(WATCH)}`],
  stdio: ["ignore", "ignore", 2, "ipc"],
});
const [{ url: ORIGIN }] = (await once(server, "message")) as [{ url: string }];

type Load = { readonly longest: number; readonly held: number; readonly cpu: number };
async function load(): Promise<Load> {
  server.send("load");
  const [told] = (await once(server, "message")) as [Load];
  return told;
}

const read = async (path: string, options: RequestInit = {}) => {
  const response = await fetch(ORIGIN + path, { redirect: "manual", ...options });
  const bytes = Buffer.from(await response.arrayBuffer());
  if (response.status >= 400)
    throw new Error(`${path}: ${response.status} ${bytes.toString().slice(0, 200)}`);
  return { bytes, headers: response.headers };
};

/** Runs in a thread, which nothing that is read here holds: a tiny request after the other, while it is told to, and the
 * longest of their waits. */
const OTHERS = `
  import { parentPort, workerData } from "node:worker_threads";
  let isAsking = false;
  const ask = async () => {
    let longest = 0;
    while (isAsking) {
      const start = performance.now();
      await (await fetch(workerData)).arrayBuffer();
      longest = Math.max(longest, performance.now() - start);
      await new Promise((resume) => setTimeout(resume, 2));
    }
    parentPort.postMessage(longest);
  };
  parentPort.on("message", (told) => {
    isAsking = told;
    if (told) void ask();
  });
`;
const others = new Worker(new URL(`data:text/javascript,${encodeURIComponent(OTHERS)}`), {
  workerData: `${ORIGIN}/api/v1/openapi.json`,
});
others.unref();
/** How long others wait at most while something is done, ms. */
async function waitBeside(work: () => Promise<unknown>): Promise<number> {
  others.postMessage(true);
  await work();
  others.postMessage(false);
  const [longest] = (await once(others, "message")) as [number];
  return longest;
}

type Way = readonly [name: string, ask: () => Promise<number>];

async function measure([name, ask]: Way) {
  const loads: Load[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const { cpu } = await load();
    await ask();
    const told = await load();
    loads.push({ ...told, cpu: told.cpu - cpu });
  }
  const times: number[] = [];
  let bytes = 0;
  const wait = await waitBeside(async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const start = performance.now();
      bytes = await ask();
      times.push(performance.now() - start);
    }
  });
  const [first, ...then] = loads;
  const most = (of: "longest" | "held") => Math.round(Math.max(...then.map((each) => each[of])));
  return {
    "way out": name,
    kB: Math.round(bytes / 1_000),
    "least ms": Math.round(Math.min(...times)),
    "first CPU ms": Math.round(first?.cpu ?? 0),
    "then CPU ms": Math.round(Math.min(...then.map((each) => each.cpu))),
    "first held CPU ms": Math.round(first?.held ?? 0),
    "then held CPU ms": most("held"),
    "loop held ms": most("longest"),
    "others wait ms": Math.round(wait),
  };
}

const get = (path: string) => async () => (await read(path)).bytes.length;
/** What a command of the command line prints. */
const cli =
  (...args: string[]) =>
  async () => {
    const child = spawn(process.execPath, [join(ROOT, "packages/cli/src/main.ts"), ...args, "--db", db], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let bytes = 0;
    for await (const chunk of child.stdout) bytes += (chunk as Buffer).length;
    return bytes;
  };

const field = (html: string, name: string) =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1]?.replaceAll("&amp;", "&") ?? "";
async function makeShare(): Promise<string> {
  const preview = (await read(`/share?boot=${large}&show=marks`)).bytes.toString();
  const form = new URLSearchParams({
    boot: large,
    show: "marks",
    previewed: field(preview, "previewed"),
    title: "large",
    expires: "30",
  });
  const { headers } = await read("/api/shares", {
    method: "POST",
    body: form,
    headers: { Origin: ORIGIN, "Sec-Fetch-Site": "same-origin" },
  });
  const token = /made=\d+\.([\w-]{24})/.exec(headers.get("set-cookie") ?? "")?.[1];
  if (token === undefined) throw new Error("no share was made");
  return `/s/${token}`;
}

const cursorOf = async (of: "marks" | "events") =>
  (JSON.parse((await read(`/api/v1/boots/${large}/${of}`)).bytes.toString()) as { next: string }).next;

try {
  await read("/containers");
  // Whoever asks for the first time loads what asking takes.
  await waitBeside(() => new Promise((resume) => void setTimeout(resume, 500)));
  const zoom = "zoom=2000000000..3000000000";
  const [marks, events] = [await cursorOf("marks"), await cursorOf("events")];
  let share = "";
  const formats = ["events", "otlp", "perfetto", "chrome-trace", "csv", "ndjson", "markdown", "mermaid"];
  const ways: readonly Way[] = [
    // What others wait at any rate: nothing is asked for meanwhile.
    ["nothing, for a second", () => new Promise<number>((resume) => void setTimeout(resume, 1_000, 0))],
    ["page", get(`/boots/${large}`)],
    ["page of a boot of 30 marks", get(`/boots/${usual}`)],
    ["page, zoomed", get(`/boots/${large}?${zoom}`)],
    ["page, next marks", get(`/boots/${large}?marks=${marks}`)],
    ["page, next events", get(`/boots/${large}?events=${events}`)],
    ["page, one of the many", get(`/boots/${ofMany}`)],
    ["page of the list", get("/")],
    ["live board", get("/live")],
    ["compare", get(`/compare?boots=${large},${ofMany}`)],
    ["against the usual", get(`/compare?boot=${large}`)],
    ["message of the page", get(`/api/boots/${large}`)],
    ["marks of a range", get(`/api/boots/${large}/marks?${zoom}`)],
    ["API: boot", get(`/api/v1/boots/${large}`)],
    ["API: marks", get(`/api/v1/boots/${large}/marks?limit=500`)],
    ["API: events", get(`/api/v1/boots/${large}/events?limit=500`)],
    ["API: compare", get(`/api/v1/compare/boots?boots=${large},${ofMany}`)],
    ["card", get(`/cards/boots/${large}.png`)],
    ...[...formats, "svg", "png", "html"].map(
      (format): Way => [`export ${format}`, get(`/api/v1/boots/${large}/export/${format}`)],
    ),
    ["export events, one of the many", get(`/api/v1/boots/${ofMany}/export/events`)],
    [
      "share: preview and make",
      async () => {
        share = await makeShare();
        return 0;
      },
    ],
    ["share: view", () => get(share)()],
    [
      "import of its events",
      async () => {
        const { bytes } = await read(`/api/v1/boots/${large}/export/events`);
        const told = await read("/api/import?name=again.ndjson", {
          method: "POST",
          body: bytes,
          headers: { Origin: ORIGIN, "Sec-Fetch-Site": "same-origin" },
        });
        return told.bytes.length;
      },
    ],
    ["hacotaki show", cli("show", large)],
    ["hacotaki show --json", cli("show", large, "--json")],
  ];
  const rows = [];
  for (const way of ways.filter(([name]) => name.includes(flags.only))) {
    rows.push(await measure(way));
    process.stderr.write(`${JSON.stringify(rows.at(-1))}\n`);
  }
  console.table(rows);
} finally {
  await others.terminate();
  server.kill();
  rmSync(folder, { recursive: true, force: true });
}
