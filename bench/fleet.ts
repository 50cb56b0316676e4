// Boots that are shipped to ClickHouse's engine with their raw events: how many a second, and bytes that each takes there.
// The engine runs in a process of its own on this machine (test/fleet), behind HTTP; the boots are made up, and lie in a
// database before the clock starts. Bars: 5,000 boots a second, 400 bytes a boot.
// Run: node bench/fleet.ts [--boots 50000] [--db FILE]
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createShipper, migrate, openEngine, parseDestination } from "../packages/fleet/src/index.ts";
import { openNotebook, openStore } from "../packages/store/src/index.ts";
import { ADMIN, SHIPPER, startEngine } from "../test/fleet/engine.ts";
import { makeDatabase } from "./made-database.ts";

const { values: flags } = parseArgs({
  options: { boots: { type: "string", default: "50000" }, db: { type: "string" } },
});
const folder = mkdtempSync(join(tmpdir(), "hacotaki-fleet-bench-"));
const path = flags.db ?? join(folder, "hacotaki.db");
makeDatabase(path, Number(flags.boots), "--seed", "1");

const running = await startEngine(join(folder, "engine"));
const parsed = parseDestination(`clickhouse://${SHIPPER.name}@127.0.0.1:${running.port}/hacotaki`);
if (parsed.kind === "wrong") throw new Error(parsed.reason);
const { destination } = parsed;
const admin = openEngine({ url: destination.url, user: ADMIN.name }, { password: ADMIN.password });
await migrate(admin, { database: destination.database });
// A file of an earlier version is brought to this one.
openStore(path, { mode: "write" }).close();
const store = openStore(path, { mode: "read" });
const notebook = openNotebook(path);
// Of an earlier run over the same file.
notebook.forgetShip(destination.name);
const engine = openEngine(destination, { password: SHIPPER.password });
const shipper = await createShipper({
  ...{ store, notebook, destination, engine, signal: new AbortController().signal },
  labels: { role: "web", zone: "eu-1" },
});

/** Seconds of a processor that a process has taken: user and system, in hundredths (proc(5)). */
const processorOf = (pid: number) => {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
};
const start = performance.now();
const cpu = process.cpuUsage();
const engineCpu = processorOf(running.pid);
let boots = 0;
for (;;) {
  const round = await shipper.round();
  if (round.kind === "idle") break;
  if (round.kind === "later") throw new Error(round.reason);
  boots += round.pushed;
}
const seconds = (performance.now() - start) / 1_000;
const { user, system } = process.cpuUsage(cpu);
const engineTook = processorOf(running.pid) - engineCpu;

type Size = { readonly name: string; readonly bytes: string; readonly rows: string };
const sizes = () =>
  admin.rows<Size>(
    `SELECT table AS name, toString(sum(bytes_on_disk)) AS bytes, toString(sum(rows)) AS rows FROM system.parts
     WHERE active AND database = 'hacotaki' GROUP BY table ORDER BY table`,
  );
const shipped = await sizes();
for (const { name } of shipped) await admin.run(`OPTIMIZE TABLE hacotaki.${name} FINAL`);
const merged = await sizes();
const [events] = await admin.rows<{ n: string }>(
  "SELECT toString(sum(events)) AS n FROM hacotaki.run_events",
);
const total = (all: readonly Size[]) => all.reduce((sum, { bytes }) => sum + Number(bytes), 0) / boots;
console.table(
  Object.fromEntries([
    ...merged.map(({ name, bytes }, n) => [
      name,
      {
        "bytes a boot, as shipped": Math.round(Number(shipped[n]?.bytes) / boots),
        merged: Math.round(Number(bytes) / boots),
      },
    ]),
    ["all", { "bytes a boot, as shipped": Math.round(total(shipped)), merged: Math.round(total(merged)) }],
  ]),
);
console.log(
  `${boots} boots with ${events?.n} events in ${seconds.toFixed(1)} s: ${Math.round(boots / seconds)} a second; the shipper took ${Math.round((user + system) / boots)} µs of CPU a boot, the engine ${Math.round((engineTook * 1e6) / boots)}; the shipper ${Math.round(process.memoryUsage().rss / 1e6)} MB`,
);
const columns = await admin.rows<{ name: string; bytes: number }>(
  `SELECT table || '.' || name AS name, round(data_compressed_bytes / ${boots}, 1) AS bytes FROM system.columns
   WHERE database = 'hacotaki' AND data_compressed_bytes > 0 ORDER BY data_compressed_bytes DESC LIMIT 25`,
);
console.table(Object.fromEntries(columns.map(({ name, bytes }) => [name, { "bytes a boot": bytes }])));
await admin.close();
await engine.close();
notebook.close();
store.close();
await running.close();
rmSync(folder, { recursive: true, force: true });
