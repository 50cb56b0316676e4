import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { instant, type Boot, type BootId, type RunId, type Span } from "@hacotaki/core";
import { createShipper, migrate, openEngine, parseDestination } from "@hacotaki/fleet";
import { openNotebook, openStore } from "@hacotaki/store";
import { ADMIN, READER, SHIPPER, startEngine } from "../fleet/engine.ts";
import { removeFolder, startDashboard, temporaryFolder, type Dashboard } from "./dashboard.ts";

const MS = 1_000_000n;
const MINUTE = 60_000n * MS;
const WORK = [
  { slug: "evaluate", label: "evaluate haco file", group: "supervise", ms: 30 },
  { slug: "network", label: "network", group: "network", ms: 12 },
  { slug: "pivot-root", label: "pivot_root", group: "filesystem", ms: 20 },
  { slug: "exec", label: "exec", group: "exec", ms: 4 },
] as const;

/** A host and how its boots are. */
export type MadeHost = {
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly kernel?: string;
  readonly boots: number;
  /** How many times as long spans take, by their slugs. */
  readonly slow?: Readonly<Record<string, number>>;
  /** One of so many boots failed. */
  readonly failsEach?: number;
  /** Hours since anything of it arrived. */
  readonly silentHours?: number;
};

/** Of one container or another, a minute apart, the newest a minute old. */
function bootOf({ name, kernel, boots, slow = {}, failsEach }: MadeHost, place: number, n: number): Boot {
  const start = BigInt(n + 1) * MINUTE;
  const isFailed = failsEach !== undefined && n % failsEach === failsEach - 1;
  let at = start;
  const spans = WORK.map(({ slug, label, group, ms }, step): Span => {
    const startAt = instant(at);
    const noise = 0.9 + 0.2 * ((((n + 1) * 7919 * (step + 3) + place * 104_729) % 1000) / 1000);
    at += BigInt(Math.round(ms * (slow[slug] ?? 1) * noise * 1e6));
    const fixed = { slug, label, group, lane: "container", onPath: true } as const;
    return { ...fixed, startAt, from: "A", state: "closed", endAt: instant(at), to: "B" };
  });
  const id = `${place}${n.toString().padStart(15, "0")}`;
  return {
    id: id as BootId,
    runId: id as RunId,
    hostId: `host-${name}`,
    hostName: name,
    kernelBootId: `kernel-boot-${name}`,
    ...(kernel === undefined ? {} : { kernel }),
    sourceKind: "live",
    container: n % 3 === 0 ? "db" : "web",
    containerSource: "hostname",
    generation: "0.11",
    outcome: isFailed ? "failed" : "up",
    losses: [],
    furthestPhase: "CONTAINER_EXECING",
    startAt: instant(start),
    startBy: "exec",
    ...(isFailed ? { endAt: instant(at) } : { upAt: instant(at), upBy: "exec" }),
    wallTime: BigInt(Date.now()) * MS - BigInt(boots - n) * MINUTE,
    lineage: "lineage",
    command: ["/usr/sbin/httpd"],
    processes: [],
    processCount: 0,
    spans,
    markCount: 0,
  };
}

/** What a collector on that host would have written. */
function store(db: string, host: MadeHost, place: number) {
  const writer = openStore(db, { mode: "write" });
  const recording = writer.startRecording({
    kind: "live",
    hostId: `host-${host.name}`,
    hostName: host.name,
    kernelBootId: `kernel-boot-${host.name}`,
    ...(host.kernel === undefined ? {} : { kernel: host.kernel }),
    path: "/usr/bin/haconiwa",
    probes: [],
    hasKernelEvents: true,
    startedAt: BigInt(Date.now()) * MS,
  });
  const boots = Array.from({ length: host.boots }, (_, n) => bootOf(host, place, n));
  writer.save({ runs: [], boots, retired: [], marks: [], events: [] }, recording);
  return writer;
}

function destinationAt(port: number, user: string) {
  const parsed = parseDestination(`clickhouse://${user}@127.0.0.1:${port}/hacotaki`);
  if (parsed.kind !== "destination") throw new Error(parsed.reason);
  return parsed.destination;
}

/** Sends all boots of a host's database. */
async function ship(db: string, { labels = {} }: MadeHost, port: number): Promise<void> {
  const destination = destinationAt(port, SHIPPER.name);
  const [reader, notebook] = [openStore(db, { mode: "write" }), openNotebook(db)];
  const engine = openEngine(destination, { password: SHIPPER.password });
  const { signal } = new AbortController();
  try {
    const shipper = await createShipper({ store: reader, notebook, destination, engine, labels, signal });
    while ((await shipper.round()).kind === "more");
  } finally {
    await engine.close();
    notebook.close();
    reader.close();
  }
}

/** Boots of several hosts in one host's own database, as merged ones are. */
export function storeHosts(db: string, hosts: readonly MadeHost[]): void {
  hosts.forEach((host, place) => store(db, host, place).close());
}

export type ServedFleet = { readonly dashboard: Dashboard; stop(): Promise<void> };

/** Hosts that shipped their boots, and a dashboard over them. */
export async function serveFleet(hosts: readonly MadeHost[]): Promise<ServedFleet> {
  const folder = temporaryFolder();
  const running = await startEngine(join(folder, "engine"));
  const admin = openEngine(destinationAt(running.port, ADMIN.name), { password: ADMIN.password });
  await migrate(admin, { database: "hacotaki" });
  for (const [place, host] of hosts.entries()) {
    const db = join(folder, `${host.name}.db`);
    store(db, host, place).close();
    await ship(db, host, running.port);
    if (host.silentHours !== undefined)
      await admin.run(
        `ALTER TABLE hacotaki.boot UPDATE arrived_at = arrived_at - INTERVAL ${host.silentHours} HOUR WHERE host_name = '${host.name}' SETTINGS mutations_sync = 2`,
      );
  }
  await admin.close();
  const password = join(folder, "password");
  writeFileSync(password, READER.password);
  const dashboard = await startDashboard(join(folder, "kept.db"), [
    ...["--port", "0", "--store", `clickhouse://${READER.name}@127.0.0.1:${running.port}/hacotaki`],
    ...["--password-file", password],
  ]);
  return {
    dashboard,
    async stop() {
      await dashboard.stop();
      await running.close();
      removeFolder(folder);
    },
  };
}
