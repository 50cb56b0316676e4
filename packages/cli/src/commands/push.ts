import { visibleText } from "@hacotaki/core";
import { openNotebook, PATIENCE_MS, type StoreReader } from "@hacotaki/store";
import type { Command } from "commander";
import { databasePath, withReader, type DatabaseFlag } from "../flags/database.ts";
import { EXIT } from "../output/exit-code.ts";
import { CliFailure } from "../output/failure.ts";
import { parseEndpoint, type Endpoint } from "../push/endpoint.ts";
import { follow } from "../push/follow.ts";
import { createPusher } from "../push/pusher.ts";
import { reportFailure } from "../output/report-failure.ts";
import { command } from "./command.ts";

const MAX_REASON = 300;

type PushFlags = DatabaseFlag & {
  readonly all?: boolean;
  readonly imported?: boolean;
  readonly once?: boolean;
  readonly debug?: boolean;
};

function endpointOf(env: NodeJS.ProcessEnv): Endpoint {
  const parsed = parseEndpoint(env);
  if (parsed.kind === "endpoint") return parsed.endpoint;
  const reason =
    parsed.kind === "wrong"
      ? visibleText(parsed.reason, MAX_REASON)
      : "where to? Set OTEL_EXPORTER_OTLP_ENDPOINT, such as http://localhost:4318.";
  // Under `up`, starting again would mend nothing.
  throw new CliFailure(reason, process.send === undefined ? EXIT.wrongUsage : EXIT.lasting);
}

async function pushFrom(
  store: StoreReader,
  endpoint: Endpoint,
  flags: PushFlags,
  signal: AbortSignal,
): Promise<void> {
  const notebook = openNotebook(databasePath(flags), { waitMs: PATIENCE_MS });
  const url = visibleText(endpoint.url, MAX_REASON);
  try {
    const pusher = await createPusher({
      store,
      notebook,
      endpoint,
      withImported: flags.imported === true,
      fromStart: flags.all === true,
      signal,
      now: Date.now,
    });
    const words = { verb: "push", past: "pushed", ongoing: "pushing" };
    await follow({ sender: pusher, to: url, words, isOnce: flags.once === true, signal });
  } finally {
    notebook.close();
  }
}

async function push(flags: PushFlags): Promise<void> {
  const endpoint = endpointOf(process.env);
  const abort = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => abort.abort());
  await withReader(flags, (store) => pushFrom(store, endpoint, flags, abort.signal));
}

/** The channel to a parent would keep the process alive: under `up` it ends by itself. */
async function pushOrTell(flags: PushFlags): Promise<void> {
  try {
    await push(flags);
  } catch (error) {
    if (process.send === undefined) throw error;
    process.exit(reportFailure(error, flags.debug === true));
  }
  if (process.connected) process.disconnect?.();
}

/** `hacotaki push` */
export const pushCommand = (): Command =>
  command("push", "Send boots to an OpenTelemetry receiver as they come, until Ctrl-C.", [
    "OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4318 hacotaki push",
    "OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4318 hacotaki push --once --all",
  ])
    .option("--all", "the first time to an endpoint, send every boot there is (default: those from now on)")
    .option("--imported", "send boots that were imported, too (default: only those collected here)")
    .option("--once", "send what there is, and end")
    .action(pushOrTell);
