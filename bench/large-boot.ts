// What a boot of very many marks, and a run of very many containers, cost on every way out: bytes, time, and how long
// other requests wait meanwhile. Needs a built dashboard. Run: node bench/large-boot.ts [--marks 200000] [--boots 1000]
// [--db FILE] keeps the database and takes it again, for filling it takes minutes.
import { fork, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
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

async function fill(): Promise<{ readonly large: BootId; readonly ofMany: BootId }> {
  if (!existsSync(db)) {
    const store = openStore(db, { mode: "write" });
    saveRun(store, { boots: 1, marks: Number(flags.marks) });
    const boots = Number(flags.boots);
    saveRun(store, { boots, marks: Math.round(180_000 / boots), startAt: HOUR });
    store.close();
  }
  const store = openStore(db, { mode: "read" });
  const all = await store.listBoots({ limit: 10_000 });
  const large = all.boots.at(-1)?.id;
  const ofMany = all.boots[0]?.id;
  store.close();
  if (large === undefined || ofMany === undefined) throw new Error("the database has no boots");
  return { large, ofMany };
}

const { large, ofMany } = await fill();

/** Runs in the server: tells, when asked, the longest delay of its event loop since it was asked before, and what all its
 * threads took of the processor, ms. */
const WATCH = `
  import { monitorEventLoopDelay } from "node:perf_hooks";
  const delays = monitorEventLoopDelay({ resolution: 2 });
  delays.enable();
  process.on("message", () => {
    const { user, system } = process.cpuUsage();
    process.send({ longest: delays.max / 1e6, cpu: (user + system) / 1e3 });
    delays.reset();
  });
  process.channel.unref();
`;
const server = fork(join(ROOT, "apps/dashboard/server/main.ts"), ["--db", db, "--port", "0"], {
  execArgv: ["--import", `data:text/javascript,${encodeURIComponent(WATCH)}`],
  stdio: ["ignore", "ignore", 2, "ipc"],
});
const [{ url: ORIGIN }] = (await once(server, "message")) as [{ url: string }];

async function load(): Promise<{ readonly longest: number; readonly cpu: number }> {
  server.send("load");
  const [told] = (await once(server, "message")) as [{ longest: number; cpu: number }];
  return told;
}

const read = async (path: string, options: RequestInit = {}) => {
  const response = await fetch(ORIGIN + path, { redirect: "manual", ...options });
  const bytes = Buffer.from(await response.arrayBuffer());
  if (response.status >= 400)
    throw new Error(`${path}: ${response.status} ${bytes.toString().slice(0, 200)}`);
  return { bytes, headers: response.headers };
};

/** A tiny request after the other, until told to stop: the longest of their waits, ms. */
function others(): { stop(): Promise<number> } {
  let isStopped = false;
  let longest = 0;
  const ended = (async () => {
    while (!isStopped) {
      const start = performance.now();
      await read("/api/v1/openapi.json");
      longest = Math.max(longest, performance.now() - start);
      await new Promise((resume) => void setTimeout(resume, 2));
    }
  })();
  return {
    async stop() {
      isStopped = true;
      await ended;
      return longest;
    },
  };
}

type Way = readonly [name: string, ask: () => Promise<number>];

async function measure([name, ask]: Way) {
  const alone: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const { cpu } = await load();
    await ask();
    alone.push((await load()).cpu - cpu);
  }
  await load();
  const beside = others();
  const times: number[] = [];
  let bytes = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    bytes = await ask();
    times.push(performance.now() - start);
  }
  const waited = await beside.stop();
  return {
    "way out": name,
    kB: Math.round(bytes / 1_000),
    "least ms": Math.round(Math.min(...times)),
    "first CPU ms": Math.round(alone[0] ?? 0),
    "then CPU ms": Math.round(Math.min(...alone.slice(1))),
    "others wait ms": Math.round(waited),
    "loop held ms": Math.round((await load()).longest),
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
  const zoom = "zoom=2000000000..3000000000";
  const [marks, events] = [await cursorOf("marks"), await cursorOf("events")];
  let share = "";
  const formats = ["events", "otlp", "perfetto", "chrome-trace", "csv", "ndjson", "markdown", "mermaid"];
  const ways: readonly Way[] = [
    ["page", get(`/boots/${large}`)],
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
  server.kill();
  rmSync(folder, { recursive: true, force: true });
}
