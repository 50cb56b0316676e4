import { setTimeout as pause } from "node:timers/promises";
import { visibleText } from "@hacotaki/core";
import { openNotebook, PATIENCE_MS, type StoreReader } from "@hacotaki/store";
import type { Command } from "commander";
import { databasePath, withReader, type DatabaseFlag } from "../database.ts";
import { EXIT } from "../exit-code.ts";
import { CliFailure } from "../failure.ts";
import { print } from "../output.ts";
import { parseEndpoint, type Endpoint } from "../push/endpoint.ts";
import { patienceMs } from "../push/patience.ts";
import { createPusher, type Round } from "../push/pusher.ts";
import { reportFailure } from "../report-failure.ts";
import { command } from "./command.ts";

/** Boots that came up wait for this often to be looked at again. */
const LOOK_MS = 1_000;
const MAX_REASON = 300;
/** So long `--once` goes on without a boot that is taken: documented in docs/push.md. */
const ONCE_PATIENCE_MS = 30_000;

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
type Failing = Extract<Round, { kind: "later" }>;

/** What stands between the boots that wait and the receiver, for `--once`: undefined while another try may do. */
function whyGivenUp(
  { reason, needsChange }: Failing,
  waiting: number,
  waitMs: number,
  sinceMs: number,
): string | undefined {
  const isOver = sinceMs + waitMs > ONCE_PATIENCE_MS;
  if (needsChange !== true && !isOver) return undefined;
  const tried = needsChange === true ? "" : ` after ${ONCE_PATIENCE_MS / 1_000} s without progress`;
  return `gave up${tried}: ${visibleText(reason, MAX_REASON)}; ${boots(waiting)} wait in the database and are sent the next time`;
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
    tell(`pushing boots to ${url}`);
    let failures = 0;
    let pushed = 0;
    let lost = 0;
    let progressAt = performance.now();
    while (!signal.aborted) {
      const round = await pusher.round(flags.once === true);
      if (signal.aborted) break;
      if (round.kind === "later") {
        failures++;
        const waitMs = round.afterMs ?? patienceMs(failures, Math.random());
        const given = whyGivenUp(round, pusher.waiting, waitMs, performance.now() - progressAt);
        if (flags.once === true && given !== undefined)
          throw new CliFailure(`cannot push to ${url}: ${given}. ${boots(pushed)} were pushed.`);
        // Of a long absence the first and every tenth failure are enough to be told.
        if (failures === 1 || failures % 10 === 0)
          tell(
            `cannot push to ${url}: ${visibleText(round.reason, MAX_REASON)}; boots wait in the database and are sent when it takes them`,
          );
        await pause(waitMs, undefined, { signal }).catch(() => {});
        continue;
      }
      if (round.kind === "more") {
        if (failures > 0 && round.pushed > 0) tell(`${url} takes boots again`);
        if (round.pushed > 0) failures = 0;
        if (round.pushed > 0 || round.lost !== undefined) progressAt = performance.now();
        pushed += round.pushed;
        lost += round.lost ?? 0;
        if (round.note !== undefined)
          tell(`${round.of === undefined ? "" : `of ${round.of}, `}${visibleText(round.note, MAX_REASON)}`);
        continue;
      }
      if (flags.once === true) break;
      await pause(LOOK_MS, undefined, { signal }).catch(() => {});
    }
    tell(`pushed ${boots(pushed)} to ${url}`);
    if (flags.once === true && lost > 0)
      throw new CliFailure(
        `${boots(lost)} of those to ${url} were refused for good, wholly or in part, as told above.`,
      );
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
