/**
 * How much script pages come with, kB as sent: the files of their script tags, gzip as the server packs them. What is
 * loaded later (dialogs, gestures, what is pointed at) is not in it. Fails where a page has more than its budget.
 * Needs a built dashboard. Run: node bench/scripts.ts [--db FILE] [--files]
 */
import { once } from "node:events";
import { fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { get } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { openStore } from "@hacotaki/store";
import { saveRun } from "./big-boot.ts";

const { values: flags } = parseArgs({
  options: { db: { type: "string" }, files: { type: "boolean", default: false } },
});
/** kB, where a page has one. */
const BUDGETS: Readonly<Record<string, number>> = { list: 185, boot: 190 };

const folder = mkdtempSync(join(tmpdir(), "hacotaki-bench-"));
const db = flags.db ?? join(folder, "boots.db");
if (flags.db === undefined) {
  const made = openStore(db, { mode: "write" });
  saveRun(made, { boots: 12, marks: 5 });
  made.close();
}
const store = openStore(db, { mode: "read" });
const [boot, other] = (await store.listBoots({ limit: 2 })).boots;
store.close();
if (boot === undefined) throw new Error(`no boots in ${db}`);

const server = fork(
  join(import.meta.dirname, "../apps/dashboard/server/main.ts"),
  ["--db", db, "--port", "0"],
  { stdio: ["ignore", 2, 2, "ipc"] },
);
const [{ url: origin }] = (await once(server, "message")) as [{ url: string }];

/** Bytes of a file as they come over the line. */
const sent = (path: string) =>
  new Promise<number>((resolve, reject) => {
    get(origin + path, { headers: { "Accept-Encoding": "gzip" } }, (answer) => {
      let bytes = 0;
      answer.on("data", (chunk: Buffer) => (bytes += chunk.length));
      answer.on("end", () => resolve(bytes));
    }).on("error", reject);
  });

async function scriptsOf(path: string) {
  const html = await (await fetch(origin + path)).text();
  const tags = [...html.matchAll(/<script\b[^>]*\bsrc="([^"]+)"[^>]*>/g)];
  const files = new Set(tags.flatMap(([tag, src]) => (tag.includes("noModule") || !src ? [] : [src])));
  return Promise.all([...files].map(async (file) => ({ file, bytes: await sent(file) })));
}

const kb = (bytes: number) => Number((bytes / 1_000).toFixed(1));
try {
  const pages: Readonly<Record<string, string>> = {
    list: "/",
    boot: `/boots/${boot.id}`,
    compare: `/compare?boots=${boot.id},${other?.id ?? boot.id}`,
    container: `/containers/${encodeURIComponent(boot.container)}`,
    live: "/live",
    collector: "/collector",
  };
  const rows = [];
  for (const [page, path] of Object.entries(pages)) {
    const scripts = await scriptsOf(path);
    const total = kb(scripts.reduce((sum, { bytes }) => sum + bytes, 0));
    const budget = BUDGETS[page];
    rows.push({ page, files: scripts.length, "kB gzip": total, budget: budget ?? "–" });
    if (budget !== undefined && total > budget) process.exitCode = 1;
    if (flags.files)
      console.table(
        scripts.toSorted((a, b) => b.bytes - a.bytes).map(({ file, bytes }) => ({ file, kB: kb(bytes) })),
      );
  }
  console.table(rows);
} finally {
  server.kill();
  rmSync(folder, { recursive: true, force: true });
}
