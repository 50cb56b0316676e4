import { InvalidArgumentError, Option, type Command } from "commander";

const HOUR_NS = 3_600_000_000_000n;
const AGES: Readonly<Record<string, bigint>> = { h: HOUR_NS, d: 24n * HOUR_NS, w: 168n * HOUR_NS };
const SIZES: Readonly<Record<string, number>> = {
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
};
/** A younger boot may still be looked at; and 0 would delete everything as it comes. */
const LEAST_KEEP = HOUR_NS;
/** Below it the write-ahead log, which is counted, would leave too little for boots. */
const LEAST_SIZE = 32e6;

/** An age as typed, in ns: "36h", "90d", "12w". */
export function ageFlag(text: string): bigint {
  const [, count = "", unit = ""] = /^(\d{1,6})([hdw])$/.exec(text.trim()) ?? [];
  const size = AGES[unit];
  if (size === undefined) throw new InvalidArgumentError("give an age such as 36h, 90d or 12w");
  return BigInt(count) * size;
}

/** A size as typed, in bytes: "500MB", "1.5GiB". */
export function sizeFlag(text: string): number {
  const [, count = "", unit = ""] = /^(\d{1,15}(?:\.\d{1,3})?) ?([kmgt]i?b|b)$/i.exec(text.trim()) ?? [];
  const size = SIZES[unit.toLowerCase()];
  if (size === undefined) throw new InvalidArgumentError("give a size such as 500MB or 1.5GiB");
  const bytes = Math.round(Number(count) * size);
  if (!Number.isSafeInteger(bytes)) throw new InvalidArgumentError("give a size that a disk may have");
  return bytes;
}

function keepFlag(text: string): bigint {
  const age = ageFlag(text);
  if (age < LEAST_KEEP) throw new InvalidArgumentError("keep boots for an hour (1h) or longer");
  return age;
}

function limitFlag(text: string): number {
  const bytes = sizeFlag(text);
  if (bytes < LEAST_SIZE) throw new InvalidArgumentError("give 32MB or more: the write-ahead log is counted");
  return bytes;
}

/** What a collector deletes by itself; nothing where neither is given. */
export type RetentionFlags = { readonly keep?: bigint; readonly maxSize?: number };

export const withRetention = (to: Command): Command =>
  to
    .addOption(
      new Option(
        "--keep <age>",
        "delete boots that are older, such as 36h, 30d or 12w; pinned and shared ones stay",
      )
        .env("HACOTAKI_KEEP")
        .argParser(keepFlag),
    )
    .addOption(
      new Option("--max-size <size>", "delete the oldest boots once the database takes more, such as 5GB")
        .env("HACOTAKI_MAX_SIZE")
        .argParser(limitFlag),
    );

/** As a child is given them. */
export const retentionArgs = ({ keep, maxSize }: RetentionFlags): readonly string[] => [
  ...(keep === undefined ? [] : ["--keep", `${keep / HOUR_NS}h`]),
  ...(maxSize === undefined ? [] : ["--max-size", `${maxSize}B`]),
];
