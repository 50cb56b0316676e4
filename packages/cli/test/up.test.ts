import { spawn } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { findPrograms } from "@hacotaki/collector";
import { afterEach, describe, expect, test } from "vitest";
import { until } from "../../../test/until.ts";
import { ended, hacotaki, newFolder, REPOSITORY, start, type Ended } from "./hacotaki.ts";

/** Processes that have this database among their arguments: `up` and its children, whoever their parent is. */
function processesOf(db: string): { pid: number; args: string }[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((name) => {
      try {
        const args = readFileSync(`/proc/${name}/cmdline`, "utf8").split("\0");
        return args.includes(db) ? [{ pid: Number(name), args: args.join(" ") }] : [];
      } catch {
        return []; // gone while we looked
      }
    });
}
const pidOf = (db: string, program: string) =>
  processesOf(db).find(({ args }) => args.includes(program))?.pid ?? Number.NaN;

type Running = {
  readonly db: string;
  readonly pid: number;
  readonly url: string;
  readonly said: () => string;
  readonly end: Promise<Ended>;
};
const started: string[] = [];

/** Starts something that runs `up` and waits for its dashboard. */
async function running(launch: (db: string) => ReturnType<typeof start>): Promise<Running> {
  const db = join(newFolder(), "hacotaki.db");
  started.push(db);
  const child = launch(db);
  let said = "";
  child.stdout.on("data", (chunk: Buffer) => {
    said += chunk.toString();
  });
  const end = ended(child);
  const url = await until(() => /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0], "the dashboard's address");
  return { db, pid: child.pid ?? Number.NaN, url, said: () => said, end };
}
const up = (...flags: string[]) => running((db) => start(["up", "--port", "0", "--db", db, ...flags]));

const allGone = (db: string) => until(() => processesOf(db).length === 0, "the end of all its processes");

afterEach(() => {
  for (const db of started.splice(0)) for (const { pid } of processesOf(db)) process.kill(pid, "SIGKILL");
});

