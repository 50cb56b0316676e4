import { onCluster, tableStatements, type Layout, type Table } from "./layout.ts";
import { BOOT } from "./tables.ts";

/** By which boots are found: a number of 32 bits takes a third of their ids, and leads few to another boot's host. */
export const hashOf = (id: string): string => `toUInt32(cityHash64(${id}))`;

const COLUMNS = ["boot_hash", "host_id", "month"];

/**
 * Of which hosts a boot can be, by its id alone: the key of `boot` begins with the host. Whoever looks for a boot at its
 * place looks everywhere where it is not there. The month, of its arrival, is for whoever deletes what is old.
 */
const BOOT_PLACE: Table = {
  name: "boot_place",
  key: "(boot_hash, host_id)",
  shard: BOOT.shard,
  engine: "ReplacingMergeTree",
  replacedBy: "",
  body: `  boot_hash UInt32 CODEC(Delta, ZSTD(3)),
  host_id LowCardinality(String) CODEC(ZSTD(3)),
  month Date CODEC(ZSTD(3))`,
};

/** Boots of before, and whatever comes from then on. */
export function placeStatements(layout: Layout): readonly string[] {
  const { database, cluster } = layout;
  const local = (name: string) => `${database}.${name}${cluster === undefined ? "" : "_local"}`;
  const chosen = `SELECT ${hashOf("boot_id")} AS boot_hash, host_id, toStartOfMonth(arrived_at) AS month`;
  return [
    ...tableStatements(layout, BOOT_PLACE),
    `CREATE MATERIALIZED VIEW IF NOT EXISTS ${database}.boot_to_place${onCluster(layout)} TO ${local("boot_place")} AS ${chosen} FROM ${local("boot")}`,
    `INSERT INTO ${database}.boot_place (${COLUMNS.join(", ")}) ${chosen} FROM ${database}.boot`,
  ];
}
