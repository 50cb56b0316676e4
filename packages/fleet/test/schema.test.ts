import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ADMIN, hasEngine, SHIPPER } from "../../../test/fleet/engine.ts";
import { migrate, openEngine } from "../src/index.ts";
import { MIGRATIONS, SCHEMA_VERSION } from "../src/schema/migrations.ts";
import { openFleet, openSpool, shipperOf, untilQuiet, type Fleet } from "./fleet.ts";

test("on a cluster every table is replicated, and one over all servers keeps a host's rows together", () => {
  const statements = MIGRATIONS.flatMap((each) =>
    each.statements({ database: "db", cluster: "all_servers" }),
  );
  const heads = statements.map(
    (text) => text.replaceAll(/ \(\n[\s\S]*?\n\) /g, " (…) ").split(" AS SELECT")[0],
  );
  expect(heads).toMatchInlineSnapshot(`
    [
      "CREATE TABLE IF NOT EXISTS db.boot_local ON CLUSTER all_servers (…) ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}', version, is_deleted) ORDER BY (host_id, kernel_boot_id, boot_id)",
      "CREATE TABLE IF NOT EXISTS db.boot ON CLUSTER all_servers AS db.boot_local ENGINE = Distributed(all_servers, db, boot_local, cityHash64(host_id))",
      "CREATE TABLE IF NOT EXISTS db.run_event_local ON CLUSTER all_servers (…) ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}', version) ORDER BY (host_id, run_id, part) SETTINGS min_compress_block_size = 1048576, max_compress_block_size = 1048576",
      "CREATE TABLE IF NOT EXISTS db.run_event ON CLUSTER all_servers AS db.run_event_local ENGINE = Distributed(all_servers, db, run_event_local, cityHash64(host_id))",
      "CREATE TABLE IF NOT EXISTS db.haco_text_local ON CLUSTER all_servers (…) ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}') ORDER BY (host_id, digest)",
      "CREATE TABLE IF NOT EXISTS db.haco_text ON CLUSTER all_servers AS db.haco_text_local ENGINE = Distributed(all_servers, db, haco_text_local, cityHash64(host_id))",
      "ALTER TABLE db.boot_local ON CLUSTER all_servers ADD COLUMN IF NOT EXISTS arrived_at DateTime64(9, 'UTC') DEFAULT addNanoseconds(now64(9, 'UTC'), rowNumberInBlock()) CODEC(Delta, ZSTD(3)), ADD COLUMN IF NOT EXISTS is_explained UInt8 CODEC(ZSTD(3)), ADD INDEX IF NOT EXISTS by_arrival arrived_at TYPE minmax GRANULARITY 1",
      "ALTER TABLE db.boot ON CLUSTER all_servers ADD COLUMN IF NOT EXISTS arrived_at DateTime64(9, 'UTC') DEFAULT addNanoseconds(now64(9, 'UTC'), rowNumberInBlock()) CODEC(Delta, ZSTD(3)), ADD COLUMN IF NOT EXISTS is_explained UInt8 CODEC(ZSTD(3))",
      "ALTER TABLE db.boot_local ON CLUSTER all_servers MATERIALIZE COLUMN arrived_at SETTINGS mutations_sync = 2",
      "ALTER TABLE db.boot_local ON CLUSTER all_servers MATERIALIZE INDEX by_arrival SETTINGS mutations_sync = 2",
      "ALTER TABLE db.boot_local ON CLUSTER all_servers MODIFY COLUMN \`span.gap_ns\` CODEC(ZSTD(3)), MODIFY COLUMN \`process.nspid\` CODEC(T64, ZSTD(3)), MODIFY COLUMN \`namespaces\` CODEC(Delta, ZSTD(3)), ADD INDEX IF NOT EXISTS by_container container TYPE bloom_filter(0.01) GRANULARITY 1",
      "ALTER TABLE db.boot_local ON CLUSTER all_servers MATERIALIZE INDEX by_container SETTINGS mutations_sync = 2",
      "ALTER TABLE db.run_event_local ON CLUSTER all_servers MODIFY COLUMN \`bytes\` CODEC(ZSTD(9)), MODIFY COLUMN \`first_at\` CODEC(T64, ZSTD(3)), MODIFY COLUMN \`last_at\` CODEC(T64, ZSTD(3))",
      "ALTER TABLE db.run_event_local ON CLUSTER all_servers MODIFY SETTING min_compress_block_size = 4194304, max_compress_block_size = 4194304",
      "CREATE TABLE IF NOT EXISTS db.boot_sample_local ON CLUSTER all_servers (…) ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}', version, is_deleted) ORDER BY (host_id, kernel_boot_id, boot_id)",
      "CREATE TABLE IF NOT EXISTS db.boot_sample ON CLUSTER all_servers AS db.boot_sample_local ENGINE = Distributed(all_servers, db, boot_sample_local, cityHash64(host_id))",
      "CREATE MATERIALIZED VIEW IF NOT EXISTS db.boot_to_sample ON CLUSTER all_servers TO db.boot_sample_local",
      "INSERT INTO db.boot_sample (\`host_id\`, \`host_name\`, \`kernel_boot_id\`, \`boot_id\`, \`version\`, \`is_deleted\`, \`labels\`, \`kernel\`, \`container\`, \`runtime\`, \`engine\`, \`image\`, \`pod\`, \`container_labels\`, \`outcome\`, \`losses\`, \`furthest_phase\`, \`started_at\`, \`up_offset_ns\`, \`end_offset_ns\`, \`ready_offset_ns\`, \`haco_file\`, \`command\`, \`is_explained\`, \`cause.reason\`, \`cause.ns\`, \`span.slug\`, \`span.label\`, \`span.family\`, \`span.on_path\`, \`span.state\`, \`span.ns\`) SELECT \`host_id\`, \`host_name\`, \`kernel_boot_id\`, \`boot_id\`, \`version\`, \`is_deleted\`, \`labels\`, \`kernel\`, \`container\`, \`runtime\`, \`engine\`, \`image\`, \`pod\`, \`container_labels\`, \`outcome\`, \`losses\`, \`furthest_phase\`, \`started_at\`, \`up_offset_ns\`, \`end_offset_ns\`, \`ready_offset_ns\`, \`haco_file\`, \`command\`, \`is_explained\`, \`cause.reason\`, \`cause.ns\`, \`span.slug\`, \`span.label\`, \`span.family\`, \`span.on_path\`, \`span.state\`, \`span.ns\` FROM db.boot WHERE cityHash64(boot_id) % 16 = 0",
      "CREATE OR REPLACE VIEW db.sampled_boots ON CLUSTER all_servers",
      "ALTER TABLE db.boot_local ON CLUSTER all_servers ADD COLUMN IF NOT EXISTS events_form UInt8 CODEC(ZSTD(3)), ADD COLUMN IF NOT EXISTS events_begin_own UInt8 CODEC(ZSTD(3)), ADD COLUMN IF NOT EXISTS events_count UInt32 CODEC(ZSTD(3)), ADD COLUMN IF NOT EXISTS events_own UInt32 CODEC(ZSTD(3)), ADD COLUMN IF NOT EXISTS events_first_ns Int64 CODEC(T64, ZSTD(3)), ADD COLUMN IF NOT EXISTS events_last_ns Int64 CODEC(T64, ZSTD(3)), ADD COLUMN IF NOT EXISTS events_odd String CODEC(ZSTD(9)), ADD COLUMN IF NOT EXISTS events_main String CODEC(ZSTD(9))",
      "ALTER TABLE db.boot ON CLUSTER all_servers ADD COLUMN IF NOT EXISTS events_form UInt8 CODEC(ZSTD(3)), ADD COLUMN IF NOT EXISTS events_begin_own UInt8 CODEC(ZSTD(3)), ADD COLUMN IF NOT EXISTS events_count UInt32 CODEC(ZSTD(3)), ADD COLUMN IF NOT EXISTS events_own UInt32 CODEC(ZSTD(3)), ADD COLUMN IF NOT EXISTS events_first_ns Int64 CODEC(T64, ZSTD(3)), ADD COLUMN IF NOT EXISTS events_last_ns Int64 CODEC(T64, ZSTD(3)), ADD COLUMN IF NOT EXISTS events_odd String CODEC(ZSTD(9)), ADD COLUMN IF NOT EXISTS events_main String CODEC(ZSTD(9))",
      "ALTER TABLE db.boot_local ON CLUSTER all_servers MODIFY COLUMN \`launcher_tgid\` CODEC(T64, ZSTD(3)), MODIFY COLUMN \`supervisor_tgid\` CODEC(T64, ZSTD(3)), MODIFY COLUMN \`container_tgid\` CODEC(T64, ZSTD(3)), MODIFY COLUMN \`version\` CODEC(T64, ZSTD(3)), MODIFY COLUMN \`started_at\` CODEC(T64, ZSTD(3)), MODIFY COLUMN \`span.gap_ns\` CODEC(ZSTD(9)), MODIFY COLUMN \`command\` CODEC(ZSTD(9)), MODIFY COLUMN \`launcher_argv\` CODEC(ZSTD(9)), MODIFY COLUMN \`span.ns\` CODEC(T64, ZSTD(9)), MODIFY COLUMN \`process.start_offset_ns\` CODEC(T64, ZSTD(9)), MODIFY COLUMN \`process.exit_offset_ns\` CODEC(T64, ZSTD(9))",
      "ALTER TABLE db.boot_local ON CLUSTER all_servers MODIFY COLUMN \`events_odd\` MODIFY SETTING min_compress_block_size = 4194304, max_compress_block_size = 4194304",
      "ALTER TABLE db.boot_local ON CLUSTER all_servers MODIFY COLUMN \`events_main\` MODIFY SETTING min_compress_block_size = 4194304, max_compress_block_size = 4194304",
      "CREATE TABLE IF NOT EXISTS db.boot_time_local ON CLUSTER all_servers (…) ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}') ORDER BY (started_at, host_id, boot_id, container, outcome)",
      "CREATE TABLE IF NOT EXISTS db.boot_time ON CLUSTER all_servers AS db.boot_time_local ENGINE = Distributed(all_servers, db, boot_time_local, cityHash64(host_id))",
      "CREATE MATERIALIZED VIEW IF NOT EXISTS db.boot_to_time ON CLUSTER all_servers TO db.boot_time_local",
      "INSERT INTO db.boot_time (started_at, host_id, boot_id, container, outcome) SELECT assumeNotNull(started_at) AS started_at, host_id, boot_id, container, outcome FROM db.boot WHERE db.boot.started_at IS NOT NULL AND is_deleted = 0",
      "ALTER TABLE db.boot_local ON CLUSTER all_servers DROP COLUMN revision, ADD COLUMN revision UInt64 ALIAS bitAnd(version, 274877906943)",
      "ALTER TABLE db.boot ON CLUSTER all_servers DROP COLUMN revision, ADD COLUMN revision UInt64 ALIAS bitAnd(version, 274877906943)",
      "ALTER TABLE db.boot_local ON CLUSTER all_servers ADD COLUMN IF NOT EXISTS clock_offset_ns Int64 CODEC(ZSTD(3))",
      "ALTER TABLE db.boot ON CLUSTER all_servers ADD COLUMN IF NOT EXISTS clock_offset_ns Int64 CODEC(ZSTD(3))",
      "ALTER TABLE db.boot_local ON CLUSTER all_servers UPDATE clock_offset_ns = start_at - ifNull(toUnixTimestamp64Nano(started_at), 0) WHERE 1 SETTINGS mutations_sync = 2",
      "ALTER TABLE db.boot_local ON CLUSTER all_servers DROP COLUMN start_at, ADD COLUMN start_at Int64 ALIAS clock_offset_ns + ifNull(toUnixTimestamp64Nano(started_at), 0)",
      "ALTER TABLE db.boot ON CLUSTER all_servers DROP COLUMN start_at, ADD COLUMN start_at Int64 ALIAS clock_offset_ns + ifNull(toUnixTimestamp64Nano(started_at), 0)",
      "ALTER TABLE db.boot_local ON CLUSTER all_servers MODIFY COLUMN \`arrived_at\` CODEC(ZSTD(3)), MODIFY COLUMN \`ready_offset_ns\` CODEC(ZSTD(3)), MODIFY COLUMN \`process.tgid\` CODEC(Delta, ZSTD(9)), MODIFY COLUMN \`process.ppid\` CODEC(T64, ZSTD(9)), MODIFY COLUMN \`process.nspid\` CODEC(T64, ZSTD(9))",
      "CREATE OR REPLACE VIEW db.boots ON CLUSTER all_servers",
      "CREATE OR REPLACE VIEW db.spans ON CLUSTER all_servers",
      "CREATE OR REPLACE VIEW db.processes ON CLUSTER all_servers",
      "CREATE OR REPLACE VIEW db.marks ON CLUSTER all_servers",
      "CREATE OR REPLACE VIEW db.causes ON CLUSTER all_servers",
      "CREATE OR REPLACE VIEW db.run_events ON CLUSTER all_servers",
      "CREATE OR REPLACE VIEW db.haco_texts ON CLUSTER all_servers",
      "ALTER TABLE db.boot_local ON CLUSTER all_servers DROP INDEX IF EXISTS by_boot_id, ADD INDEX IF NOT EXISTS by_boot boot_id TYPE bloom_filter(0.001) GRANULARITY 1",
      "ALTER TABLE db.boot_local ON CLUSTER all_servers MODIFY SETTING min_bytes_for_wide_part = 104857600",
      "ALTER TABLE db.boot_local ON CLUSTER all_servers MATERIALIZE INDEX by_boot SETTINGS mutations_sync = 2",
      "CREATE TABLE IF NOT EXISTS db.boot_place_local ON CLUSTER all_servers (…) ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}') ORDER BY (boot_hash, host_id)",
      "CREATE TABLE IF NOT EXISTS db.boot_place ON CLUSTER all_servers AS db.boot_place_local ENGINE = Distributed(all_servers, db, boot_place_local, cityHash64(host_id))",
      "CREATE MATERIALIZED VIEW IF NOT EXISTS db.boot_to_place ON CLUSTER all_servers TO db.boot_place_local",
      "INSERT INTO db.boot_place (boot_hash, host_id, month) SELECT toUInt32(cityHash64(boot_id)) AS boot_hash, host_id, toStartOfMonth(arrived_at) AS month FROM db.boot",
      "ALTER TABLE db.boot_sample_local ON CLUSTER all_servers MODIFY COLUMN \`span.ns\` CODEC(T64, LZ4), MODIFY COLUMN \`cause.ns\` CODEC(T64, LZ4)",
      "ALTER TABLE db.boot_sample_local ON CLUSTER all_servers MODIFY COLUMN command Array(LowCardinality(String)) CODEC(ZSTD(3)) SETTINGS mutations_sync = 2",
      "ALTER TABLE db.boot_sample ON CLUSTER all_servers MODIFY COLUMN command Array(LowCardinality(String)) CODEC(ZSTD(3)) SETTINGS mutations_sync = 2",
    ]
  `);
});

