import { dateTimeFormat, formatDuration, type ContainerBin, type ContainerView } from "@hacotaki/core";
import type { TimeTick } from "../../charts/time-axis/layout.ts";
import type { Dates } from "../../i18n/wall-time.ts";
import { bootsBehind } from "../ui/boots-behind.ts";

/** The time that both charts are drawn over, in stretches; some may have no boots. */
export type Stretches = {
  readonly bins: readonly ContainerBin[];
  readonly range: { readonly since: bigint; readonly until: bigint };
  /** A stretch in words, and where its boots are. */
  readonly when: (bin: ContainerBin) => string;
  readonly href: (bin: ContainerBin) => string;
};

const HOUR_NS = 3_600_000_000_000n;
/** From this length on the year is told, and below the other one seconds are. */
const LONG_BIN_NS = 20n * HOUR_NS;
const SHORT_BIN_NS = HOUR_NS / 6n;

export const durationWords = (ns: number) => formatDuration(BigInt(Math.round(ns)));
const dateOf = (ns: bigint) => new Date(Number(ns / 1_000_000n));

/** A gap between ticks as of which dates need no seconds, or no parts of them. */
const MINUTE_NS = 60_000_000_000n;
const SECOND_NS = 1_000_000_000n;
/** Gaps as of which ticks are firsts of months, and of years. */
const MONTH_NS = 27n * 86_400_000_000_000n;
const YEAR_NS = 360n * 86_400_000_000_000n;

/** Labels of ticks, of which no two that stand side by side are alike. */
export const tickLabel = ({ locale, timeZone }: Dates, [first, second]: readonly TimeTick[]) => {
  const gap = first === undefined || second === undefined ? MINUTE_NS : second.at - first.at;
  if (gap < MINUTE_NS) {
    const clock = dateTimeFormat(locale, {
      timeZone,
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
      hourCycle: "h23",
      ...(gap < SECOND_NS ? { fractionalSecondDigits: 3 as const } : {}),
    });
    return ({ at }: TimeTick) => clock.format(dateOf(at));
  }
  if (gap >= MONTH_NS) {
    const month = gap >= YEAR_NS ? {} : { month: "short" as const };
    const long = dateTimeFormat(locale, { timeZone, year: "numeric", ...month });
    return ({ at }: TimeTick) => long.format(dateOf(at));
  }
  const day = dateTimeFormat(locale, { timeZone, month: "short", day: "numeric" });
  const hour = dateTimeFormat(locale, {
    timeZone,
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  return ({ at, isDay }: TimeTick) => (isDay ? day : hour).format(dateOf(at));
};

/** "Nov 3, 09:00 – 11:24": as exact as the length of the stretch asks for. */
export const binLabel = ({ locale, timeZone }: Dates, bins: readonly ContainerBin[]) => {
  const [first] = bins;
  const isLong = first !== undefined && first.until - first.since >= LONG_BIN_NS;
  const isShort = first !== undefined && first.until - first.since < SHORT_BIN_NS;
  const format = dateTimeFormat(locale, {
    timeZone,
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    ...(isShort ? { second: "2-digit" as const } : {}),
    ...(isLong ? { year: "numeric" as const } : {}),
    hourCycle: "h23",
  });
  // Charts and tables say each several times, and it takes a tenth of a millisecond.
  const said = new Map<ContainerBin, string>();
  return (bin: ContainerBin) => {
    let text = said.get(bin);
    if (text === undefined) said.set(bin, (text = format.formatRange(dateOf(bin.since), dateOf(bin.until))));
    return text;
  };
};

/** Link to the boots of a container that a stretch of time stands for. */
export const binHref =
  (container: string, view: ContainerView) =>
  ({ since, until }: ContainerBin): string =>
    bootsBehind({
      container,
      ...(view.host === undefined ? {} : { host: view.host }),
      since: view.since !== undefined && view.since > since ? view.since : since,
      until: view.until !== undefined && view.until < until ? view.until : until - 1n,
    });
