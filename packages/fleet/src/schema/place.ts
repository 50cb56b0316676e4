import { fedStatements, type Layout, type Table } from "./layout.ts";
import { BOOT } from "./tables.ts";

/** By which boots are found: a number of 32 bits takes a third of their ids, and leads few to another boot's host. */
export const hashOf = (id: string): string => `toUInt32(cityHash64(${id}))`;

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

/** Of boots of before, and of whatever comes from then on. */
export const placeStatements = (layout: Layout): readonly string[] =>
  fedStatements(layout, BOOT_PLACE, {
    view: "boot_to_place",
    from: BOOT,
    columns: ["boot_hash", "host_id", "month"],
    chosen: [`${hashOf("boot_id")} AS boot_hash`, "host_id", "toStartOfMonth(arrived_at) AS month"],
  });
