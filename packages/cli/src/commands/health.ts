import { setTimeout as pause } from "node:timers/promises";
import { utcNow, visibleText } from "@hacotaki/core";
import type { Command } from "commander";
import { withReader, type DatabaseFlag } from "../flags/database.ts";
import { DEFAULT_DASHBOARD, dashboardState } from "../health/dashboard-state.ts";
import { dashboardUrl } from "../flags/dashboard-url.ts";
import { CliFailure } from "../output/failure.ts";
import { secondsFlag } from "../flags/flags.ts";
import { printLines } from "../output/output.ts";
import { command } from "./command.ts";

const AGAIN_MS = 500;
const NS_PER_MS = 1_000_000n;
/** A collector tells that it lives every two seconds; a database that is busy may keep it from that for a while. */
const SILENT_AFTER_NS = 60_000_000_000n;

type HealthFlags = DatabaseFlag & {
  readonly dashboard?: string;
  readonly alive?: boolean;
  readonly collector?: boolean;
  readonly wait?: bigint;
};

/** What is wrong, in words; undefined where nothing is. */
type Problem = string | undefined;

async function dashboardProblem(url: string, isAlive: boolean): Promise<Problem> {
  const state = await dashboardState(url, isAlive ? "/healthz" : "/readyz");
  const where = visibleText(url, 300);
  switch (state.kind) {
    case "ready":
      return undefined;
    case "not-ready":
      return `${where} is not ready: ${visibleText(state.reason, 500)}`;
    case "absent":
      return `no dashboard answers at ${where}: ${state.reason}. Start one with hacotaki up, or say where it is with --dashboard.`;
  }
}

const collectorProblem = (flags: DatabaseFlag): Promise<Problem> =>
  withReader(flags, async (store) => {
    const [last] = await store.liveRecordings(1);
    if (last === undefined)
      return "no collector has written to this database yet: sudo hacotaki doctor says what is missing";
    if (last.endedAt !== undefined)
      return "the last collector has ended: start one with hacotaki record or up";
    const silentNs = utcNow() - last.seenAt;
    if (silentNs < SILENT_AFTER_NS) return undefined;
    return `the collector (pid ${last.pid ?? "unknown"}) gave no sign of life for ${silentNs / 1_000_000_000n} s: it hangs, was killed, or the database takes nothing. hacotaki doctor says more`;
  });

async function health(flags: HealthFlags): Promise<void> {
  const url = dashboardUrl(flags) ?? DEFAULT_DASHBOARD;
  const look = () =>
    flags.collector === true ? collectorProblem(flags) : dashboardProblem(url, flags.alive === true);
  const until = performance.now() + Number((flags.wait ?? 0n) / NS_PER_MS);
  let problem = await look();
  while (problem !== undefined && performance.now() < until) {
    await pause(AGAIN_MS);
    problem = await look();
  }
  if (problem !== undefined) throw new CliFailure(problem);
  await printLines([flags.collector === true ? "the collector is at work" : `${url} is ready`]);
}

/** `hacotaki health` */
export const healthCommand = (): Command =>
  command("health", "Say whether a dashboard is ready, or a collector at work: exit code 0 or 1.", [
    "hacotaki health",
    "hacotaki health --dashboard http://127.0.0.1:8080 --wait 30",
    "hacotaki health --collector --db /var/lib/hacotaki/hacotaki.db",
  ])
    .option(
      "--dashboard <url>",
      `where the dashboard is (default: $HACOTAKI_DASHBOARD_URL, else ${DEFAULT_DASHBOARD})`,
    )
    .option("--alive", "ask only whether the dashboard's process turns (/healthz), not whether it is ready")
    .option("--collector", "look for a collector's sign of life in the database instead")
    .option("--wait <seconds>", "ask again until it is, for so long", secondsFlag)
    .action(health);
