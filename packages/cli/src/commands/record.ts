import { omitUndefined } from "@hacotaki/core";
import type { Command } from "commander";
import { pino } from "pino";
import { StoreError } from "@hacotaki/store";
import { databasePath, type DatabaseFlag } from "../flags/database.ts";
import { EXIT } from "../output/exit-code.ts";
import { eachPath, secondsFlag } from "../flags/flags.ts";
import { becomeLimitedTo, toCollect } from "../supervise/least-privilege.ts";
import { reportFailure } from "../output/report-failure.ts";
import {
  isLogged,
  levelOfState,
  logLine,
  withLog,
  type LogFlags,
  type LogRecord,
} from "../output/log-line.ts";
import { ociOptions, withOci, type OciFlags } from "../flags/oci-flags.ts";
import { printNow } from "../output/output.ts";
import { withRetention, type RetentionFlags } from "../flags/retention-flags.ts";
import { shipArgs, withShip, type ShipFlags } from "../flags/ship-flags.ts";
import { giveSignsOfLife } from "../supervise/signs-of-life.ts";
import { startShipper } from "../supervise/programs.ts";
import { supervise } from "../supervise/supervise.ts";
import { createTeller } from "../supervise/teller.ts";
import { describeState, type RecorderMessage } from "./collector-state.ts";
import { command } from "./command.ts";

type RecordFlags = LogFlags &
  DatabaseFlag &
  OciFlags &
  RetentionFlags &
  ShipFlags & {
    readonly binary?: readonly string[];
    readonly duration?: bigint;
    readonly debug?: boolean;
  };

/** Errors of the database that no waiting heals. */
const LASTING_STORE_ERRORS = new Set<string>([
  "not-a-database",
  "foreign",
  "newer",
  "corrupt",
  "damaged-row",
  "read-only",
  "sqlite-too-old",
]);

const isLasting = (error: unknown): boolean =>
  error instanceof StoreError
    ? LASTING_STORE_ERRORS.has(error.code)
    : error instanceof Error && "isLasting" in error && error.isLasting === true;

/** Resolves on the first signal or at the end of the duration; a second signal ends at once. */
function whenAsked(duration: bigint | undefined): Promise<void> {
  return new Promise((resolve) => {
    let isAsked = false;
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
      process.on(signal, () => {
        if (isAsked && signal !== "SIGHUP") process.exit(EXIT.failed);
        isAsked = true;
        resolve();
      });
    if (duration !== undefined) setTimeout(resolve, Number(duration / 1_000_000n));
  });
}

/** Keeps what is told until it is released, and passes it on at once from then on. */
function untilReleased<T>(tell: (message: T) => void): { later: (message: T) => void; release: () => void } {
  let kept: T[] | undefined = [];
  return {
    later(message) {
      if (kept) kept.push(message);
      else tell(message);
    },
    release() {
      for (const message of kept ?? []) tell(message);
      kept = undefined;
    },
  };
}

const SHIP_GRACE_MS = 5_000;

/** Ships boots in a process of its own: whatever becomes of it, collecting goes on. */
function shipBeside(
  flags: RecordFlags,
  say: (event: string, text: string) => void,
): { stop(): Promise<void> } | undefined {
  if (flags.shipTo === undefined) return undefined;
  const teller = createTeller({
    onState: (text) => say("ended", text),
    onLine: (text) => say("said", text),
    onMessage: (message) => {
      if (typeof message === "object" && message !== null && "text" in message)
        say("pushing", String(message.text));
    },
    onGaveUp: (reason) => say("off", `off: ${reason}`),
  });
  const child = supervise(startShipper(databasePath(flags), shipArgs(flags)), teller);
  return { stop: () => child.stop(SHIP_GRACE_MS) };
}

async function record(flags: RecordFlags): Promise<void> {
  const { notifyServiceManager, startCollector } = await import("@hacotaki/collector");
  const hasParent = process.send !== undefined;
  const say = (record: LogRecord) => {
    if (flags.logFormat === "text") printNow(`${record.text}\n`);
    else if (isLogged(record.level, flags.logLevel)) printNow(logLine(record));
  };
  const tell = untilReleased((message: RecorderMessage) => {
    const { state: event, text } = message;
    if (!hasParent) say({ level: levelOfState(event), part: "collector", event, text });
    else if (process.connected) process.send?.(message);
  });
  const starting = startCollector({
    binaries: flags.binary ?? [],
    ...ociOptions(flags),
    dbPath: databasePath(flags),
    // What a person should know comes as states; the log is for those who look for a mistake.
    retention: omitUndefined({ keep: flags.keep, maxBytes: flags.maxSize }),
    log: pino({ level: flags.debug ? "debug" : "silent" }, pino.destination(2)),
    onState: (state) => tell.later({ state: state.kind, text: describeState(state) }),
  });
  // Whoever hears that it collects may rely on what comes with it: it stops in order, and is watched.
  const collector = await starting.catch((error: unknown) => {
    tell.release();
    throw error;
  });
  const asked = whenAsked(flags.duration);
  giveSignsOfLife(notifyServiceManager);
  tell.release();
  // Whoever started this as a part of its own ships by another part, where it ships at all.
  const shipping = hasParent
    ? undefined
    : shipBeside(flags, (event, text) =>
        say({ level: event === "pushing" ? "info" : "warn", part: "ship", event, text }),
      );
  try {
    await Promise.race([asked, collector.failed]);
  } finally {
    const { events, dropped } = collector.figures();
    await collector.stop();
    // Last, so that it may still take what the collector has just written.
    await shipping?.stop();
    const text = `Stopped: ${events} events, ${dropped} dropped.`;
    const counts = { events: Number(events), dropped: Number(dropped) };
    if (!hasParent) say({ level: "info", part: "collector", event: "stopped", text, ...counts });
  }
}

/** Under `up`, failures that starting again cannot heal are told apart by the exit code. */
async function recordOrTell(flags: RecordFlags): Promise<void> {
  // Before anything is opened. Under `up` it was started so.
  if (process.send === undefined)
    becomeLimitedTo(toCollect(databasePath(flags), flags.binary ?? [], flags.detail));
  try {
    await record(flags);
  } catch (error) {
    if (process.send === undefined || !isLasting(error)) throw error;
    reportFailure(error, flags.debug === true);
    process.exit(EXIT.lasting);
  } finally {
    // The channel to the parent would keep the process alive, also one that has failed: nobody would start it again.
    if (process.connected) process.disconnect?.();
  }
}

/** `hacotaki record` */
export const recordCommand = (): Command =>
  withLog(
    withShip(
      withRetention(
        withOci(
          command(
            "record",
            "Collect boots into the database until Ctrl-C. Needs root, or CAP_BPF and CAP_PERFMON.",
            [
              "sudo hacotaki record",
              "sudo hacotaki record --binary /opt/haconiwa/bin/haconiwa --duration 60",
              "sudo hacotaki record --keep 30d --max-size 5GB",
            ],
          ).option(
            "--binary <path>",
            "haconiwa to attach to; may be given several times (default: found on PATH)",
            eachPath,
          ),
        ).option("--duration <seconds>", "stop by itself after so long, such as 60, 90s or 5m", secondsFlag),
      ),
    ),
  ).action(recordOrTell);
