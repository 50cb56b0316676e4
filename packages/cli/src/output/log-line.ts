import { Option, type Command } from "commander";
import type { CollectorState } from "@hacotaki/collector";

export const LOG_FORMATS = ["text", "json"] as const;
export const LOG_LEVELS = ["debug", "info", "warn", "error"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export type LogFlags = { readonly logFormat: (typeof LOG_FORMATS)[number]; readonly logLevel: LogLevel };

/** How those who run on tell what they do. */
export const withLog = (to: Command): Command =>
  to
    .addOption(
      new Option(
        "--log-format <format>",
        "text for people, or json: a line of JSON for each thing that matters",
      )
        .choices(LOG_FORMATS)
        .default("text")
        .env("HACOTAKI_LOG_FORMAT"),
    )
    .addOption(
      new Option("--log-level <level>", "with --log-format json, what is told at least")
        .choices(LOG_LEVELS)
        .default("info")
        .env("HACOTAKI_LOG_LEVEL"),
    );

/** One thing that matters. */
export type LogRecord = {
  readonly level: LogLevel;
  /** Which program it is of: up, dashboard, collector or push. */
  readonly part: string;
  /** What kind of thing, for programs: it stays the same from version to version. */
  readonly event: string;
  /** For people. */
  readonly text: string;
  /** Whatever else there is to know. */
  readonly [field: string]: unknown;
};

/** As it is printed: the time in UTC, then what every line has, then the rest. */
export const logLine = ({ level, part, event, text, ...more }: LogRecord, now: Date = new Date()): string =>
  `${JSON.stringify({ time: now.toISOString(), level, part, event, text, ...more })}\n`;

export const isLogged = (level: LogLevel, least: LogLevel): boolean =>
  LOG_LEVELS.indexOf(level) >= LOG_LEVELS.indexOf(least);

const WORRYING = new Set<CollectorState["kind"]>(["dropped", "flood", "held-up", "problem"]);

/** What a collector says of itself is worth a warning when boots are lost, or wait. */
export const levelOfState = (state: string): LogLevel =>
  (WORRYING as ReadonlySet<string>).has(state) ? "warn" : "info";

/** pino's levels. */
const levelOf = (level: number): LogLevel =>
  level >= 50 ? "error" : level >= 40 ? "warn" : level >= 30 ? "info" : "debug";

/** A line of a child's own log, which is pino's JSON; undefined for any other. Where it ran is known. */
export function childRecord(line: string, part: string): LogRecord | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== "object" || value === null || !("level" in value) || typeof value.level !== "number")
      return undefined;
    const {
      level,
      msg,
      event,
      time: _time,
      pid: _pid,
      hostname: _host,
      name: _name,
      ...more
    } = value as {
      readonly level: number;
      readonly msg?: unknown;
      readonly event?: unknown;
      readonly [field: string]: unknown;
    };
    const text = typeof msg === "string" ? msg : "";
    return { ...more, level: levelOf(level), part, event: typeof event === "string" ? event : "log", text };
  } catch {
    return undefined;
  }
}
