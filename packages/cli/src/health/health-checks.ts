import { existsSync, readdirSync, readlinkSync } from "node:fs";
import { resolve } from "node:path";
import {
  clockSteps,
  eventsPerSecond,
  formatDuration,
  isoWallTime,
  restartsIn,
  utcNow,
  visibleText,
  type CollectorSample,
} from "@hacotaki/core";
import type { Check } from "@hacotaki/collector";
import {
  isNotebookCurrent,
  openNotebook,
  openStore,
  StoreError,
  writingProblem,
  type MessageState,
  type RecordingFacts,
  type RetentionFacts,
} from "@hacotaki/store";
import { dashboardState } from "./dashboard-state.ts";

/** A collector tells that it lives every two seconds; a database that is busy may keep it from that for a while. */
const SILENT_AFTER_NS = 60_000_000_000n;
/** A commit that comes later than this is not a busy moment any more, ns. */
const LATE_NS = 1_000_000_000;
const DAY_NS = 86_400_000_000_000n;
const MESSAGES_READ = 500;
const MAX_TEXT = 300;

const ok = (name: string, found: string): Check => ({ name, state: "ok", found });
const warn = (name: string, found: string, advice: string): Check => ({ name, state: "warn", found, advice });
const fail = (name: string, found: string, advice: string): Check => ({ name, state: "fail", found, advice });

const number = (value: number) => value.toLocaleString("en");
const seconds = (ns: bigint) => `${ns / 1_000_000_000n} s`;
const when = (at: bigint) => `${isoWallTime(at)?.slice(11, 19) ?? ""} UTC`;

/** Whether a process is there, also another user's. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** Whether a process has a file open that was removed from this path, or replaced at it; false where it cannot be seen. */
function holdsGoneFile(pid: number, path: string): boolean {
  try {
    const folder = `/proc/${pid}/fd`;
    return readdirSync(folder).some((each) => {
      try {
        return readlinkSync(`${folder}/${each}`) === `${path} (deleted)`;
      } catch {
        return false;
      }
    });
  } catch {
    return false;
  }
}

/** What a collector's last sign of life says. */
function lifeCheck(path: string, last: RecordingFacts | undefined, now: bigint): Check {
  const name = "collector";
  if (last === undefined) return ok(name, "none has written to this database yet");
  const { pid, seenAt, endedAt } = last;
  if (endedAt !== undefined) return ok(name, `none is at work; the last one ended ${when(endedAt)}`);
  const who = pid === undefined ? "the collector" : `the collector (pid ${pid})`;
  const silent = now - seenAt;
  if (pid !== undefined && isAlive(pid) && holdsGoneFile(pid, path))
    return fail(
      name,
      `${who} writes to a file that was removed from ${visibleText(path, MAX_TEXT)}, or replaced there`,
      "Put the file back, or start the collector anew: systemctl restart hacotaki-collector, or Ctrl-C and hacotaki up.",
    );
  if (silent < SILENT_AFTER_NS)
    return ok(name, `${who} is at work, last sign of life ${seconds(silent)} ago`);
  if (pid !== undefined && isAlive(pid))
    return fail(
      name,
      `${who} lives, but wrote nothing for ${seconds(silent)}: the database refuses it, or it hangs`,
      "See the checks of database and disk. Under up and systemd a collector that hangs is killed and started again by itself.",
    );
  return warn(
    name,
    `the last collector ended without a word, ${seconds(silent)} ago: it was killed, or the machine went down`,
    "Start it again. journalctl -u hacotaki-collector, and journalctl -k | grep -i 'out of memory', say why.",
  );
}

const sumOf = (samples: readonly CollectorSample[], of: "dropped" | "limited") =>
  samples.reduce((sum, sample) => sum + sample[of], 0);

/** What the last hour's samples say that a person should know; where nothing is wrong, one line that says so. */
export function hourChecks(samples: readonly CollectorSample[]): readonly Check[] {
  const last = samples.at(-1);
  if (last === undefined) return [];
  const name = "last hour";
  const checks: Check[] = [];
  const say = (found: string, advice: string) => checks.push(warn(name, found, advice));
  const latest = samples.reduce((most, { lagMost = 0 }) => Math.max(most, lagMost), 0);
  const [dropped, limited] = [sumOf(samples, "dropped"), sumOf(samples, "limited")];
  if (last.waiting > 0)
    say(
      `${number(last.waiting)} events wait in the collector's memory: the database takes nothing`,
      "See the checks of database and disk. What waits is written by itself once it can be.",
    );
  if (latest > LATE_NS)
    say(
      `events were committed up to ${formatDuration(BigInt(Math.round(latest)))} after they happened`,
      "The machine is busy, its disk slow, or another program holds the database for long: hacotaki import, rebuild, a backup by other tools.",
    );
  if (dropped > 0)
    say(
      `${number(dropped)} events were dropped: boots of that time are partial`,
      "Boot fewer containers at once, or give the collector more of the processor and of memory.",
    );
  if (limited > 0)
    say(
      `a flood: ${number(limited)} events beyond what a run may fire were left out`,
      "The note of the recording on the Collector page names process and user. Boots of others are whole.",
    );
  for (const { at, by } of clockSteps(samples))
    say(
      `the wall clock was set ${by > 0n ? "forward" : "back"} by ${formatDuration(by > 0n ? by : -by)} before ${when(at)}`,
      "Durations are not touched by it; lists are in the order of the clock as it was. Let chrony or ntpd slew it.",
    );
  const restarts = restartsIn(samples);
  if (restarts > 0)
    say(
      `the collector began anew ${restarts === 1 ? "once" : `${restarts} times`}: stopped, killed, or ended by its watchdog`,
      "journalctl -u hacotaki-collector, or what hacotaki up printed, says why. Boots under way then are partial.",
    );
  if (checks.length > 0) return checks;
  const lag = latest === 0 ? "" : `, commits after ${formatDuration(BigInt(Math.round(latest)))} at most`;
  return [ok(name, `${number(Math.round(eventsPerSecond(last)))} events a second now${lag}, nothing lost`)];
}

