import { bitsOf, hasBox, isMeasured, isTimed, type Box } from "@hacotaki/core";
import { conditionsOf, type Condition } from "../reader/filter.ts";
import type { FleetFilter } from "../reader/texts.ts";
import { holding } from "../reader/boot-columns.ts";
import { isOneIn } from "../schema/sample.ts";
import { DURATIONS } from "../schema/views.ts";
import { bitsIn } from "./bits.ts";
import { ALL, SAMPLE, type Drawn } from "./drawn.ts";

/** What charts draw of a boot, ns: its duration, or where it failed the time to its death. */
export const LENGTH = "ifNull(boot_duration_ns, time_to_death_ns)";
/** UTC ns as a double, as columns have it. */
export const WALL = "toFloat64(toUnixTimestamp64Nano(started_at))";

/** Boots that match a filter, of all or of a sample, as what follows FROM. */
export function matching(filter: FleetFilter, of = "", drawn: Drawn = ALL): Condition {
  const { text, params } = conditionsOf(filter, of);
  const isDrawn = drawn.oneIn > SAMPLE.oneIn ? ` AND ${isOneIn(drawn.oneIn)}` : "";
  return { text: `{db:Identifier}.${drawn.view} WHERE ${text}${isDrawn}`, params };
}

const BOOTS = "{db:Identifier}.boots";
const KEY = "host_id, kernel_boot_id, boot_id";
/** Versions of boots as they came. */
const VERSIONS = `(SELECT *, ${DURATIONS} FROM {db:Identifier}.boot WHERE is_deleted = 0)`;
/**
 * The same boots, found by their keys: where they are few among very many. A boot that matches has a version that does, and
 * these are found without putting all others together; what is asked is read of the rows around them alone.
 */
function byKeys(text: string): string {
  const isOne = `(${KEY}) GLOBAL IN (SELECT ${KEY} FROM ${text.replace(BOOTS, VERSIONS)})`;
  return text.replace(BOOTS, `(SELECT *, ${DURATIONS} FROM ${holding(isOne)})`);
}

/** Boots as what follows FROM, as they are drawn. */
export const lookedAt = (text: string, { isFew }: Drawn): string => (isFew ? byKeys(text) : text);

/** Whether a boot is in a box of the charts, 1 or 0: one without a wall time, or a length, is in no range of it. */
export function insideOf({ since, until, minDuration, maxDuration }: Box): Condition {
  if (!hasBox({ since, until, minDuration, maxDuration } as Box)) return { text: "1", params: {} };
  const times = conditionsOf(
    { ...(since === undefined ? {} : { since }), ...(until === undefined ? {} : { until }) },
    "box",
  );
  const bits = bitsIn(LENGTH);
  const least = minDuration === undefined ? 0 : bitsOf(Number(minDuration));
  const most = maxDuration === undefined ? 0xffff_ffff : bitsOf(Number(maxDuration));
  const isLong = isMeasured({ minDuration, maxDuration } as Box)
    ? `(${bits} BETWEEN {boxLeast:UInt32} AND {boxMost:UInt32})`
    : "1";
  return {
    text: `ifNull(${times.text} AND ${isLong}, 0)`,
    params: { ...times.params, boxLeast: least, boxMost: most },
  };
}

/** Of boots that could be in the box: what the charts do not draw, nobody left out. */
export const couldBeInside = (box: Box): string =>
  [isTimed(box) ? "started_at IS NOT NULL" : "1", isMeasured(box) ? `${LENGTH} IS NOT NULL` : "1"].join(
    " AND ",
  );
