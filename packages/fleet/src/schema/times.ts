import { fedStatements, type Layout, type Table } from "./layout.ts";
import { BOOT } from "./tables.ts";

const COLUMNS = ["started_at", "host_id", "boot_id", "container", "outcome"];

/**
 * Boots in the order of their beginning, by which the newest are found: a row for whatever any version of them says, so
 * that none is missed by what another says. Whoever finds a boot here asks `boot` for it.
 */
const BOOT_TIME: Table = {
  name: "boot_time",
  key: "(started_at, host_id, boot_id, container, outcome)",
  shard: BOOT.shard,
  engine: "ReplacingMergeTree",
  replacedBy: "",
  body: `  started_at DateTime64(9, 'UTC') CODEC(Delta, ZSTD(3)),
  host_id LowCardinality(String) CODEC(ZSTD(3)),
  boot_id String CODEC(ZSTD(3)),
  container LowCardinality(String) CODEC(ZSTD(3)),
  outcome LowCardinality(String) CODEC(ZSTD(3)),
  INDEX by_container container TYPE bloom_filter(0.01) GRANULARITY 1`,
};

/** Boots of before, and whatever comes from then on. */
export const timeStatements = (layout: Layout): readonly string[] =>
  fedStatements(layout, BOOT_TIME, {
    view: "boot_to_time",
    from: BOOT,
    columns: COLUMNS,
    chosen: ["assumeNotNull(started_at) AS started_at", ...COLUMNS.slice(1)],
    where: (table) => `${table}.started_at IS NOT NULL AND is_deleted = 0`,
  });
