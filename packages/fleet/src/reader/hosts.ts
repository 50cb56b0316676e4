import type { HostFacts, StoreReader } from "@hacotaki/store";
import type { Ask } from "./ask.ts";

type Row = {
  readonly id: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly last_arrival: string;
  readonly lately: string;
};

const factsOf = ({ id, name, labels, last_arrival: last, lately }: Row): HostFacts => ({
  ...{ id, name, labels },
  lastArrival: BigInt(last),
  arrivedLately: Number(lately),
});

/** The hosts of a fleet, and what came of them: of versions, which spares putting boots together. */
export const createFleetHosts = (ask: Ask): Required<Pick<StoreReader, "hostFacts">> => ({
  async hostFacts(limit) {
    const rows = await ask<Row>(
      "read the hosts of",
      `SELECT host_id AS id, argMax(host_name, arrived_at) AS name, argMax(labels, arrived_at) AS labels,
         toString(toUnixTimestamp64Nano(max(arrived_at) AS last)) AS last_arrival,
         toString(uniqIf(boot_id, arrived_at >= now() - INTERVAL 2 DAY)) AS lately
       FROM {db:Identifier}.boot WHERE is_deleted = 0 GROUP BY host_id ORDER BY last DESC, id LIMIT {limit:UInt32}`,
      { limit },
    );
    return rows.map(factsOf);
  },
});
