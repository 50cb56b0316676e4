import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, existsSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { openStore } from "@hacotaki/store";
import { expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "../../../..");
const MAIN = join(ROOT, "apps/dashboard/server/main.ts");
/** Nobody in particular. */
const ID = 65_534;
const isBuilt = existsSync(join(ROOT, "apps/dashboard/.next/BUILD_ID"));
const canDrop = process.getuid?.() === 0 && spawnSync("setpriv", ["--version"]).status === 0;

const UNPRIVILEGED = [
  `--reuid=${ID}`,
  `--regid=${ID}`,
  "--clear-groups",
  "--bounding-set=-all",
  "--inh-caps=-all",
  "--no-new-privs",
];

/** Needs root, to let go of it; setpriv; and a built dashboard. */
test.skipIf(!canDrop || !isBuilt)("the dashboard serves pages without a privilege of any kind", async () => {
  const folder = mkdtempSync(join(tmpdir(), "hacotaki-least-"));
  chownSync(folder, 0, ID);
  chmodSync(folder, 0o2770);
  const db = join(folder, "hacotaki.db");
  openStore(db, { mode: "write" }).close();
  chownSync(db, 0, ID);
  const child = spawn("setpriv", [...UNPRIVILEGED, process.execPath, MAIN, "--db", db, "--port", "0"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    let url = "";
    for await (const line of createInterface({ input: child.stdout })) {
      url = /http:\/\/\S+/.exec(line)?.[0] ?? "";
      if (url !== "") break;
    }
    expect((await fetch(url)).status).toBe(200);
    const status = readFileSync(`/proc/${child.pid}/status`, "utf8");
    for (const set of ["CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"])
      expect(status).toMatch(new RegExp(`^${set}:\\s+0+$`, "m"));
    expect(status).toMatch(/^NoNewPrivs:\s+1$/m);
    const pinned = await fetch(`${url}/api/pins`, {
      method: "POST",
      headers: { Origin: url },
      body: new URLSearchParams({ boot: "0123456789abcdef", pinned: "no" }),
      redirect: "manual",
    });
    expect(pinned.status).toBe(303);
  } finally {
    child.kill();
    await once(child, "exit");
  }
});

test.skipIf(!canDrop)("such a process can neither load BPF nor look into the processes of others", () => {
  const script = `
    import { readFileSync } from "node:fs";
    let told = "";
    try { readFileSync("/proc/${process.pid}/environ"); told += "environ read;"; }
    catch (error) { told += error.code + ";"; }
    const { checkSupport } = await import("@hacotaki/native");
    told += JSON.stringify(checkSupport().capabilities);
    process.stdout.write(told);`;
  const { stdout, stderr } = spawnSync(
    "setpriv",
    [...UNPRIVILEGED, process.execPath, "--input-type=module", "--eval", script],
    { cwd: join(ROOT, "packages/collector"), encoding: "utf8" },
  );
  expect(stdout, stderr).toMatch(/^EACCES;/);
  expect(JSON.parse(stdout.slice("EACCES;".length))).toEqual({
    bpf: false,
    perfmon: false,
    sysPtrace: false,
    sysAdmin: false,
  });
});
