// Bytes that a boot takes on the disk, by table and index: as it was written, and once it is archived. The file is copied
// first.
// Run: hacotaki generate --boots 20000 --seed 1 --db FILE; node bench/boot-bytes.ts --db FILE
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import Database from "better-sqlite3";
import { openStore } from "../packages/store/src/index.ts";

const { values: flags } = parseArgs({ options: { db: { type: "string" } } });
if (flags.db === undefined) throw new Error("--db FILE is missing");

type Sizes = { readonly boots: number; readonly of: ReadonlyMap<string, number> };

/** Bytes of the pages of each table and index, a boot. */
function sizesOf(path: string): Sizes {
  const db = new Database(path, { readonly: true });
  const boots = db.prepare<[], number>("SELECT count(*) FROM boot").pluck().get() ?? 0;
  const rows = db
    .prepare<[], { name: string; bytes: number }>(
      "SELECT name, sum(pgsize) AS bytes FROM dbstat GROUP BY name",
    )
    .all();
  db.close();
  return { boots, of: new Map(rows.map(({ name, bytes }) => [name, bytes / boots])) };
}

const total = ({ of }: Sizes) => [...of.values()].reduce((sum, bytes) => sum + bytes, 0);

const folder = mkdtempSync(join(dirname(flags.db), "hacotaki-bytes-"));
try {
  const path = join(folder, "bench.db");
  openStore(flags.db, { mode: "write" }).checkpoint();
  copyFileSync(flags.db, path);
  const fresh = sizesOf(path);
  const store = openStore(path, { mode: "write" });
  let longest = 0;
  const start = process.cpuUsage();
  for (let isMore = true; isMore; ) {
    const from = performance.now();
    isMore = store.compact(2n ** 62n);
    longest = Math.max(longest, performance.now() - from);
  }
  const { user, system } = process.cpuUsage(start);
  store.checkpoint();
  store.close();
  const compact = sizesOf(path);
  const sizeOf = (name: string) => Math.max(fresh.of.get(name) ?? 0, compact.of.get(name) ?? 0);
  const names = [...new Set([...fresh.of.keys(), ...compact.of.keys()])].sort(
    (a, b) => sizeOf(b) - sizeOf(a),
  );
  console.table(
    Object.fromEntries([
      ["all", { fresh: Math.round(total(fresh)), compact: Math.round(total(compact)) }],
      ...names
        .map((name) => {
          const [before, after] = [fresh.of.get(name) ?? 0, compact.of.get(name) ?? 0];
          return [name, { fresh: Math.round(before), compact: Math.round(after) }] as const;
        })
        .filter(([, sizes]) => sizes.fresh > 0 || sizes.compact > 0),
    ]),
  );
  console.log(
    `${fresh.boots} boots; compacting: ${Math.round((user + system) / fresh.boots)} µs of CPU a boot, longest piece ${longest.toFixed(0)} ms`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