test("versions follow each other without a gap", () => {
  expect(MIGRATIONS.map(({ version }) => version)).toEqual(MIGRATIONS.map((_, step) => step + 1));
});

describe.skipIf(!hasEngine)("a database", () => {
  let fleet: Fleet;
  beforeAll(async () => {
    fleet = await openFleet({ isMigrated: false });
  });
  afterAll(() => fleet.close());

  test("without tables gets nothing, and says how they are made", async () => {
    const [round] = await untilQuiet(await shipperOf(openSpool(), fleet));
    expect(round).toEqual({
      kind: "later",
      needsChange: true,
      reason: "its tables are not there: make them by: hacotaki fleet migrate",
    });
  });

  test("is migrated by who may, not by who ships", async () => {
    const shipper = openEngine(fleet.destination, { password: SHIPPER.password });
    await expect(migrate(shipper, { database: "hacotaki" })).rejects.toThrow("this user may not");
    await shipper.close();
  });

  test("is migrated once: a second time changes nothing", async () => {
    expect(await migrate(fleet.admin, { database: "hacotaki" })).toMatchObject({
      from: 0,
      to: SCHEMA_VERSION,
    });
    expect(await migrate(fleet.admin, { database: "hacotaki" })).toEqual({
      from: SCHEMA_VERSION,
      to: SCHEMA_VERSION,
      titles: [],
    });
  });

  test("of version 6 tells the same instants and revisions once it is migrated, however often", async () => {
    const layout = { database: "six" };
    const before = MIGRATIONS.filter(({ version }) => version <= 6);
    for (const statement of ["CREATE DATABASE six", ...before.flatMap((each) => each.statements(layout))])
      await fleet.admin.run(statement);
    const columns = "host_id, kernel_boot_id, boot_id, version, revision, started_at, start_at";
    const insert = () =>
      fleet.admin.run(`INSERT INTO six.boot (${columns}) VALUES
        ('h', 'k', 'a', bitShiftLeft(7, 38) + 41, 41, fromUnixTimestamp64Nano(1700000000123456789, 'UTC'), 5000000000000000001),
        ('h', 'k', 'b', bitShiftLeft(7, 38) + 42, 42, NULL, 77),
        ('h', 'k', 'c', bitShiftLeft(7, 38) + 43, 43, fromUnixTimestamp64Nano(9200000000000000000, 'UTC'), -9223372036854775808)`);
    await insert();
    const told = () =>
      fleet.rows(
        `SELECT boot_id, toString(revision) AS revision, toString(start_at) AS start_at FROM six.boot ORDER BY boot_id`,
      );
    const rows = await told();
    const seven = MIGRATIONS.find(({ version }) => version === 7);
    for (const statement of [1, 2].flatMap(() => seven?.statements(layout) ?? [])) {
      await fleet.admin.run(statement);
      expect(await told()).toEqual(rows);
    }
    // A shipper of before writes what is worked out now.
    await expect(insert()).rejects.toThrow("revision");
  });

  test("of version 8 knows where the boots of before are, each once, and those that come", async () => {
    const layout = { database: "eight" };
    const before = MIGRATIONS.filter(({ version }) => version <= 8);
    for (const statement of ["CREATE DATABASE eight", ...before.flatMap((each) => each.statements(layout))])
      await fleet.admin.run(statement);
    const insert = (boots: string) =>
      fleet.admin.run(`INSERT INTO eight.boot (host_id, kernel_boot_id, boot_id, version) VALUES ${boots}`);
    await insert("('h', 'k', 'a', 1), ('h', 'k', 'a', 2), ('g', 'k', 'b', 3)");
    const nine = MIGRATIONS.find(({ version }) => version === 9);
    for (const statement of [1, 2].flatMap(() => nine?.statements(layout) ?? []))
      await fleet.admin.run(statement);
    await insert("('g', 'k', 'c', 4)");
    const places = await fleet.rows(
      "SELECT boot_hash = toUInt32(cityHash64(boot_id)) AS is_of, boot_id, eight.boot_place.host_id AS host FROM eight.boot_place FINAL, (SELECT DISTINCT boot_id FROM eight.boot) AS boots WHERE is_of ORDER BY boot_id",
    );
    expect(places).toMatchObject([
      { boot_id: "a", host: "h" },
      { boot_id: "b", host: "g" },
      { boot_id: "c", host: "g" },
    ]);
  });

  test("is made whole where a migration was broken off", async () => {
    await fleet.admin.run("DROP VIEW hacotaki.schema_version");
    await fleet.admin.run("DROP VIEW hacotaki.spans");
    await migrate(fleet.admin, { database: "hacotaki" });
    expect(await fleet.rows("SELECT count() AS spans FROM hacotaki.spans")).toEqual([{ spans: 0 }]);
  });

  test("of a later version is not written to, nor brought back", async () => {
    await fleet.admin.run("CREATE OR REPLACE VIEW hacotaki.schema_version AS SELECT 99 AS version");
    const [round] = await untilQuiet(await shipperOf(openSpool(), fleet));
    expect(round).toMatchObject({ kind: "later", needsChange: true });
    expect(round).toHaveProperty("reason", expect.stringContaining("its tables are of version 99"));
    await expect(migrate(fleet.admin, { database: "hacotaki" })).rejects.toThrow(
      "install the newer Hacotaki",
    );
  });

  test("of another user's password says so", async () => {
    const engine = openEngine(fleet.destination, { password: `${ADMIN.password}?` });
    await expect(migrate(engine, { database: "hacotaki" })).rejects.toThrow(
      "it does not know this user or password",
    );
    await engine.close();
  });
});
