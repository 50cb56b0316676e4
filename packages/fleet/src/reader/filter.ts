import { EXPECTED, labelOf, LEAST_CAUSE, NO_PHASE, soughtText, type ReasonSlug } from "@hacotaki/core";
import type { ListSort } from "@hacotaki/store";
import type { Params } from "./ask.ts";
import { isAscii, TEXT_PLACES, type FleetFilter, type TextPlace } from "./texts.ts";

/** A part of a question with the values that are bound to it. */
export type Condition = { readonly text: string; readonly params: Params };

/** What a column of times holds, ns. */
const MOST_TIME = 9_200_000_000_000_000_000n;
const MOST_INT64 = 2n ** 63n - 1n;
const clamped = (value: bigint, least: bigint, most: bigint) =>
  (value < least ? least : value > most ? most : value).toString();

/** What boots are sorted by: one without a wall time, or a duration, comes last. */
export const SORT_VALUE: Readonly<Record<ListSort, string>> = {
  newest: "ifNull(toUnixTimestamp64Nano(started_at), 0)",
  slowest: "ifNull(boot_duration_ns, -1)",
};

/** Half a pair of UTF-16 is in no column, as no host can send one. */
const bound = (text: string) => text.toWellFormed();

/** Of what goes by itself, this much is worth a word: see `toldCauses`. */
const toldFrom = (reason: ReasonSlug) => EXPECTED[reason] + LEAST_CAUSE;

type Bind = (name: string, type: string, value: string | readonly string[]) => string;

/** What a text is looked for in. Texts of ASCII are folded by the database, those that were found beyond it are named. */
function textCondition({ text = "", found }: FleetFilter, bind: Bind): string {
  if (found === undefined)
    throw new TypeError("a text is looked for in a filter that was not prepared for it");
  const sought = soughtText(text);
  const at = bind("text", "String", bound(sought));
  const isAsked = /^[\0-\x7f]*$/.test(sought);
  const holds = (column: string) => `positionCaseInsensitive(${column}, ${at}) > 0`;
  const inPlace = ([place, column]: readonly [string, string]) => [
    ...(isAsked ? [`(${isAscii(column)} AND ${holds(column)})`] : []),
    `${column} IN ${bind(`${place}Found`, "Array(String)", found[place as TextPlace])}`, // of the places
  ];
  return `(${[...Object.entries(TEXT_PLACES).flatMap(inPlace), holds("boot_id")].join(" OR ")})`;
}

/** A filter's conditions. `of` tells the values of several filters in one question apart. */
export function conditionsOf(filter: FleetFilter, of = ""): Condition {
  const parts: string[] = [];
  const params: Record<string, string | readonly string[]> = {};
  const bind: Bind = (name, type, value) => {
    params[`${of}${name}`] = value;
    return `{${of}${name}:${type}}`;
  };
  const equal = (column: string, name: string, value: string | undefined) => {
    // An empty text stands for none, of which no filter asks by an empty one.
    if (value === "") parts.push("0");
    else if (value !== undefined) parts.push(`${column} = ${bind(name, "String", bound(value))}`);
  };
  /** A label's key, and its value where that is asked for. */
  function labelCondition(column: string, name: string, label: string): string {
    const { key, value } = labelOf(label);
    const at = bind(name, "String", bound(key));
    const has = `mapContains(${column}, ${at})`;
    return value === undefined
      ? has
      : `(${has} AND ${column}[${at}] = ${bind(`${name}Value`, "String", bound(value))})`;
  }
  equal("container", "container", filter.container);
  equal("host_id", "host", filter.host);
  if (filter.hostLabel !== undefined) parts.push(labelCondition("labels", "hostLabel", filter.hostLabel));
  equal("kernel", "kernel", filter.kernel);
  equal("haco_file", "hacoFile", filter.hacoFile);
  equal("runtime", "runtime", filter.runtime);
  // What only boots of OCI runtimes have.
  for (const name of ["engine", "image", "pod"] as const) equal(name, name, filter[name]);
  if (filter.phase === NO_PHASE) parts.push("furthest_phase = ''");
  else equal("furthest_phase", "phase", filter.phase);
  if (filter.label !== undefined) parts.push(labelCondition("container_labels", "label", filter.label));
  if (filter.outcomes !== undefined && filter.outcomes.length > 0)
    parts.push(`outcome IN ${bind("outcomes", "Array(String)", filter.outcomes)}`);
  if (filter.reason !== undefined) {
    const [slug, least] = [bind("reason", "String", filter.reason), toldFrom(filter.reason).toString()];
    parts.push(
      `arrayExists((slug, ns) -> slug = ${slug} AND ns >= ${bind("told", "Int64", least)}, \`cause.reason\`, \`cause.ns\`)`,
    );
  }
  const { since, until, minDuration, maxDuration } = filter;
  const range = (column: string, name: string, sign: string, value: bigint | undefined) => {
    if (value === undefined) return;
    parts.push(`${column} ${sign} ${bind(name, "Int64", clamped(value, -MOST_INT64, MOST_INT64))}`);
  };
  const time = (name: string, sign: string, value: bigint | undefined) => {
    if (value === undefined) return;
    const at = bind(name, "Int64", clamped(value, 0n, MOST_TIME));
    parts.push(`started_at ${sign} fromUnixTimestamp64Nano(${at}, 'UTC')`);
  };
  time("since", ">=", since);
  if (until !== undefined && until < 0n) parts.push("0");
  else time("until", "<=", until);
  range("boot_duration_ns", "minDuration", ">=", minDuration);
  range("boot_duration_ns", "maxDuration", "<=", maxDuration);
  if (filter.text !== undefined && filter.text !== "") parts.push(textCondition(filter, bind));
  return { text: parts.length === 0 ? "1" : parts.join(" AND "), params };
}
