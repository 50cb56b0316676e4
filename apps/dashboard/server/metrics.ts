import { SAMPLE_NS, utcNow, type Statistics } from "@hacotaki/core";
import {
  OPEN_METRICS_TYPE,
  openMetrics,
  PROMETHEUS_TEXT_TYPE,
  prometheusText,
  type MetricFacts,
} from "@hacotaki/formats";
import type { ShipFacts, StoreReader } from "@hacotaki/store";
import { metricsFormat } from "./metrics-format.ts";
import { openReader, RequestProblem } from "./routes/problem.ts";
import type { Answer } from "./routes/route.ts";

/** A collector that told nothing for so long is not at work: its last figures would be taken for those of now. */
const STOPPED_NS = 3n * SAMPLE_NS;

function ownProcess(): MetricFacts["process"] {
  const { user, system } = process.cpuUsage();
  return {
    cpuSeconds: (user + system) / 1e6,
    memoryBytes: process.memoryUsage.rss(),
    startSeconds: Math.round(Date.now() / 1_000 - process.uptime()),
  };
}

/** Of several places the one that is the furthest behind: what one of them lacks is not shipped. */
function shippingOf(ships: readonly ShipFacts[], now: bigint): MetricFacts["shipping"] {
  const [ship] = ships.toSorted((a, b) => b.waiting - a.waiting);
  if (ship === undefined) return undefined;
  const { state, waiting, caughtUpAt, boots, failures, refused, toldAt } = ship;
  return {
    ...{ isTaken: state === "shipping", waiting, boots, failures, refused, toldAt },
    ...(caughtUpAt === undefined ? {} : { lagNs: waiting === 0 ? 0n : now - caughtUpAt }),
  };
}

async function metricsOf(
  reader: StoreReader,
  statistics: Statistics,
  ships: readonly ShipFacts[],
): Promise<MetricFacts | undefined> {
  const boots = await statistics.histograms();
  if (boots === undefined) return undefined;
  const now = utcNow();
  const [facts, [lastSeen], samples] = await Promise.all([
    reader.facts(),
    reader.liveRecordings(1),
    reader.collectorSamples(now),
  ]);
  const collector = samples.at(-1);
  const shipping = shippingOf(ships, now);
  return {
    boots,
    storedEvents: facts.events,
    recordings: facts.recordings,
    droppedEvents: facts.dropped,
    databaseBytes: facts.bytes,
    walBytes: facts.walBytes,
    revision: facts.revision,
    schemaVersion: facts.schemaVersion,
    sqliteVersion: facts.engine === "SQLite" ? facts.engineVersion : "",
    ...(facts.oldestWallTime === undefined ? {} : { oldestBoot: facts.oldestWallTime }),
    ...(lastSeen === undefined ? {} : { collectorSeen: lastSeen.seenAt }),
    collectedEvents: facts.collected,
    ...(collector === undefined || now - collector.at > STOPPED_NS ? {} : { collector }),
    ...(shipping === undefined ? {} : { shipping }),
    process: ownProcess(),
  };
}

/** GET /metrics. Half of the boots would look like a drop, and the rest like a flood: then nothing is told. */
export const answerMetrics: Answer = async ({ database, statistics, keeping }, { request, response }) => {
  const ships = keeping.read((notebook) => notebook.ships()) ?? [];
  const facts = await metricsOf(openReader(database), statistics, ships);
  if (facts === undefined) throw new RequestProblem(503, "The boots are still being counted.");
  const [type, text] =
    metricsFormat(request.headers.accept) === "text"
      ? [PROMETHEUS_TEXT_TYPE, prometheusText(facts)]
      : [OPEN_METRICS_TYPE, openMetrics(facts)];
  response.writeHead(200, { "Content-Type": type, "Cache-Control": "no-store", Vary: "Accept" });
  response.end([...text].join(""));
};
