import type { Statistics } from "@hacotaki/core";
import {
  OPEN_METRICS_TYPE,
  openMetrics,
  PROMETHEUS_TEXT_TYPE,
  prometheusText,
  type MetricFacts,
} from "@hacotaki/formats";
import type { StoreReader } from "@hacotaki/store";
import { metricsFormat } from "./metrics-format.ts";
import { openReader, RequestProblem } from "./routes/problem.ts";
import type { Answer } from "./routes/route.ts";

async function metricsOf(reader: StoreReader, statistics: Statistics): Promise<MetricFacts | undefined> {
  const boots = await statistics.histograms();
  if (boots === undefined) return undefined;
  const [facts, [lastSeen]] = await Promise.all([reader.facts(), reader.liveRecordings(1)]);
  return {
    boots,
    storedEvents: facts.events,
    recordings: facts.recordings,
    droppedEvents: facts.dropped,
    databaseBytes: facts.bytes,
    walBytes: facts.walBytes,
    revision: facts.revision,
    schemaVersion: facts.schemaVersion,
    sqliteVersion: facts.sqliteVersion,
    ...(facts.oldestWallTime === undefined ? {} : { oldestBoot: facts.oldestWallTime }),
    ...(lastSeen === undefined ? {} : { collectorSeen: lastSeen.seenAt }),
  };
}

/** GET /metrics. Half of the boots would look like a drop, and the rest like a flood: then nothing is told. */
export const answerMetrics: Answer = async ({ database, statistics }, { request, response }) => {
  const facts = await metricsOf(openReader(database), statistics);
  if (facts === undefined) throw new RequestProblem(503, "The boots are still being counted.");
  const [type, text] =
    metricsFormat(request.headers.accept) === "text"
      ? [PROMETHEUS_TEXT_TYPE, prometheusText(facts)]
      : [OPEN_METRICS_TYPE, openMetrics(facts)];
  response.writeHead(200, { "Content-Type": type, "Cache-Control": "no-store", Vary: "Accept" });
  response.end([...text].join(""));
};
