const UNITS = { ns: 1n, µs: 1_000n, ms: 1_000_000n, s: 1_000_000_000n } as const;
const LADDER = ["ns", "µs", "ms", "s"] as const;
const MINUTE = 60n * UNITS.s;
const HOUR = 60n * MINUTE;
const DAY = 24n * HOUR;

/** Units a column of durations can be fixed to. */
export type DurationUnit = keyof typeof UNITS;
/** A number and its unit, apart, so that a page can dim the unit. */
export type DurationPart = { readonly value: string; readonly unit: DurationUnit | "min" | "h" | "d" };
export type DurationFormat = {
  /** Significant digits where the unit is free. */
  readonly digits?: number;
  /** Decimals shown even when the digits are used up: 191.6 ms instead of 192 ms. */
  readonly minDecimals?: number;
};
/** One unit and one number of decimals for a whole column, so that its figures can be compared by eye. */
export type ColumnFormat = { readonly unit: DurationUnit; readonly decimals: number };

const MINUS = "\u2212";

/** Integer division, rounding half away from zero; for non-negative numbers. */
const divideRounded = (value: bigint, divisor: bigint) => (2n * value + divisor) / (2n * divisor);

/** `value / unit` with a fixed number of decimals, rounded once, in integers. */
function fixed(value: bigint, unit: bigint, decimals: number): string {
  const scale = 10n ** BigInt(decimals);
  const scaled = divideRounded(value * scale, unit);
  const whole = scaled / scale;
  return decimals === 0
    ? whole.toString()
    : `${whole}.${(scaled % scale).toString().padStart(decimals, "0")}`;
}

function decimalsFor(
  value: bigint,
  unit: DurationUnit,
  { digits = 3, minDecimals = 0 }: DurationFormat,
): number {
  if (unit === "ns") return 0;
  const integerDigits = (value / UNITS[unit]).toString().length;
  return Math.max(minDecimals, digits - integerDigits, 0);
}

/** Seconds and less: the largest unit that leaves a number of at least 1, also after rounding. */
function shortPart(value: bigint, format: DurationFormat): DurationPart | undefined {
  for (const unit of LADDER) {
    const limit = unit === "s" ? 60n : 1000n;
    if (value >= limit * UNITS[unit]) continue;
    let decimals = decimalsFor(value, unit, format);
    const step = (places: number) => divideRounded(value * 10n ** BigInt(places), UNITS[unit]);
    // 9.996 rounds to 10.00, which has a digit too many.
    const rounded = (step(decimals) * UNITS[unit]) / 10n ** BigInt(decimals);
    decimals = decimalsFor(rounded, unit, format);
    if (rounded < limit * UNITS[unit]) return { value: fixed(value, UNITS[unit], decimals), unit };
  }
  return undefined;
}

const LONG = [
  { unit: "min", size: MINUTE, restUnit: "s", rest: UNITS.s, until: HOUR },
  { unit: "h", size: HOUR, restUnit: "min", rest: MINUTE, until: DAY },
  { unit: "d", size: DAY, restUnit: "h", rest: HOUR, until: undefined },
] as const;

/** From a minute on: two whole units, the second with two digits. */
function longParts(value: bigint): readonly DurationPart[] {
  for (const { unit, size, restUnit, rest, until } of LONG) {
    const rounded = divideRounded(value, rest) * rest;
    if (until !== undefined && rounded >= until) continue;
    return [
      { value: (rounded / size).toString(), unit },
      { value: ((rounded % size) / rest).toString().padStart(2, "0"), unit: restUnit },
    ];
  }
  return [];
}

/** A duration as numbers and units: one part below a minute, two from there on. */
export function durationParts(ns: bigint, format: DurationFormat = {}): readonly DurationPart[] {
  const value = ns < 0n ? -ns : ns;
  const short = shortPart(value, format);
  const parts = short ? [short] : longParts(value);
  return ns < 0n
    ? parts.map((part, index) => (index === 0 ? { ...part, value: MINUS + part.value } : part))
    : parts;
}

const joined = (parts: readonly DurationPart[]) =>
  parts.map(({ value, unit }) => `${value} ${unit}`).join(" ");

/** The one printed form of a duration: 3 significant digits, the unit chosen by size. */
export const formatDuration = (ns: bigint, format: DurationFormat = {}) => joined(durationParts(ns, format));

/** A duration in a sentence or headline: as `formatDuration`, with a decimal at least ("191.6 ms"). */
export const headlineDuration = (ns: bigint) => formatDuration(ns, { minDecimals: 1 });