/** Whether what retention was asked for can be kept. */
export function retentionCheck(retention: RetentionFacts | undefined): Check {
  const name = "retention";
  if (retention === undefined) return ok(name, "every boot is kept");
  const { state, bytes, maxBytes, keptRuns } = retention;
  if (state !== "over")
    return ok(
      name,
      state === "behind" ? "deleting old boots now" : "as asked: old boots are deleted by themselves",
    );
  return warn(
    name,
    `the limit cannot be held: ${number(Math.round(bytes / 1e6))} MB of ${number(Math.round((maxBytes ?? 0) / 1e6))} MB are taken, and ${number(keptRuns)} runs that should go are pinned, shared or of a baseline`,
    "Unpin boots, revoke shares or remove baselines, or give more room with --max-size (docs/keeping.md).",
  );
}

function writableCheck(path: string): Check {
  const name = "writing";
  const problem = writingProblem(path);
  if (problem === undefined) return ok(name, "the database takes writes");
  if (problem.code === "locked")
    return fail(
      name,
      "another process holds the database, for longer than a write takes",
      `See who: fuser -v ${path}. What the collector has waits in its memory meanwhile.`,
    );
  if (problem.code === "read-only")
    return ok(name, "not by this user: ask as the collector's, such as with sudo");
  return fail(
    name,
    visibleText(problem.message, MAX_TEXT),
    "What the collector has waits in its memory until it can be written.",
  );
}

/** How messages of alerts fare: of each webhook that takes none, the newest reason. */
export function deliveryChecks(messages: readonly MessageState[], now: bigint): readonly Check[] {
  const isFailing = ({ sentAt, givenUpAt, problem }: MessageState) =>
    sentAt === undefined && problem !== undefined && (givenUpAt === undefined || now - givenUpAt < DAY_NS);
  const newest = new Map<string, MessageState>();
  for (const message of messages) if (!newest.has(message.webhook)) newest.set(message.webhook, message);
  return [...newest.values()]
    .filter(isFailing)
    .map(({ webhook, problem, tries }) =>
      warn(
        "alerts",
        `${webhook} takes no messages: ${visibleText(problem ?? "", MAX_TEXT)} (tried ${tries === 1 ? "once" : `${tries} times`})`,
        `Mend it, then: hacotaki alerts test ${webhook}. docs/alerts.md says what a receiver is sent, and what the systemd unit lets through.`,
      ),
    );
}

function alertChecks(path: string): readonly Check[] {
  if (!isNotebookCurrent(path)) return [];
  const notebook = openNotebook(path);
  try {
    const [alerts, open] = [notebook.alerts(), notebook.openFirings()];
    if (alerts.length === 0) return [];
    const failing = deliveryChecks(notebook.messages(MESSAGES_READ), utcNow());
    const found = `${number(alerts.length)} watched, ${number(open.length)} broken now`;
    return failing.length > 0 ? failing : [ok("alerts", found)];
  } finally {
    notebook.close();
  }
}

async function readyCheck(url: string): Promise<Check> {
  const name = "dashboard at work";
  const state = await dashboardState(url, "/readyz");
  if (state.kind === "ready") return ok(name, `${url} is ready`);
  if (state.kind === "absent") return ok(name, `none answers at ${url}`);
  return warn(
    name,
    `${url} is not ready: ${visibleText(state.reason, MAX_TEXT)}`,
    "What fills by itself needs a moment. For the rest see the check of the database.",
  );
}

/** How collector, database, retention, alerts and dashboard are right now. */
export async function healthChecks(given: string, url: string): Promise<readonly Check[]> {
  const path = resolve(given);
  const ready = await readyCheck(url);
  if (!existsSync(path)) return [ready];
  try {
    const store = openStore(path, { mode: "read" });
    try {
      const now = utcNow();
      const [[last], samples, retention] = await Promise.all([
        store.liveRecordings(1),
        store.collectorSamples(now),
        store.retention(),
      ]);
      return [
        writableCheck(path),
        lifeCheck(path, last, now),
        ...hourChecks(samples),
        retentionCheck(retention),
        ...alertChecks(path),
        ready,
      ];
    } finally {
      store.close();
    }
  } catch (error) {
    // The check of the database says what is wrong with it.
    if (!(error instanceof StoreError)) throw error;
    return [ready];
  }
}
