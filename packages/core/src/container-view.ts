import type { ParsedView, SearchParams } from "./permalink.ts";

/** What the page of a container shows: the boots whose wall time lies in a range. */
export type ContainerView = {
  /** UTC ns, inclusive. */
  readonly since?: bigint;
  readonly until?: bigint;
};

/** What the table of all containers is sorted by. */
export const CONTAINER_SORTS = ["boots", "name", "median", "p95", "failed", "last"] as const;
export type ContainerSort = (typeof CONTAINER_SORTS)[number];

/** As a form or a person writes it, in UTC: a day, or a moment down to the nanosecond. */
const MOMENT = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?Z?)?$/;
const NS_PER_MS = 1_000_000n;
const NS_PER_S = 1_000_000_000n;

function parseMoment(text: string): bigint | undefined {
  const match = MOMENT.exec(text);
  if (!match) return undefined;
  const [, day, minute = "00:00", second = "00", fraction = ""] = match;
  const date = new Date(`${day}T${minute}:${second}Z`);
  // JavaScript turns 31 February into March.
  if (Number.isNaN(date.getTime()) || !date.toISOString().startsWith(`${day}T${minute}`)) return undefined;
  return BigInt(date.getTime()) * NS_PER_MS + BigInt(fraction.padEnd(9, "0"));
}

/** The shortest form of a moment: "2026-11-23T02:00Z". */
function momentText(ns: bigint): string {
  const fraction = BigInt.asUintN(64, ((ns % NS_PER_S) + NS_PER_S) % NS_PER_S);
  const text = new Date(Number((ns - fraction) / NS_PER_MS)).toISOString();
  if (fraction > 0n)
    return `${text.slice(0, 19)}.${fraction.toString().padStart(9, "0").replace(/0+$/, "")}Z`;
  return text.endsWith(":00.000Z") ? `${text.slice(0, 16)}Z` : `${text.slice(0, 19)}Z`;
}

export function parseContainerView(params: SearchParams): ParsedView<ContainerView> {
  const dropped: string[] = [];
  const read = (name: "from" | "to") => {
    const given = params[name];
    if (given === undefined || given === "") return undefined;
    const moment = typeof given === "string" ? parseMoment(given) : undefined;
    if (moment === undefined) dropped.push(name);
    return moment;
  };
  const since = read("from");
  let until = read("to");
  if (since !== undefined && until !== undefined && until < since) {
    dropped.push("to");
    until = undefined;
  }
  return {
    view: { ...(since === undefined ? {} : { since }), ...(until === undefined ? {} : { until }) },
    dropped,
  };
}

/** Link to the page of a container. A lone surrogate in its name is replaced. */
export function containerHref(name: string, { since, until }: ContainerView = {}): string {
  // No URL has such a segment, however it is escaped: the list of these boots is the next best.
  if (name === "." || name === "..") return `/?container=${name}`;
  const query = new URLSearchParams();
  if (since !== undefined) query.set("from", momentText(since));
  if (until !== undefined) query.set("to", momentText(until));
  const path = `/containers/${encodeURIComponent(name.toWellFormed())}`;
  return query.size === 0 ? path : `${path}?${query.toString()}`;
}

export const containersHref = (sort: ContainerSort = "boots") =>
  sort === "boots" ? "/containers" : `/containers?sort=${sort}`;

export function parseContainerSort(params: SearchParams): ContainerSort {
  const given = params["sort"];
  return CONTAINER_SORTS.find((sort) => sort === given) ?? "boots";
}

/** Names a stranger may have been meant for, the likeliest first: by the pairs of letters they share. */
export function nearNames(wanted: string, names: readonly string[], limit: number): readonly string[] {
  const pairs = (text: string) => {
    const plain = ` ${text.toLowerCase().slice(0, 200)} `;
    return new Set(Array.from({ length: plain.length - 1 }, (_, index) => plain.slice(index, index + 2)));
  };
  const sought = pairs(wanted);
  return names
    .map((name) => {
      const own = pairs(name);
      const shared = [...own].filter((pair) => sought.has(pair)).length;
      return { name, likeness: (2 * shared) / (own.size + sought.size) };
    })
    .filter(({ likeness }) => likeness > 0.3)
    .sort((a, b) => b.likeness - a.likeness || (a.name < b.name ? -1 : 1))
    .slice(0, limit)
    .map(({ name }) => name);
}