/** Every nanosecond of it, in the unit `formatDuration` would choose: "16.160981 ms". Seconds from a minute on. */
export function exactDuration(ns: bigint): string {
  const value = ns < 0n ? -ns : ns;
  const unit = LADDER.findLast((each) => value >= UNITS[each]) ?? "ns";
  const decimals = UNITS[unit].toString().length - 1;
  return `${ns < 0n ? MINUS : ""}${fixed(value, UNITS[unit], decimals)} ${unit}`;
}

/** Of a column's figures: so many decimals at least, so that three orders are seen, */
const COLUMN_DECIMALS = 3;
/** and so many significant digits, also of its shortest. */
const COLUMN_DIGITS = 2;

const positive = (durations: Iterable<bigint>) =>
  Array.from(durations, (ns) => (ns < 0n ? -ns : ns)).filter((ns) => ns > 0n);
const least = (values: readonly bigint[]) => values.reduce((min, ns) => (ns < min ? ns : min));
const most = (values: readonly bigint[]) => values.reduce((max, ns) => (ns > max ? ns : max));

/**
 * One unit and one number of decimals for a whole column: the unit suits the longest of what decides, the decimals leave
 * two significant digits of the shortest of all. What lies beside the boot path stands in the column without deciding:
 * an application that ran for minutes would leave of microseconds only zeros.
 */
export function columnFormat(deciding: Iterable<bigint>, beside: Iterable<bigint> = []): ColumnFormat {
  const [own, others] = [positive(deciding), positive(beside)];
  const all = [...own, ...others];
  if (all.length === 0) return { unit: "ns", decimals: 0 };
  const longest = most(own.length > 0 ? own : others);
  const unit = LADDER.findLast((each) => longest >= UNITS[each]) ?? "ns";
  const resolution = UNITS[unit].toString().length - 1;
  const missing = resolution - least(all).toString().length;
  return { unit, decimals: Math.min(resolution, Math.max(COLUMN_DECIMALS, missing + COLUMN_DIGITS)) };
}

/** A duration in the unit of its column, without the unit. */
export function formatInColumn(ns: bigint, { unit, decimals }: ColumnFormat): string {
  const value = ns < 0n ? -ns : ns;
  return `${ns < 0n ? MINUS : ""}${fixed(value, UNITS[unit], decimals)}`;
}

/** A difference with its sign: "+76.099", "−0.125". */
export const signedInColumn = (ns: bigint, format: ColumnFormat) =>
  `${ns > 0n ? "+" : ""}${formatInColumn(ns, format)}`;

/** What a duration became: a difference and what it is held against. */
export type Change = { readonly delta: bigint; readonly baseline: bigint };
/** How a column tells changes: as parts of the baseline, or as its multiples. */
export type ChangeFormat = "percent" | "times";

/** A tenth of it, and ten times as much: beyond, percents are no figure to compare by eye. */
const TIMES_FROM = 10n;

/** One unit for a column of changes: multiples where one of them would be a percentage of five digits. */
export const changeFormat = (changes: Iterable<Change>): ChangeFormat =>
  Array.from(changes).some(({ delta, baseline }) => baseline > 0n && delta >= TIMES_FROM * baseline)
    ? "times"
    : "percent";

/** A difference as part of the baseline's: "+394 %", "−0.3 %". */
function signedShare(delta: bigint, baseline: bigint): string {
  const size = delta < 0n ? -delta : delta;
  const perMille = divideRounded(size * 1000n, baseline);
  const sign = delta > 0n ? "+" : delta < 0n ? MINUS : "";
  return perMille >= 1000n
    ? `${sign}${divideRounded(size * 100n, baseline)} %`
    : `${sign}${perMille / 10n}.${perMille % 10n} %`;
}

/** A multiple in three digits, so that 2 % are seen: "1.02×", "14.1×", "135×". */
function multiple(value: bigint, baseline: bigint): string {
  if (divideRounded(value * 100n, baseline) < 1n && value > 0n) return "< 0.01×";
  const decimals = value < 10n * baseline ? 2 : value < 100n * baseline ? 1 : 0;
  return `${fixed(value, baseline, decimals)}×`;
}

/** A change in the unit of its column: "+394 %" or "4.94×"; empty where the baseline took no time. */
export function formatChange({ delta, baseline }: Change, format: ChangeFormat): string {
  if (baseline <= 0n) return "";
  return format === "percent" ? signedShare(delta, baseline) : multiple(baseline + delta, baseline);
}

/** A part of a whole: "77.1 %", "< 0.1 %"; empty when the whole is nothing. */
export function formatShare(part: bigint, whole: bigint): string {
  if (whole <= 0n) return "";
  const perMille = divideRounded(part * 1000n, whole);
  if (perMille === 0n && part > 0n) return "< 0.1 %";
  return `${perMille / 10n}.${perMille % 10n} %`;
}

