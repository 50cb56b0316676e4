import { statfs } from "node:fs/promises";
import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { utcNow, visibleText, sizeText, type DetailLevel } from "@hacotaki/core";
import type { Check } from "@hacotaki/collector";
import { WORDS } from "@hacotaki/layout";
import { openStore, StoreError } from "@hacotaki/store";
import type { Command } from "commander";
import { databasePath, type DatabaseFlag } from "../flags/database.ts";
import { DEFAULT_DASHBOARD } from "../health/dashboard-state.ts";
import { dashboardUrl, type DashboardFlag } from "../flags/dashboard-url.ts";
import { EXIT } from "../output/exit-code.ts";
import { messageOf } from "../output/failure.ts";
import { fileModesCheck } from "../health/file-modes.ts";
import { eachPath } from "../flags/flags.ts";
import { healthChecks } from "../health/health-checks.ts";
import { detailOption } from "../flags/oci-flags.ts";
import { print, printLines, standardOutput } from "../output/output.ts";
import { isDashboardBuilt } from "../supervise/programs.ts";
import { counted } from "../terminal/counted.ts";
import { paintFor } from "../terminal/paint.ts";
import { terminalOf } from "../terminal/terminal.ts";
import { displayWidth, fitLeft, widestOf, wrap } from "../terminal/width.ts";
import { command } from "./command.ts";

type DoctorFlags = DatabaseFlag &
  DashboardFlag & {
    readonly binary?: readonly string[];
    readonly runtime?: readonly string[];
    readonly detail: DetailLevel;
    readonly json?: boolean;
  };

const MIB = 1024n * 1024n;
const FULL = 100n * MIB;
/** A collector tells that it lives every few seconds. */
const SILENT_AFTER_MS = 60_000;
/** More binaries than anybody has collectors attached to at once. */
const MOST_ATTACHED = 200;
/** Columns of the longest name that has its findings beside it. */
const WIDEST_NAME = 30;
const NEARLY_FULL = 1024n * MIB;

/** Binaries that a collector is attached to right now: those matter, wherever they lie. */
async function attachedBinaries(path: string): Promise<readonly string[]> {
  if (!existsSync(path)) return [];
  try {
    const store = openStore(path, { mode: "read" });
    try {
      const oldest = utcNow() - BigInt(SILENT_AFTER_MS) * 1_000_000n;
      // Without probes it is that of OCI runtimes.
      const live = (await store.liveRecordings(MOST_ATTACHED)).filter(
        ({ endedAt, seenAt, probes }) => endedAt === undefined && seenAt > oldest && probes.length > 0,
      );
      return [...new Set(live.map((recording) => recording.path))];
    } finally {
      store.close();
    }
  } catch (error) {
    // The check of the database says what is wrong with it.
    if (!(error instanceof StoreError)) throw error;
    return [];
  }
}

async function databaseCheck(path: string): Promise<Check> {
  const name = "database";
  if (!existsSync(path))
    return {
      name,
      state: "ok",
      found: `none yet at ${path}: made when boots are first recorded or imported`,
    };
  try {
    const store = openStore(path, { mode: "read" });
    try {
      const { bytes, boots, events, schemaVersion, engine, engineVersion } = await store.facts();
      const found = `${path}: ${counted(boots, "boot")}, ${counted(events, "event")}, ${sizeText(Number(bytes))}, schema ${schemaVersion}, ${engine} ${engineVersion}`;
      return { name, state: "ok", found };
    } finally {
      store.close();
    }
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    const advice =
      error.code === "older-read-only"
        ? "Run hacotaki up or record once: it brings the schema up to date."
        : "Name another database with --db, or move this one away.";
    return { name, state: "fail", found: error.message, advice };
  }
}

/** The nearest folder that exists: the database's own may not have been made yet. */
const existingFolder = (path: string): string => {
  const folder = dirname(path);
  return existsSync(folder) || folder === path ? folder : existingFolder(folder);
};

