// Writes a database of very many boots in a few minutes: rows as the store writes them, indexes made last.
import Database from "better-sqlite3";
import { instant } from "../packages/core/src/index.ts";
import { openStore } from "../packages/store/src/index.ts";
import { packProcesses } from "../packages/store/src/packed-processes.ts";
import { packSpans, type PackedSpan } from "../packages/store/src/packed-spans.ts";

const WALL = 1_700_000_000_000_000_000;
/** Slug, group, lane, and usual length in µs. */
export const SPANS = [
  ["runtime-start", "supervise", "launcher", 47_000],
  ["evaluate", "supervise", "launcher", 5_000],
  ["prepare", "supervise", "supervisor", 1_500],
  ["fork", "supervise", "supervisor", 300],
  ["namespace", "namespace", "container", 1_200],
  ["filesystem", "filesystem", "container", 400],
  ["rlimit", "limits", "container", 20],
  ["cgroup", "limits", "container", 150],
  ["remount", "filesystem", "container", 300],
  ["uid-map", "identity", "container", 700],
  ["pivot-root", "filesystem", "container", 19_000],
  ["capability", "security", "container", 250],
  ["seccomp", "security", "container", 40],
  ["handover", "identity", "container", 500],
  ["exec", "exec", "container", 350],
  ["app-start", "exec", "application", 30_000],
  ["wait-setup", "supervise", "supervisor", 24_000],
] as const;
const ON_PATH = SPANS.length - 2;
const HOSTS = 8;
const CONTAINERS = 200;
const DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";

/** The same numbers in every run: a small linear generator. */
function generator() {
  let state = 42;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Makes the database at `path`, which must not exist yet. */
export function writeManyBoots(path: string, boots: number): void {
  openStore(path, { mode: "write" }).close();
  const db = new Database(path);
  db.pragma("journal_mode = OFF");
  db.pragma("synchronous = OFF");
  db.pragma("foreign_keys = OFF");
  db.pragma("cache_size = -400000");
  const indexes = db
    .prepare<[], { name: string; sql: string }>(
      "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL",
    )
    .all();
  for (const { name } of indexes) db.exec(`DROP INDEX "${name}"`);

  const random = generator();
  const id = () => {
    let text = "";
    for (let n = 0; n < 16; n++) text += DIGITS[Math.floor(random() * 32)];
    return text;
  };
  const insert = (table: string, columns: string) =>
    db.prepare(
      `INSERT INTO "${table}" (${columns}) VALUES (${columns
        .split(",")
        .map(() => "?")
        .join()})`,
    );
  const addHost = insert("host", "key,id,name");
  for (let n = 0; n < HOSTS; n++) addHost.run(n + 1, `host-${n}`, `node-${n}`);
  insert(
    "recording",
    "id,kind,host_key,host_name,kernel_boot_id,path,probes,has_kernel_events,started_at,seen_at,events,dropped",
  ).run(1, "live", 1, "node-0", "kernel-boot", "/usr/bin/haconiwa", "[]", 1, 1, 1, 0, 0);
  const addKind = insert("span_kind", 'key,slug,label,"group",lane,on_path,"from","to"');
  SPANS.forEach(([slug, group, lane], n) =>
    addKind.run(n + 1, slug, slug, group, lane, n < ON_PATH ? 1 : 0, "A", "B"),
  );
  const addRun = insert("run", "key,id,recording_id,host_key,kernel_boot_id,start_at,is_open");
  const addBoot = insert(
    "boot",
    "key,id,revision,digest,run_key,host_key,host_name,kernel,source_kind,container,container_source,generation,outcome,losses," +
      "furthest_phase,lineage,wall_time,sort_time,boot_duration,sort_duration,ready_duration,start_at,start_by,up_at,up_by," +
      "ready_at,end_at,is_open,mark_count,process_count,haco_file,command,spans,processes",
  );
  const counts = new Map<string, number>();

  db.exec("BEGIN");
  for (let n = 0; n < boots; n++) {
    const key = n + 1;
    const host = Math.floor(random() ** 2 * HOSTS);
    const container = `web-${Math.floor(random() ** 2 * CONTAINERS)}`;
    const hasFailed = random() < 0.02;
    const slowness = Math.exp((random() + random() + random() - 1.5) * 1.2);
    const start = 1_000_000_000 + n * 2_600_000_000;
    let at = start;
    const spans: PackedSpan[] = [];
    SPANS.forEach(([, , , usual], position) => {
      if (hasFailed && position >= 10) return;
      const length = Math.round(usual * 1_000 * slowness * Math.exp((random() - 0.5) * 1.5));
      const startAt = BigInt(position < ON_PATH ? at : start);
      spans.push({ kind: position + 1, state: "closed", startAt, duration: BigInt(length) });
      if (position < ON_PATH) at += length;
    });
    const up = hasFailed ? null : at;
    const duration = hasFailed ? null : at - start;
    const ready = hasFailed ? null : at + 30_000_000;
    addRun.run(key, id(), 1, host + 1, `kernel-boot-${host}`, start, 0);
    const pid = 1_000 + (n % 30_000);
    const processes = packProcesses(BigInt(start), [
      { tgid: pid, lane: "supervisor", comm: "haconiwa", startAt: instant(BigInt(start)) },
      { tgid: pid + 1, lane: "container", comm: "httpd", startAt: instant(BigInt(at)) },
    ]);
    addBoot.run(
      ...[
        key,
        id(),
        key,
        Buffer.alloc(8),
        key,
        host + 1,
        `node-${host}`,
        "6.18.0",
        "live",
        container,
        "hostname",
        "0.11",
      ],
      ...[
        hasFailed ? "failed" : "ready",
        "",
        hasFailed ? "CONTAINER_UID_MAPPING_SETUP" : "CONTAINER_EXECING",
        "lineage",
      ],
      ...[BigInt(WALL) + BigInt(start), BigInt(WALL) + BigInt(start), duration, duration ?? -1],
      ...[
        ready === null ? null : ready - start,
        start,
        "exec",
        up,
        up === null ? null : "exec",
        ready,
        at,
        0,
        0,
        2,
      ],
      ...[n === 17 ? "/etc/haconiwa.d/needle.haco" : `/etc/haconiwa.d/${container}.haco`],
      "/usr/sbin/httpd -DFOREGROUND",
      packSpans(BigInt(start), spans),
      processes,
    );
    counts.set(container, (counts.get(container) ?? 0) + 1);
  }
  const addContainer = insert("container", "name,boots");
  for (const [name, n] of counts) addContainer.run(name, n);
  db.prepare("UPDATE counter SET value = ? WHERE name IN ('revision', 'boots')").run(boots);
  db.exec("COMMIT");
  for (const { sql } of indexes) db.exec(sql);
  db.pragma("journal_mode = WAL");
  db.close();
}