describe("hacotaki up", () => {
  test("runs dashboard and collector in processes of their own, and first tells where everything is", async () => {
    const { db, url, said, pid } = await up();
    const answer = await fetch(url);
    expect(answer.status).toBe(200);
    await until(() => said().includes("Ctrl-C"), "its first words");
    expect(said()).toMatch(new RegExp(`dashboard {2}(│ )?(starting …|${url})`));
    expect(said()).toContain(`database   ${db}`);
    await until(() => /collector +(│ )?(waiting|attached|follows|off)/.test(said()), "the collector's state");
    expect(pidOf(db, "dashboard/server")).not.toBe(pid);
  });

  /** Without root nothing is looked for; where one is in a usual place, there is nothing to wait for. */
  test.skipIf(process.getuid?.() !== 0 || findPrograms().haconiwa.length > 0)(
    "says what to do next where no runtime is, and nothing of it where one is named",
    async () => {
      const without = await up("--no-oci");
      await until(() => without.said().includes("Ctrl-C"), "its first words");
      const [, block] = without.said().split("collector  waiting");
      expect(block).toMatch(
        /^ {2}next {7}.*example boots.*\n.*--binary \/path\/to\/haconiwa, or --runtime \/path\/to\/runc\n/m,
      );
      const page = async () => (await fetch(without.url)).text();
      await until(async () => (await page()).includes("The collector runs and waits"), "the page to say so");
      const named = await up("--binary", join(REPOSITORY, "test/runtime/build/haconiwa-0.11"));
      await until(() => named.said().includes("Ctrl-C"), "its first words");
      expect(named.said()).not.toContain("example boots");
    },
  );

  test("pushes boots where an endpoint is named, and says once when it cannot be one", async () => {
    const withEndpoint = (endpoint: string) =>
      running((db) =>
        start(["up", "--no-collect", "--port", "0", "--db", db], {
          env: { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint },
        }),
      );
    const right = await withEndpoint("http://127.0.0.1:1");
    await until(() => right.said().includes("Ctrl-C"), "its first words");
    expect(right.said()).toContain("push       pushing boots to http://127.0.0.1:1/v1/traces");
    const wrong = await withEndpoint("127.0.0.1:4317");
    // Among the first words, or after them where the part is slow to start.
    await until(() => /push +(│ )?off: /.test(wrong.said()), "the push to be off");
    expect(wrong.said()).toMatch(/push +(off: |│ ).*no http or https address/);
    expect((await fetch(wrong.url)).status).toBe(200);
  });

  test("ships boots where a fleet's database is named, and says once when it cannot be one", async () => {
    const withAddress = (address: string) =>
      running((db) =>
        start([
          "up",
          "--no-collect",
          "--port",
          "0",
          "--db",
          db,
          "--ship-to",
          address,
          "--ship-label",
          "role=web",
        ]),
      );
    const right = await withAddress("clickhouse://shipper@127.0.0.1:1/hacotaki");
    await until(
      () => /ship +(│ )?shipping boots to clickhouse:\/\/shipper@127\.0\.0\.1:1\/hacotaki/.test(right.said()),
      "the shipper's first words",
    );
    const wrong = await withAddress("clickhouse://shipper:secret@127.0.0.1:1/hacotaki");
    await until(() => /ship +(│ )?off: .*holds a password/.test(wrong.said()), "the shipper to be off");
    expect((await fetch(wrong.url)).status).toBe(200);
  });

  /** Root has privileges to take away; setpriv is part of every Debian. */
  test.skipIf(process.getuid?.() !== 0)(
    "its parts let go of root's privileges: all of them, or all but those for tracing",
    async () => {
      const { db } = await up();
      const effective = (program: string) => {
        const status = readFileSync(`/proc/${pidOf(db, program)}/status`, "utf8");
        return BigInt(`0x${/^CapEff:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? ""}`);
      };
      expect(effective("dashboard/server")).toBe(0n);
      await until(() => pidOf(db, " record ") > 0, "the collector");
      const SYS_MODULE = 1n << 16n;
      const SETUID = 1n << 7n;
      await until(() => (effective(" record ") & (SYS_MODULE | SETUID)) === 0n, "it to let go of privileges");
      expect(effective(" record ")).not.toBe(0n);
    },
  );

  test("starts a killed part again, tells why, and leaves the other alone", async () => {
    const { db, url, said } = await up();
    await until(() => said().includes("Ctrl-C"), "its first words");
    const collector = pidOf(db, " record ");
    const dashboard = pidOf(db, "dashboard/server");
    process.kill(dashboard, "SIGKILL");
    await until(
      () => said().includes("dashboard │ ended (killed by SIGKILL); starting again in 1 s"),
      "the reason",
    );
    await until(() => ![Number.NaN, dashboard].includes(pidOf(db, "dashboard/server")), "another dashboard");
    expect(pidOf(db, " record ")).toEqual(collector);
    await until(() => said().split(url).length === 3, "its address, the same");
  });

  /** Without root there is no collector to hang. */
  test.skipIf(process.getuid?.() !== 0)("starts a collector again that hangs, and says why", async () => {
    const { db, said } = await up();
    await until(
      () => /collector +(│ )?(waiting|attached|follows)/.test(said()),
      "the collector's first words",
    );
    const collector = pidOf(db, " record ");
    process.kill(collector, "SIGSTOP");
    await until(
      () => said().includes("collector │ ended (no sign of life for 20 s, so it was killed)"),
      "the reason",
    );
    await until(() => ![Number.NaN, collector].includes(pidOf(db, " record ")), "another collector");
  });

  test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("%s stops everything, with success", async (signal) => {
    const { db, pid, end } = await up();
    process.kill(pid, signal);
    expect(await end).toMatchObject({ code: 0, stderr: "" });
    expect(processesOf(db)).toEqual([]);
  });

  test("leaves nothing behind even when it is killed", async () => {
    const { db, pid } = await up();
    process.kill(pid, "SIGKILL");
    await allGone(db);
  });

  test("SIGTERM to npm stops everything", async () => {
    const { db, pid, end } = await running((path) =>
      spawn("npm", ["start", "--ignore-scripts", "--", "--port", "0", "--db", path], { cwd: REPOSITORY }),
    );
    process.kill(pid, "SIGTERM");
    await end;
    await allGone(db);
  });

  test("says once what starting again cannot heal, and the dashboard goes on", async () => {
    const { db, url, said } = await up("--binary", "/bin/sh");
    await until(() => said().includes("has no probes of provider haconiwa"), "the reason");
    expect((await fetch(url)).status).toBe(200);
    // Whatever is started again comes back after a second: by the time the dashboard does, the collector would have.
    process.kill(pidOf(db, "dashboard/server"), "SIGKILL");
    await until(() => said().split(url).length === 3, "the dashboard to be started again");
    expect(said().split("has no probes").length).toBe(2);
    expect(pidOf(db, " record ")).toBeNaN();
  });

  test("says whose port it is when the port is in use", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as { port: number };
    const { code, stderr } = await hacotaki([
      "up",
      "--port",
      String(port),
      "--db",
      join(newFolder(), "x.db"),
    ]);
    server.close();
    expect(code).toBe(1);
    expect(stderr).toContain(`127.0.0.1:${port} is in use`);
  });

  test("does not start on a database it cannot read", async () => {
    const { code, stderr } = await hacotaki(["up", "--port", "0", "--db", "/etc/hostname"]);
    expect(code).toBe(1);
    expect(stderr).toContain("no SQLite database");
  });
});