async function diskCheck(path: string): Promise<Check> {
  const name = "disk";
  const folder = existingFolder(path);
  const { bavail, bsize } = await statfs(folder, { bigint: true });
  const free = bavail * bsize;
  const found = `${sizeText(Number(free))} free in ${folder}`;
  if (free >= NEARLY_FULL) return { name, state: "ok", found };
  return {
    name,
    state: free < FULL ? "fail" : "warn",
    found,
    advice: "Make room, or put the database elsewhere with --db.",
  };
}

const dashboardCheck = (): Check =>
  isDashboardBuilt()
    ? { name: "dashboard", state: "ok", found: "built" }
    : {
        name: "dashboard",
        state: "fail",
        found: "not built",
        advice: WORDS.rebuild,
      };

async function collectorChecks(
  binaries: readonly string[],
  runtimes: readonly string[],
  detail: DetailLevel,
): Promise<readonly Check[]> {
  try {
    const { checkCollector } = await import("@hacotaki/collector");
    return checkCollector(binaries, runtimes, detail);
  } catch (error) {
    return [
      {
        name: "native collector",
        state: "fail",
        found: messageOf(error),
        advice: WORDS.rebuildNative,
      },
    ];
  }
}

function checkLines(checks: readonly Check[]): string[] {
  const terminal = terminalOf(standardOutput, process.env);
  const paint = paintFor(terminal);
  const names = checks.map(({ name }) => visibleText(name, 300));
  const nameColumns = widestOf(names.filter((name) => displayWidth(name) <= WIDEST_NAME));
  const margin = 6 + nameColumns + 2;
  return checks.flatMap(({ state, found, advice }, place) => {
    const name = names[place] ?? "";
    const shown = visibleText(found, 600);
    const sign = state === "fail" ? paint.failure(state) : state;
    const room = Math.max(20, terminal.columns - margin);
    const lines = [
      ...wrap(shown, room),
      ...(advice === undefined ? [] : wrap(`→ ${visibleText(advice, 600)}`, room)),
    ];
    const signed = sign.padEnd(sign.length + 6 - state.length);
    // A path that is longer has a line of its own: cut, two binaries could read alike.
    const isLong = displayWidth(name) > nameColumns;
    const first = isLong ? [`${signed}${name}`] : [];
    return [
      ...first,
      ...lines.map((line, index) =>
        index === 0 && !isLong
          ? `${signed}${fitLeft(name, nameColumns)}  ${line}`
          : `${" ".repeat(margin)}${line}`,
      ),
    ];
  });
}

async function doctor(flags: DoctorFlags): Promise<void> {
  const path = databasePath(flags);
  const checks = [
    ...(await collectorChecks(
      flags.binary ?? (await attachedBinaries(path)),
      flags.runtime ?? [],
      flags.detail,
    )),
    await databaseCheck(path),
    fileModesCheck(path),
    await diskCheck(path),
    dashboardCheck(),
    ...(await healthChecks(path, dashboardUrl(flags) ?? DEFAULT_DASHBOARD)),
  ];
  if (flags.json) {
    const rows = checks.map(({ name, state, found, advice }) => ({
      name,
      state,
      found,
      advice: advice ?? null,
    }));
    await print(`${JSON.stringify(rows, undefined, 2)}\n`);
  } else await printLines(checkLines(checks));
  if (checks.some(({ state }) => state === "fail")) process.exitCode = EXIT.failed;
}

/** `hacotaki doctor` */
export const doctorCommand = (): Command =>
  command(
    "doctor",
    "Check kernel, privileges, runtimes, database, disk, collector, alerts and dashboard, and say what to do. Changes nothing.",
    ["sudo hacotaki doctor", "hacotaki doctor --binary /opt/haconiwa/bin/haconiwa --json"],
  )
    .option(
      "--binary <path>",
      "haconiwa to check; may be given several times (default: what a collector is attached to, else found on PATH)",
      eachPath,
    )
    .option(
      "--runtime <path>",
      "OCI runtime to look for; may be given several times (default: found on PATH)",
      eachPath,
    )
    .addOption(detailOption("what a collector is to see inside boots"))
    .option(
      "--dashboard <url>",
      `dashboard to ask (default: $HACOTAKI_DASHBOARD_URL, else ${DEFAULT_DASHBOARD})`,
    )
    .option("--json", "print JSON")
    .action(doctor);
