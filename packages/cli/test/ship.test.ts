import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { acquireWriterLock } from "@hacotaki/store";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ADMIN, hasEngine, SHIPPER, startEngine, type RunningEngine } from "../../../test/fleet/engine.ts";
import { databaseOf, hacotaki, newFolder } from "./hacotaki.ts";

const FIXTURES = ["web.ndjson", "killed.ndjson"];

describe.skipIf(!hasEngine)("hacotaki ship", () => {
  let engine: RunningEngine;
  beforeAll(async () => {
    engine = await startEngine(join(newFolder(), "engine"));
  });
  afterAll(() => engine.close());
  const addressFor = (user: string) => `clickhouse://${user}@127.0.0.1:${engine.port}/hacotaki`;
  const asShipper = { env: { HACOTAKI_FLEET_PASSWORD: SHIPPER.password } };

  test("says what is missing, ships once it is there, and has nothing more to ship then", async () => {
    const db = await databaseOf(...FIXTURES);
    const ship = () => hacotaki(["ship", "--db", db, "--to", addressFor("shipper"), "--once"], asShipper);
    const without = await ship();
    expect(without.code).toBe(1);
    expect(without.stderr).toContain("its tables are not there: make them by: hacotaki fleet migrate");

    const file = join(newFolder(), "password");
    writeFileSync(file, `${ADMIN.password}\n`);
    const migrate = ["fleet", "migrate", "--to", addressFor("admin"), "--password-file", file];
    expect((await hacotaki(migrate)).stdout).toMatch(/from version 0 to [1-9]/);
    expect((await hacotaki(migrate)).stdout).toContain("nothing to do");

    const first = await ship();
    expect(first).toMatchObject({ code: 0, stderr: "" });
    expect(first.stdout).toMatch(/shipped [1-9]\d* boots to clickhouse:/);
    expect((await ship()).stdout).toContain("shipped 0 boots");
  });

  test("of one database goes to one place by one process at a time", async () => {
    const db = await databaseOf("web.ndjson");
    const lock = acquireWriterLock(db, "ship");
    const second = await hacotaki(["ship", "--db", db, "--to", addressFor("shipper"), "--once"], asShipper);
    lock.release();
    expect(second.code).toBe(1);
    expect(second.stderr).toContain("is being shipped by another process already");
  });

  test("with a wrong password says so, and boots stay until the place is forgotten", async () => {
    const db = await databaseOf("web.ndjson");
    const env = { HACOTAKI_FLEET_PASSWORD: "guessed" };
    const refused = await hacotaki(["ship", "--db", db, "--to", addressFor("shipper"), "--once"], { env });
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain("it does not know this user or password");
    const prune = ["prune", "--db", db, "--older-than", "1h"];
    expect((await hacotaki(prune)).stdout).toMatch(/Deleted 0 boots.*wait to be shipped/);
    expect((await hacotaki(["fleet", "forget", "--db", db])).stdout).toContain("boots wait");
    await hacotaki(["fleet", "forget", "--db", db, addressFor("shipper")]);
    expect((await hacotaki(prune)).stdout).toMatch(/Deleted [1-9]\d* boots/);
  });
});

test.each([
  [["--to", "clickhouse://a:secret@ch/db"], "holds a password"],
  [["--to", "ch:8123"], "give an address"],
  [[], "--to"],
  [["--to", "clickhouse://ch/db", "--label", "role"], "role=web"],
  [["--to", "clickhouse://ch/db", "--label", `role=${"x".repeat(300)}`], "more than 200 characters"],
  [["--to", "clickhouse://ch/db", "--password-file", "/nowhere"], "cannot read the password"],
])("ship %j is wrong usage, and says why", async (flags, words) => {
  const db = await databaseOf("web.ndjson");
  const { code, stderr } = await hacotaki(["ship", "--db", db, ...flags]);
  expect(stderr).toContain(words);
  expect(stderr).not.toContain("secret");
  expect(code).toBe(2);
});

test("a cluster's name is one", async () => {
  const { code, stderr } = await hacotaki([
    "fleet",
    "migrate",
    "--to",
    "clickhouse://ch/db",
    "--cluster",
    "a; DROP",
  ]);
  expect(code).toBe(2);
  expect(stderr).toContain("letters, digits and underscores");
});
