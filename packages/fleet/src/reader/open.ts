import { isCursor, rowKeyOf, StoreError, type StoreReader } from "@hacotaki/store";
import type { Destination } from "../destination.ts";
import { openEngine, type Access } from "../engine.ts";
import { schemaVersion } from "../migrate.ts";
import { SCHEMA_VERSION } from "../schema/migrations.ts";
import { createFleetStatistics, type FleetStatistics } from "../statistics/open.ts";
import { createArrivals } from "./arrivals.ts";
import { createAsk, storeErrorOf } from "./ask.ts";
import { createFleetBoots } from "./boots.ts";
import { createFleetDetail } from "./detail.ts";
import { createFleetEvents } from "./events.ts";
import { createFleetFacts } from "./facts.ts";
import { createFleetFeed, followArrivals, type Following } from "./feed.ts";
import { createFleetHosts } from "./hosts.ts";
import { createFleetList } from "./list.ts";
import { createFleetMarks } from "./marks.ts";
import { createFleetOverlap } from "./overlap.ts";
import { createFleetSamples } from "./samples.ts";
import { createTexts } from "./texts.ts";

/** The newest boots of a fleet that statistics hold in memory, where nobody says how many. */
export const MOST_SAMPLES = 2_000_000;

export type FleetPlace = {
  readonly destination: Destination;
  readonly access: Access;
  /** Boots that are given to statistics at most: the newest. */
  readonly mostSamples?: number;
};

/** Nobody shows boots out of tables of which this version does not know how they are read. */
function assertVersion(version: number, name: string): void {
  if (version === SCHEMA_VERSION) return;
  if (version > SCHEMA_VERSION)
    throw new StoreError(
      "denied",
      `cannot read ${name}: its tables are of version ${version}, this Hacotaki knows ${SCHEMA_VERSION}: install the newer Hacotaki here`,
    );
  throw new StoreError(
    "denied",
    version === 0
      ? `cannot read ${name}: its tables are not there: make them by: hacotaki fleet migrate`
      : `cannot read ${name}: its tables are of version ${version}, this Hacotaki reads ${SCHEMA_VERSION}: bring them up to date by: hacotaki fleet migrate`,
  );
}

export type FleetReader = StoreReader & {
  /** As `watch`, for whoever wants to know of failures as well. */
  follow(everyMs: () => number, following: Following): { stop(): void };
  readonly statistics: FleetStatistics;
};

/** Boots of a fleet, as those of one host's database are read. @throws StoreError */
export async function openFleet({
  destination,
  access,
  mostSamples = MOST_SAMPLES,
}: FleetPlace): Promise<FleetReader> {
  const engine = openEngine(destination, access);
  const { name, database } = destination;
  const ask = createAsk(engine, destination);
  try {
    assertVersion(await schemaVersion(engine, database), name);
    const [row] = await ask<{ readonly version: string }>("open", "SELECT version() AS version");
    const arrivals = createArrivals(ask);
    const boots = createFleetBoots(ask);
    const texts = createTexts(ask);
    const facts = createFleetFacts(ask, arrivals, {
      name,
      version: SCHEMA_VERSION,
      engineVersion: row?.version ?? "",
    });
    const { pagesOf, ofRun, ...events } = createFleetEvents(ask);
    return {
      listBoots: createFleetList(ask, texts),
      // For a text names of every boot are looked at.
      isIndexed: ({ text = "" }) => text === "",
      isCursor,
      ...boots,
      ...createFleetOverlap(ask),
      ...events,
      ...createFleetMarks(ask, { ofRun }),
      ...createFleetDetail(ask, { findBoot: boots.findBoot, pagesOf }),
      isRowCursor: (of, cursor) => rowKeyOf(of === "marks" ? "mark" : "phase_event", cursor) !== undefined,
      ...createFleetSamples(ask, arrivals, mostSamples),
      ...createFleetFeed(ask, arrivals),
      ...facts,
      ...createFleetHosts(ask),
      mostSamples,
      follow: (everyMs, following) => followArrivals(arrivals, everyMs, following),
      statistics: createFleetStatistics({ ask, texts, hosts: facts.hosts }),
      close: () => void engine.close(),
    };
  } catch (error) {
    await engine.close();
    throw storeErrorOf(error, "open", name);
  }
}
