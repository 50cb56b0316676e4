import { execFileSync } from "node:child_process";
import { createServer } from "node:http";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { hasEngine, SHIPPER, startEngine, type Fault } from "../../../test/fleet/engine.ts";
import { assembled, bootAt, eventsOfBoot, NOTHING } from "../../store/test/builder.ts";
import { openEngine } from "../src/index.ts";
import { failureOf } from "../src/answer.ts";
import { schemaVersion } from "../src/migrate.ts";
import {
  destinationAt,
  openFleet,
  openSpool,
  shipperOf,
  temporaryFolder,
  untilQuiet,
  type Fleet,
} from "./fleet.ts";

const last = <T>(values: readonly T[]) => values.at(-1);
const boots = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => bootAt(from + n));

describe.skipIf(!hasEngine)("a fleet's database that", () => {
  let fleet: Fleet;
  beforeEach(async () => {
    fleet = await openFleet();
  });
  afterEach(() => fleet.close());

  const counts = () => fleet.rows("SELECT count() AS boots, uniqExact(boot_id) AS ids FROM hacotaki.boots");

  test("was away gets all that came meanwhile, nothing twice", async () => {
    const spool = openSpool();
    spool.save({ ...NOTHING, boots: boots(0, 10) });
    const shipper = await shipperOf(spool, fleet);
    await untilQuiet(shipper);
    await fleet.running.close();
    for (let from = 10; from < 2_010; from += 100) {
      spool.save({ ...NOTHING, boots: boots(from, from + 100) });
      expect(last(await untilQuiet(shipper))).toMatchObject({ kind: "later" });
    }
    expect(spool.notebook.ships()).toMatchObject([{ state: "waiting", waiting: 2_000, failures: 20 }]);
    await fleet.restart();
    expect(last(await untilQuiet(shipper))).toEqual({ kind: "idle" });
    expect(await counts()).toEqual([{ boots: 2_010, ids: 2_010 }]);
    expect(spool.notebook.ships()).toMatchObject([{ state: "shipping", waiting: 0 }]);
  });

  test.each(["before", "within", "after"] as const)(
    "is killed %s an insert loses nothing and doubles nothing",
    async (dies) => {
      const spool = openSpool();
      const changes = Array.from({ length: 40 }, (_, n) => assembled(eventsOfBoot(n)));
      for (const each of changes) spool.save(each);
      const shipper = await shipperOf(spool, fleet);
      await fleet.running.fault({ dies });
      expect(await shipper.round()).toMatchObject({ kind: "later" });
      await fleet.running.gone;
      // The shipper dies as well.
      await fleet.restart();
      expect(last(await untilQuiet(await shipperOf(spool, fleet)))).toEqual({ kind: "idle" });
      expect(await counts()).toEqual([{ boots: 40, ids: 40 }]);
      const events = changes.reduce((sum, each) => sum + each.events.length, 0);
      expect(await fleet.rows("SELECT toUInt32(sum(events)) AS n FROM hacotaki.run_events")).toEqual([
        { n: events },
      ]);
    },
  );

  test.each<[string, Fault["refuse"], string]>([
    [
      "a quota",
      { code: 201, type: "QUOTA_EXCEEDED", message: "Quota for user has been exceeded" },
      "no room",
    ],
    ["too many parts", { code: 252, type: "TOO_MANY_PARTS", message: "Too many parts" }, "too much to do"],
    ["a role", { code: 497, type: "ACCESS_DENIED", message: "Not enough privileges" }, "this user may not"],
    ["an unknown error", { code: 49, type: "LOGICAL_ERROR", message: "Oh" }, "Oh (49 LOGICAL_ERROR)"],
  ])("refuses by %s is told why, and gets everything later", async (_, refuse, words) => {
    const spool = openSpool();
    spool.save({ ...NOTHING, boots: boots(0, 5) });
    const shipper = await shipperOf(spool, fleet);
    await fleet.running.fault(refuse === undefined ? {} : { refuse });
    const refused = last(await untilQuiet(shipper));
    expect(refused).toMatchObject({ kind: "later" });
    expect(refused).toHaveProperty("reason", expect.stringContaining(words));
    expect(spool.notebook.ships()).toMatchObject([{ state: "waiting", waiting: 5, refused: 0 }]);
    await fleet.running.fault();
    await untilQuiet(shipper);
    expect(await counts()).toEqual([{ boots: 5, ids: 5 }]);
  });

  test("lacks a column says that its tables are of another version, and gives up no boot", async () => {
    const spool = openSpool();
    spool.save({ ...NOTHING, boots: boots(0, 3) });
    const shipper = await shipperOf(spool, fleet);
    await fleet.admin.run("ALTER TABLE hacotaki.boot DROP COLUMN bundle");
    const refused = last(await untilQuiet(shipper));
    expect(refused).toHaveProperty("reason", expect.stringContaining("hacotaki fleet migrate"));
    expect(spool.notebook.ships()).toMatchObject([{ waiting: 3, refused: 0, revision: 0n }]);
  });

  test("refuses one boot gets all others, and the one is named", async () => {
    const spool = openSpool();
    spool.save({ ...NOTHING, boots: boots(0, 20) });
    const shipper = await shipperOf(spool, fleet);
    const { id } = bootAt(7);
    const bad = { code: 117, type: "INCORRECT_DATA", message: "Bad row", like: id };
    await fleet.running.fault({ refuse: bad });
    const rounds = await untilQuiet(shipper);
    expect(last(rounds)).toEqual({ kind: "idle" });
    expect(rounds).toContainEqual(expect.objectContaining({ lost: 1, note: expect.stringContaining(id) }));
    expect(await counts()).toEqual([{ boots: 19, ids: 19 }]);
  });

  test("refuses every boot has none given up", async () => {
    const spool = openSpool();
    spool.save({ ...NOTHING, boots: boots(0, 5) });
    const shipper = await shipperOf(spool, fleet);
    await fleet.running.fault({ refuse: { code: 117, type: "INCORRECT_DATA", message: "Bad row" } });
    expect(last(await untilQuiet(shipper))).toHaveProperty(
      "reason",
      expect.stringContaining("it refuses every boot"),
    );
    await fleet.running.fault();
    await untilQuiet(shipper);
    expect(await counts()).toEqual([{ boots: 5, ids: 5 }]);
  });

  test("is slow holds one request, and never the host's own writing", async () => {
    const spool = openSpool();
    spool.save({ ...NOTHING, boots: boots(0, 100) });
    const shipper = await shipperOf(spool, fleet);
    await fleet.running.fault({ holds: true });
    const round = shipper.round();
    for (let from = 100; from < 1_100; from += 100)
      spool.save({ ...NOTHING, boots: boots(from, from + 100) });
    await fleet.running.fault();
    expect(await round).toEqual({ kind: "more", pushed: 64 });
    await untilQuiet(shipper);
    expect(await counts()).toEqual([{ boots: 1_100, ids: 1_100 }]);
  });
});

