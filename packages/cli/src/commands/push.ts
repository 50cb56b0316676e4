import { setTimeout as pause } from "node:timers/promises";
import { visibleText } from "@hacotaki/core";
import { openNotebook, type StoreReader } from "@hacotaki/store";
import type { Command } from "commander";
import { databasePath, withReader, type DatabaseFlag } from "../database.ts";
import { EXIT } from "../exit-code.ts";
import { CliFailure } from "../failure.ts";
import { print } from "../output.ts";
import { parseEndpoint, type Endpoint } from "../push/endpoint.ts";
import { patienceMs } from "../push/patience.ts";
import { createPusher } from "../push/pusher.ts";
import { reportFailure } from "../report-failure.ts";
import { command } from "./command.ts";

/** Boots that came up wait for this often to be looked at again. */
const LOOK_MS = 1_000;
const MAX_REASON = 300;

type PushFlags = DatabaseFlag & {
  readonly all?: boolean;
  readonly imported?: boolean;
  readonly once?: boolean;
  readonly debug?: boolean;
};

export type PusherMessage = { readonly state: "pushing"; readonly text: string };

function tell(text: string): void {
  const message: PusherMessage = { state: "pushing", text };
  if (process.send === undefined) void print(`${text}\n`);
  else if (process.connected) process.send(message);
}

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

const boots = (n: number) => `${n} ${n === 1 ? "boot" : "boots"}`;

async function pushFrom(
  store: StoreReader,
  endpoint: Endpoint,
  flags: PushFlags,
  signal: AbortSignal,
): Promise<void> {
  const notebook = openNotebook(databasePath(flags));
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
    tell(`pushing boots to ${url}`);
    let failures = 0;
    let pushed = 0;
    while (!signal.aborted) {
      const round = await pusher.round(flags.once === true);
      if (signal.aborted) break;
      if (round.kind === "later") {
        failures++;
        const waitMs = round.afterMs ?? patienceMs(failures, Math.random());
        const reason = visibleText(round.reason, MAX_REASON);
        if (flags.once === true) throw new CliFailure(`cannot push to ${url}: ${reason}`, EXIT.failed);
        // Of a long absence the first and every tenth failure are enough to be told.
        if (failures === 1 || failures % 10 === 0)
          tell(`cannot push to ${url}: ${reason}; boots wait in the database and are sent when it answers`);
        await pause(waitMs, undefined, { signal }).catch(() => {});
        continue;
      }
      if (round.kind === "more") {
        if (failures > 0 && round.pushed > 0) tell(`${url} takes boots again`);
        failures = 0;
        pushed += round.pushed;
        if (round.note !== undefined) tell(visibleText(round.note, MAX_REASON));
        continue;
      }
      if (flags.once === true) break;
      await pause(LOOK_MS, undefined, { signal }).catch(() => {});
    }
    tell(`pushed ${boots(pushed)} to ${url}`);
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