/** As `formatShare`, of a number from 0 to 1. */
export const formatFraction = (share: number) => formatShare(BigInt(Math.round(share * 1e6)), 1_000_000n);

/** So many times something else, in two digits, for a sentence that says of what: "3.1", "78", "0.4". */
export function timesFigure(times: number): string {
  if (times < 0.05) return "< 0.1";
  return times < 9.95 ? times.toFixed(1) : Math.round(times).toString();
}

/** So many times something else: "3.1×", "78×", "0.4×". */
export const formatTimes = (times: number): string => `${timesFigure(times)}×`;

/** A share from 0 to 1 in whole percent, rounded down, so that 100 % is really all: "97 %". */
export const formatPercent = (share: number) => `${Math.floor(share * 100 + 1e-9)} %`;

/** A share that somebody chose, with the digits it was given: 0.005 is "0.5 %", 0.999 is "99.9 %". */
export const chosenPercent = (share: number) => `${Number((share * 100).toFixed(4))} %`;

export type WallTimeFormat = {
  readonly locale: string;
  readonly timeZone: string;
  /** "full" says the date, milliseconds and time zone; "minute" the date and the minute; "time" the clock alone; "date" the day alone. */
  readonly style?: "full" | "minute" | "time" | "date";
};

const DATE = { year: "numeric", month: "short", day: "2-digit" } as const;
const CLOCK = {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  fractionalSecondDigits: 3,
  hourCycle: "h23",
} as const;
const STYLES = {
  full: { ...DATE, ...CLOCK, timeZoneName: "short" },
  minute: { ...DATE, hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  time: CLOCK,
  date: DATE,
} as const;

/** As many as are kept: readers have few locales and time zones, an address could name many. */
const MAX_FORMATS = 64;
const formats = new Map<string, Intl.DateTimeFormat>();

/** One formatter for each way to write an instant: to make one takes a hundred times as long as to use it. */
export function dateTimeFormat(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${JSON.stringify(options)}`;
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat(locale, options);
  if (formats.size >= MAX_FORMATS) formats.clear();
  formats.set(key, made);
  return made;
}

/** UTC nanoseconds in a reader's words. Undefined outside what a Date can hold. */
export function formatWallTime(
  ns: bigint,
  { locale, timeZone, style = "full" }: WallTimeFormat,
): string | undefined {
  const date = new Date(Number(ns / 1_000_000n));
  if (Number.isNaN(date.getTime())) return undefined;
  return dateTimeFormat(locale, { ...STYLES[style], timeZone }).format(date);
}

/** Characters that act instead of being seen: bidi and other format controls, separators, variation and tag characters. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0]/u;
const codePointName = (code: number) => `⟨U+${code.toString(16).toUpperCase().padStart(4, "0")}⟩`;

function visibleCharacter(character: string): string {
  if (!INVISIBLE.test(character)) return character;
  const code = character.codePointAt(0) ?? 0;
  // Unicode's own pictures of the control characters: ␀ for NUL, ␛ for ESC.
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  if (code === 0x7f) return "␡";
  return codePointName(code);
}

/** More marks than this on one letter are an attack on the lines above it. */
const MAX_COMBINING = 4;

/** Letters, digits and signs of ASCII: nearly every name there is, and nothing to look for in it. */
const PLAIN = /^[\x20-\x7e]*$/;

/**
 * Text from outside, made safe to show: what would act on a terminal or turn the reading direction is printed as a
 * visible mark, and the length is bounded. Escaping for HTML, SVG or CSV is still the printer's job.
 */
export function visibleText(text: string, maxLength = 200): string {
  if (PLAIN.test(text)) return text.length <= maxLength ? text : `${text.slice(0, maxLength)}…`;
  let shown = "";
  let count = 0;
  let combining = 0;
  for (const character of text) {
    combining = /\p{M}/u.test(character) ? combining + 1 : 0;
    if (combining > MAX_COMBINING) continue;
    if (count === maxLength) return `${shown}…`;
    shown += visibleCharacter(character);
    count += 1;
  }
  return shown;
}

/** A value that another program wrote, as a message names it: `String` throws at an object that says it is no text. */
export const valueText = (value: unknown): string =>
  Array.isArray(value) ? "a list" : typeof value === "object" && value !== null ? "an object" : String(value);

const TENTH_NS = 100_000_000n;
const SECOND_NS = 1_000_000_000n;

/** What goes on, as all that tells of it counts: by whole seconds from ten of them on, else by tenths. */
export const counted = (ns: bigint): bigint => ns - (ns % (ns < 10n * SECOND_NS ? TENTH_NS : SECOND_NS));
