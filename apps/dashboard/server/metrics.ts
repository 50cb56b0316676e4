import type { IncomingMessage, ServerResponse } from "node:http";
import type { Statistics } from "@hacotaki/core";
import {
  OPEN_METRICS_TYPE,
  openMetrics,
  PROMETHEUS_TEXT_TYPE,
  prometheusText,
  type MetricFacts,
} from "@hacotaki/formats";
import type { StoreReader } from "@hacotaki/store";
import type { Database } from "./database.ts";
import { metricsFormat } from "./metrics-format.ts";
import { StatisticsUnavailable } from "./statistics/client.ts";

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

const unavailable = (response: ServerResponse, reason: string) =>
  response
    .writeHead(503, { "Content-Type": "text/plain; charset=utf-8", "Retry-After": "5" })
    .end(`${reason}\n`);

/** GET /metrics. Half of the boots would look like a drop, and the rest like a flood: then nothing is told. */
export async function answerMetrics(
  database: Database,
  statistics: Statistics,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const state = database.state();
  if (state.kind !== "open")
    return void unavailable(response, state.kind === "absent" ? "There is no database yet." : state.message);
  let facts: MetricFacts | undefined;
  try {
    facts = await metricsOf(state.reader, statistics);
  } catch (error) {
    if (!(error instanceof StatisticsUnavailable) && database.fail(error) === undefined) throw error;
    return void unavailable(response, error instanceof Error ? error.message : String(error));
  }
  if (facts === undefined) return void unavailable(response, "The boots are still being counted.");
  const [type, text] =
    metricsFormat(request.headers.accept) === "text"
      ? [PROMETHEUS_TEXT_TYPE, prometheusText(facts)]
      : [OPEN_METRICS_TYPE, openMetrics(facts)];
  response.writeHead(200, { "Content-Type": type, "Cache-Control": "no-store", Vary: "Accept" });
  response.end(request.method === "HEAD" ? undefined : [...text].join(""));
}
