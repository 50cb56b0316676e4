import type { ServerResponse } from "node:http";
import type { Statistics } from "@hacotaki/core";
import { OPEN_METRICS_TYPE, openMetrics } from "@hacotaki/formats";
import type { StoreReader } from "@hacotaki/store";
import type { Database } from "./database.ts";
import { StatisticsUnavailable } from "./statistics/client.ts";

async function metricsOf(reader: StoreReader, statistics: Statistics): Promise<string | undefined> {
  const boots = await statistics.histograms();
  if (boots === undefined) return undefined;
  const [facts, [lastSeen]] = await Promise.all([reader.facts(), reader.liveRecordings(1)]);
  const text = openMetrics({
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
  });
  return [...text].join("");
}

const unavailable = (response: ServerResponse, reason: string) =>
  response
    .writeHead(503, { "Content-Type": "text/plain; charset=utf-8", "Retry-After": "5" })
    .end(`${reason}\n`);

/** GET /metrics. Half of the boots would look like a drop, and the rest like a flood: then nothing is told. */
export async function answerMetrics(
  database: Database,
  statistics: Statistics,
  isHead: boolean,
  response: ServerResponse,
): Promise<void> {
  const state = database.state();
  if (state.kind !== "open")
    return void unavailable(response, state.kind === "absent" ? "There is no database yet." : state.message);
  let text: string | undefined;
  try {
    text = await metricsOf(state.reader, statistics);
  } catch (error) {
    if (!(error instanceof StatisticsUnavailable) && database.fail(error) === undefined) throw error;
    return void unavailable(response, error instanceof Error ? error.message : String(error));
  }
  if (text === undefined) return void unavailable(response, "The boots are still being counted.");
  response.writeHead(200, { "Content-Type": OPEN_METRICS_TYPE, "Cache-Control": "no-store" });
  response.end(isHead ? undefined : text);
}