/** A certificate for 127.0.0.1 that nobody but itself signed. */
function certificate(folder: string) {
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  execFileSync(
    "openssl",
    [
      ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"],
      ...["-keyout", key, "-out", cert, "-days", "2", "-subj", "/CN=127.0.0.1"],
      ...["-addext", "subjectAltName=IP:127.0.0.1"],
    ],
    { stdio: "ignore" },
  );
  return { key, cert };
}

describe.skipIf(!hasEngine)("a connection", () => {
  test("by TLS is only to a server whose certificate is known", async () => {
    const folder = temporaryFolder();
    const tls = certificate(folder);
    const running = await startEngine(join(folder, "data"), { tls });
    onTestFinished(() => running.close());
    const destination = { url: `https://127.0.0.1:${running.port}`, user: SHIPPER.name };
    const access = { password: SHIPPER.password };
    const known = openEngine(destination, { ...access, ca: readFileSync(tls.cert) });
    expect(await schemaVersion(known, "hacotaki")).toBe(0);
    await known.close();
    for (const url of [destination.url, destination.url.replace("https", "http")]) {
      const engine = openEngine({ ...destination, url }, access);
      const error = await schemaVersion(engine, "hacotaki").catch((reason: unknown) => reason);
      expect(failureOf(error)).toMatchObject({ kind: "later" });
      if (url === destination.url) expect(failureOf(error)).toMatchObject({ needsChange: true });
      await engine.close();
    }
  });
});

test("a web page in the place of a database is told to be one", async () => {
  const server = createServer((_, response) => response.writeHead(502).end("<!DOCTYPE html><h1>Log in</h1>"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const engine = openEngine(destinationAt(address.port, "shipper"), { password: "" });
  const error = await schemaVersion(engine, "hacotaki").catch((reason: unknown) => reason);
  expect(failureOf(error)).toHaveProperty("reason", expect.stringContaining("web page"));
  await engine.close();
});

test("a server that is not there is told by what the connection failed of", async () => {
  const engine = openEngine(destinationAt(1, "shipper"), { password: "" });
  const error = await schemaVersion(engine, "hacotaki").catch((reason: unknown) => reason);
  expect(failureOf(error)).toEqual({ kind: "later", reason: expect.stringContaining("ECONNREFUSED") });
  await engine.close();
});
