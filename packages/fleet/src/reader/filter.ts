import { labelOf, NO_PHASE, type BootFilter } from "@hacotaki/core";
import type { ListSort } from "@hacotaki/store";
import type { Params } from "./ask.ts";

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

/** Conditions that the database answers: all of a filter but its text and its reason. */
export function conditionsOf(filter: BootFilter): Condition {
  const parts: string[] = [];
  const params: Record<string, string | readonly string[]> = {};
  const equal = (column: string, name: string, value: string | undefined) => {
    if (value === undefined) return;
    // An empty text stands for none, of which no filter asks by an empty one.
    parts.push(value === "" ? "0" : `${column} = {${name}:String}`);
    params[name] = bound(value);
  };
  equal("container", "container", filter.container);
  equal("host_id", "host", filter.host);
  equal("haco_file", "hacoFile", filter.hacoFile);
  equal("runtime", "runtime", filter.runtime);
  // What only boots of OCI runtimes have.
  for (const name of ["engine", "image", "pod"] as const) equal(name, name, filter[name]);
  if (filter.phase === NO_PHASE) parts.push("furthest_phase = ''");
  else equal("furthest_phase", "phase", filter.phase);
  if (filter.label !== undefined) {
    const { key, value } = labelOf(filter.label);
    parts.push("mapContains(container_labels, {label:String})");
    params["label"] = bound(key);
    if (value !== undefined) {
      parts.push("container_labels[{label:String}] = {labelValue:String}");
      params["labelValue"] = bound(value);
    }
  }
  if (filter.outcomes !== undefined && filter.outcomes.length > 0) {
    parts.push("outcome IN {outcomes:Array(String)}");
    params["outcomes"] = filter.outcomes;
  }
  if (filter.reason !== undefined) {
    parts.push("has(`cause.reason`, {reason:String})");
    params["reason"] = filter.reason;
  }
  const { since, until, minDuration, maxDuration } = filter;
  const range = (column: string, name: string, sign: string, value: bigint | undefined) => {
    if (value === undefined) return;
    parts.push(`${column} ${sign} {${name}:Int64}`);
    params[name] = clamped(value, -MOST_INT64, MOST_INT64);
  };
  if (since !== undefined) {
    parts.push("started_at >= fromUnixTimestamp64Nano({since:Int64}, 'UTC')");
    params["since"] = clamped(since, 0n, MOST_TIME);
  }
  if (until !== undefined) {
    parts.push(until < 0n ? "0" : "started_at <= fromUnixTimestamp64Nano({until:Int64}, 'UTC')");
    params["until"] = clamped(until, 0n, MOST_TIME);
  }
  range("boot_duration_ns", "minDuration", ">=", minDuration);
  range("boot_duration_ns", "maxDuration", "<=", maxDuration);
  return { text: parts.length === 0 ? "1" : parts.join(" AND "), params };
}

/** What is left of a filter for whoever looks at each boot: letters are folded in one way alone, which is ours. */
export function restOf({ text, reason }: BootFilter): BootFilter | undefined {
  const hasText = text !== undefined && text !== "";
  if (!hasText && reason === undefined) return undefined;
  return { ...(hasText ? { text } : {}), ...(reason === undefined ? {} : { reason }) };
}

/** Whether the database alone answers a list. */
export const isAnswered = (filter: BootFilter): boolean => restOf(filter) === undefined;
