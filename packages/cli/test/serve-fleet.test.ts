import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  ADMIN,
  hasEngine,
  READER,
  SHIPPER,
  startEngine,
  type RunningEngine,
} from "../../../test/fleet/engine.ts";
import { until } from "../../../test/until.ts";
import { databaseOf, ended, fixture, hacotaki, listed, newFolder, start } from "./hacotaki.ts";

describe.skipIf(!hasEngine)("a fleet", () => {
  const folder = join(newFolder(), "engine");
  let engine: RunningEngine;
  let db: string;
  let url: string;
  let stop: () => Promise<unknown>;
  let passwordFile: string;
  const addressFor = (user: string, scheme = "clickhouse") =>
    `${scheme}://${user}@127.0.0.1:${engine.port}/hacotaki`;
  const asReader = { env: { HACOTAKI_FLEET_PASSWORD: READER.password, HACOTAKI_STORE: "" } };
  const ofFleet = (command: string, ...args: string[]) =>
    hacotaki([command, "--store", addressFor("reader"), ...args], asReader);
  async function ship() {
    const env = { HACOTAKI_FLEET_PASSWORD: SHIPPER.password };
    const { code, stderr } = await hacotaki(["ship", "--db", db, "--to", addressFor("shipper"), "--once"], {
      env,
    });
    if (code !== 0) throw new Error(stderr);
  }

  async function serve(...flags: readonly string[]) {
    const notebook = join(newFolder(), "dashboard.db");
    const store = ["--store", addressFor("reader"), "--password-file", passwordFile];
    const served = start(["serve", "--port", "0", "--db", notebook, ...store, ...flags]);
    const end = ended(served);
    let said = "";
    served.stdout.on("data", (chunk: Buffer) => {
      said += chunk.toString();
    });
    return {
      url: await until(() => /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0], "the dashboard's address"),
      stop() {
        served.kill();
        return end;
      },
    };
  }

  beforeAll(async () => {
    engine = await startEngine(folder);
    db = await databaseOf("web.ndjson", "marks.ndjson");
    const env = { HACOTAKI_FLEET_PASSWORD: ADMIN.password };
    await hacotaki(["fleet", "migrate", "--to", addressFor("admin")], { env });
    await ship();
    const password = join(newFolder(), "password");
    writeFileSync(password, READER.password);
    passwordFile = password;
    ({ url, stop } = await serve());
  });
  afterAll(async () => {
    await stop();
    await engine.close();
  });

  /** A connection that is kept alive may be closed just as it is used again. */
  const ask = (address: string, asked?: RequestInit) =>
    until(() => fetch(address, asked).catch(() => undefined), "an answer");
  async function page(path: string): Promise<string> {
    const answer = await ask(`${url}${path}`);
    expect(answer.status, path).toBe(200);
    return answer.text();
  }
  const json = async (path: string) =>
    (await ask(`${url}${path}`)).json() as Promise<Record<string, unknown>>;

  test("shows its boots on every page", async () => {
    const [first, second] = await listed(db);
    if (first === undefined || second === undefined) throw new Error("no boots");
    expect(await page("/")).toContain(first.id);
    expect(await page(`/boots/${first.id}`)).toContain(first.container);
    expect(await page("/containers")).toContain(first.container);
    expect(await page(`/containers/${first.container}`)).toContain(first.container);
    expect(await page("/images")).toContain("Images");
    expect(await page("/live")).toContain("Live");
    expect(await page("/hosts")).toContain("Hosts");
    expect(await page("/alerts")).toContain("Alerts");
    expect(await page(`/compare?a=${first.id}&b=${second.id}`)).toContain(first.container);
    expect(await page("/compare?baseline=container%3Dweb&candidate=*")).toContain("web");
    expect(await page("/collector")).toContain(addressFor("reader"));
    expect(await page("/about")).toContain("ClickHouse");
  });

  test("of which one boot is held in memory is told of whole by its database", async () => {
    const boots = await listed(db);
    const all = boots.length;
    const container = boots[0]?.container ?? "";
    const held = await serve("--store-boots", "1");
    const asked = (path: string) => ask(`${held.url}${path}`).then((answer) => answer.text());
    expect(JSON.parse(await asked("/api/overview"))).toMatchObject({
      overview: { n: all },
      state: { known: all, total: all },
    });
    for (const path of [
      "/",
      "/?q=web",
      "/?sort=span:exec",
      "/containers",
      "/images",
      `/containers/${container}`,
    ])
      expect(await asked(path), path).not.toContain("Statistics are of the newest 1");
    const { lines } = JSON.parse(await asked("/api/containers")) as {
      readonly lines: readonly { readonly boots: number; readonly known: number }[];
    };
    expect(lines.map(({ known }) => known)).toEqual(lines.map(({ boots }) => boots));
    await held.stop();
  });

  test("answers the API as a host's own dashboard does", async () => {
    const [{ id } = { id: "" }] = await listed(db);
    expect(JSON.stringify(await json(`/api/v1/boots/${id}`))).toContain(id);
    const boots = (await json("/api/v1/boots")) as { boots: readonly { id: string }[] };
    expect(boots.boots.map((boot) => boot.id)).toEqual((await listed(db)).map((boot) => boot.id));
    const events = await ask(`${url}/api/v1/boots/${id}/export/csv`);
    expect(await events.text()).toContain("boot,container");
    expect((await ask(`${url}/metrics`)).status).toBe(200);
    await until(async () => (await ask(`${url}/readyz`)).status === 200, "readiness");
  });

  test("refuses what its hosts do, and says where it is done", async () => {
    const answer = await ask(`${url}/api/import?name=x`, {
      method: "POST",
      body: "x",
      headers: { Origin: url },
    });
    expect(answer.status).toBe(409);
    expect(await answer.text()).toContain("Import on a host");
  });

  test("keeps what people keep beside the file that was named", async () => {
    const [{ id } = { id: "" }] = await listed(db);
    const form = new URLSearchParams({ boot: id });
    const answer = await ask(`${url}/api/pins`, {
      method: "POST",
      body: form,
      headers: { Origin: url },
      redirect: "manual",
    });
    expect(answer.status).toBeLessThan(400);
    expect(await page("/pins")).toContain(id);
  });

  test("shows a boot soon after it was shipped", async () => {
    const before = await listed(db);
    await hacotaki(["import", "--db", db, fixture("killed.ndjson")]);
    const fresh = (await listed(db)).find(({ id }) => before.every((boot) => boot.id !== id));
    if (fresh === undefined) throw new Error("nothing was imported");
    await ship();
    await until(async () => (await page("/")).includes(fresh.id), "the boot in the list");
    await until(
      async () => JSON.stringify(await json("/api/v1/containers")).includes(fresh.container),
      "the boot in the statistics",
    );
  });

  test("is read by commands as a file is", async () => {
    const [{ id } = { id: "" }] = await listed(db);
    const own = await hacotaki(["show", id, "--db", db, "--json"]);
    expect((await ofFleet("show", id, "--json")).stdout).toBe(own.stdout);
    const list = await hacotaki(["list", "--db", db, "--json"]);
    expect((await ofFleet("list", "--json")).stdout).toBe(list.stdout);
    expect((await ofFleet("explain", id)).code).toBe(0);
    const exported = await ofFleet("export", id, "--format", "csv");
    const digest = (text: string) => createHash("sha256").update(text).digest("hex");
    expect(digest(exported.stdout)).toBe(
      digest((await hacotaki(["export", id, "--db", db, "--format", "csv"])).stdout),
    );
  });

  test("that is read with a wrong password, or that is not there, says so", async () => {
    const env = { HACOTAKI_FLEET_PASSWORD: "guessed" };
    const refused = await hacotaki(["list", "--store", addressFor("reader")], { env });
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain("it does not know this user or password");
    const both = await hacotaki(["list", "--db", db, "--store", addressFor("reader")]);
    expect(both).toMatchObject({ code: 2, stderr: expect.stringContaining("--db and --store") });
  });

  test("that goes away is said to, and is shown again once it is back", async () => {
    const { port } = engine;
    await engine.close();
    await until(async () => (await page("/")).includes("does not answer"), "the page to say so");
    expect((await ask(`${url}/healthz`)).status).toBe(200);
    engine = await startEngine(folder, { port });
    await until(async () => (await page("/")).includes((await listed(db))[0]?.id ?? "none"), "the list");
  });
});
