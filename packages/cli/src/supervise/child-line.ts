import { visibleText } from "@hacotaki/core";

/** pino's level from which a person wants to be told. */
const WARN = 40;

type LogLine = {
  readonly level: number;
  readonly msg?: string;
  readonly err?: { readonly message?: string };
};

function parseLogLine(text: string): LogLine | undefined {
  if (!text.startsWith("{")) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    const isLog = typeof value === "object" && value !== null && "level" in value;
    return isLog && typeof value.level === "number" ? (value as LogLine) : undefined;
  } catch {
    return undefined;
  }
}

/** A child's line for a person: its log's warnings in words, routine left out; undefined where there is nothing to say. */
export function lineForPerson(text: string): string | undefined {
  const log = parseLogLine(text);
  if (log === undefined) return text.trim() === "" ? undefined : visibleText(text.trimEnd(), 2_000);
  if (log.level < WARN) return undefined;
  const words = [log.msg, log.err?.message].filter((part) => typeof part === "string" && part !== "");
  return words.length === 0 ? undefined : visibleText([...new Set(words)].join(": "), 2_000);
}
