import { omitUndefined } from "@hacotaki/core";
import type { HostFacts, StoreReader } from "@hacotaki/store";
import type { Ask } from "./ask.ts";
import { conditionsOf } from "./filter.ts";

type Row = {
  readonly id: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly boots: string;
  readonly failed: string;
  readonly last_boot: string | null;
  readonly last_arrival: string;
  readonly measured: string;
  readonly p50: number;
  readonly p95: number;
};

const factsOf = (row: Row): HostFacts => ({
  id: row.id,
  name: row.name,
  labels: row.labels,
  boots: Number(row.boots),
  failed: Number(row.failed),
  lastArrival: BigInt(row.last_arrival),
  ...omitUndefined({
    lastBoot: row.last_boot === null ? undefined : BigInt(row.last_boot),
    p50: row.measured === "0" ? undefined : row.p50,
    p95: row.measured === "0" ? undefined : row.p95,
  }),
});

/** The hosts of a fleet, in figures. */
export const createFleetHosts = (ask: Ask): Required<Pick<StoreReader, "hostFacts">> => ({
  async hostFacts(limit, label) {
    const { text, params } = conditionsOf(omitUndefined({ hostLabel: label }));
    const rows = await ask<Row>(
      "read the hosts of",
      `SELECT host_id AS id, argMax(host_name, arrived_at) AS name, argMax(labels, arrived_at) AS labels,
         toString(count()) AS boots, toString(countIf(outcome = 'failed')) AS failed,
         toString(toUnixTimestamp64Nano(max(started_at))) AS last_boot,
         toString(toUnixTimestamp64Nano(max(arrived_at))) AS last_arrival,
         toString(count(boot_duration_ns)) AS measured,
         ifNotFinite(ifNull(quantile(0.5)(boot_duration_ns), 0), 0) AS p50,
         ifNotFinite(ifNull(quantile(0.95)(boot_duration_ns), 0), 0) AS p95
       FROM {db:Identifier}.boots GROUP BY host_id HAVING ${text} ORDER BY max(arrived_at) DESC, id LIMIT {limit:UInt32}`,
      { ...params, limit },
    );
    return rows.map(factsOf);
  },
});
