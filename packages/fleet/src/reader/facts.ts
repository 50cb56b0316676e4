import type { DatabaseFacts, StoreReader } from "@hacotaki/store";
import type { Ask } from "./ask.ts";
import type { Arrivals } from "./arrivals.ts";
import { createKeptAnswer } from "./kept.ts";

/** What takes a look at everything and is told beside other things: it holds so long, ms. */
const ASIDE_MS = 60_000;

type Aside = Pick<DatabaseFacts, "bytes" | "events">;

/** What the fleet's database holds, in numbers and names. It has no recordings: hosts ship boots, not how they came. */
export function createFleetFacts(
  ask: Ask,
  arrivals: Pick<Arrivals, "revision">,
  place: { readonly name: string; readonly version: number; readonly engineVersion: string },
): Pick<
  StoreReader,
  "containers" | "hosts" | "facts" | "recordings" | "liveRecordings" | "retention" | "collectorSamples"
> {
  let aside: { readonly at: number; readonly facts: Promise<Aside> } | undefined;

  let countedAt: { readonly revision: bigint; readonly boots: number; readonly oldest?: bigint } | undefined;
  const counted = createKeptAnswer(async () => {
    const revision = await arrivals.revision();
    if (countedAt?.revision === revision) return countedAt;
    const [row] = await ask<{ readonly boots: string; readonly oldest: string | null }>(
      "count the boots of",
      `SELECT toString(count()) AS boots, toString(toUnixTimestamp64Nano(min(started_at))) AS oldest FROM {db:Identifier}.boots`,
    );
    const oldest = row?.oldest ?? undefined;
    return (countedAt = {
      revision,
      boots: Number(row?.boots ?? 0),
      ...(oldest === undefined ? {} : { oldest: BigInt(oldest) }),
    });
  });
  const containers = createKeptAnswer(async () => {
    const rows = await ask<{ readonly container: string; readonly boots: string }>(
      "read the containers of",
      "SELECT container, toString(count()) AS boots FROM {db:Identifier}.boots GROUP BY container ORDER BY container",
    );
    return rows.map(({ container, boots }) => ({ name: container, boots: Number(boots) }));
  });

  async function lookAside(): Promise<Aside> {
    const [row] = await ask<{ readonly events: string }>(
      "count the events of",
      "SELECT toString(sum(events)) AS events FROM {db:Identifier}.run_events",
    );
    // Who may read the tables may not read the server's own.
    const sizes = await ask<{ readonly bytes: string }>(
      "measure",
      "SELECT toString(sum(bytes_on_disk)) AS bytes FROM system.parts WHERE active AND database = {db:String}",
    ).catch(() => []);
    return { events: Number(row?.events ?? 0), bytes: Number(sizes[0]?.bytes ?? 0) };
  }

  const beside = () => {
    if (aside === undefined || Date.now() - aside.at > ASIDE_MS) {
      const facts = lookAside();
      aside = { at: Date.now(), facts };
      facts.catch(() => (aside = undefined));
    }
    return aside.facts;
  };

  return {
    containers,
    hosts: () =>
      ask<{ readonly id: string; readonly name: string }>(
        "read the hosts of",
        // Of versions, which spares putting boots together: all of a host's boots are never deleted.
        `SELECT host_id AS id, argMax(host_name, arrived_at) AS name FROM {db:Identifier}.boot WHERE is_deleted = 0
         GROUP BY host_id ORDER BY name, id`,
      ),
    async facts() {
      const revision = await arrivals.revision();
      const [{ boots, oldest }, { events, bytes }] = [await counted(), await beside()];
      return {
        path: place.name,
        ...{ bytes, walBytes: 0, boots, events, recordings: 0, collected: 0n, dropped: 0n },
        schemaVersion: String(place.version),
        engine: "ClickHouse",
        engineVersion: place.engineVersion,
        ...(oldest === undefined ? {} : { oldestWallTime: oldest }),
        revision,
      };
    },
    recordings: () => Promise.resolve([]),
    liveRecordings: () => Promise.resolve([]),
    retention: () => Promise.resolve(undefined),
    collectorSamples: () => Promise.resolve([]),
  };
}