describe("hacotaki serve", () => {
  test("is the dashboard alone", async () => {
    const { db, said } = await running((path) => start(["serve", "--port", "0", "--db", path]));
    expect(said()).toContain("collector  off");
    expect(processesOf(db).some(({ args }) => args.includes(" record "))).toBe(false);
  });

  test("keeps what it compiled for its next start, where only its user can write", async () => {
    const home = newFolder();
    const { pid, end } = await running((path) =>
      start(["serve", "--port", "0", "--db", path], { env: { XDG_CACHE_HOME: home } }),
    );
    process.kill(pid, "SIGTERM");
    await end;
    const kept = join(home, "hacotaki");
    expect(statSync(kept).mode & 0o777).toBe(0o700);
    const folders = readdirSync(kept, { withFileTypes: true }).filter((each) => each.isDirectory());
    expect(folders.flatMap(({ name }) => readdirSync(join(kept, name))).length).toBeGreaterThan(100);
  });
});

describe("a refusal before the start", () => {
  const refused = async ([command = "", ...flags]: readonly string[]) => {
    const db = join(newFolder(), "hacotaki.db");
    started.push(db);
    return hacotaki([command, "--port", "0", "--db", db, ...flags]);
  };

  test.each([
    ["serve", "--origin", "boots.example.org"],
    ["serve", "--proxy", "nonsense"],
    ["serve", "--listen", "nonsense"],
    ["serve", "--proxy-user-header", "X-User"],
    ["up", "--origin", "boots.example.org"],
    ["up", "--no-collect", "--proxy", "nonsense"],
  ])("%s %s %s is wrong usage, said in one line", async (...args) => {
    const { code, stdout, stderr } = await refused(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/^hacotaki: --[^\n]*\n$/);
  });

  test.each([
    ["serve", "--login"],
    ["serve", "--listen", "0.0.0.0"],
    ["serve", "--origin", "https://boots.example.org"],
    ["up", "--login"],
  ])("%s %s without a user fails, and says how to make one", async (...args) => {
    const { code, stdout, stderr } = await refused(args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^hacotaki: a login is asked for, [^\n]* hacotaki user add NAME [^\n]*\n$/);
  });
});
