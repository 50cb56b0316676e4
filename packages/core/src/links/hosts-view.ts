import type { BootFilter } from "../domain/filter.ts";
import { omitUndefined } from "../domain/omit-undefined.ts";
import type { BootGroup, GroupedBy } from "../statistics/boot-groups.ts";
import { filterQuery, readFilter } from "./filter-text.ts";
import {
  choiceOf,
  hrefOf,
  queryOf,
  readerOf,
  textUpTo,
  unlessUsual,
  type Parse,
  type ParsedView,
  type SearchParams,
} from "./reader.ts";
import { utcClock, type Clock } from "./time-range.ts";

/** What the table of hosts is sorted by. */
export const HOSTS_SORTS = [
  "name",
  "boots",
  "failed",
  "median",
  "p95",
  "against",
  "last",
  "arrival",
] as const;
export type HostsSort = (typeof HOSTS_SORTS)[number];

/** What the page of hosts shows: boots of a filter, put together by what their hosts are. */
export type HostsView = {
  readonly by: GroupedBy;
  readonly filter: BootFilter;
  readonly sort: HostsSort;
  /** Keys of the groups that are ticked. */
  readonly picked: readonly string[];
  /** Somebody asks for those that are ticked to be compared. */
  readonly compares: boolean;
};

export const ALL_HOSTS: HostsView = {
  by: "host",
  filter: {},
  sort: "median",
  picked: [],
  compares: false,
};

/** Of labels: as filters have them. */
const MAX_NAME = 512;
const MOST_PICKED = 20;
const LABEL = "label:";
const name = textUpTo(MAX_NAME);
/** host, kernel, runtime, or label: and the name of one. */
export const parseGroupedBy: Parse<GroupedBy> = (text) => {
  if (text === "host" || text === "kernel" || text === "runtime") return text;
  const label = text.startsWith(LABEL) ? name(text.slice(LABEL.length)) : undefined;
  return label === undefined || label === "" || label.includes("=") ? undefined : `label:${label}`;
};

/** The label that boots are put together by; undefined where it is none. */
export const labelGroupedBy = (grouped: GroupedBy): string | undefined =>
  grouped.startsWith(LABEL) ? grouped.slice(LABEL.length) : undefined;

function pickedOf(given: SearchParams[string]): readonly string[] {
  const all = typeof given === "string" ? [given] : (given ?? []);
  return [...new Set(all.flatMap((text) => name(text) ?? []))]
    .filter((key) => key !== "")
    .slice(0, MOST_PICKED);
}

export function parseHostsView(params: SearchParams, clock: Clock = utcClock()): ParsedView<HostsView> {
  const reader = readerOf(params);
  const grouped = reader.read("by", parseGroupedBy) ?? ALL_HOSTS.by;
  const { hostLabel, ...filter } = readFilter(reader, clock);
  // A filter has one label of the host: that of a row stands in its place.
  const isTaken = hostLabel !== undefined && labelGroupedBy(grouped) !== undefined;
  const view: HostsView = {
    by: grouped,
    filter: { ...filter, ...omitUndefined({ hostLabel: isTaken ? undefined : hostLabel }) },
    sort: reader.read("sort", choiceOf(HOSTS_SORTS)) ?? ALL_HOSTS.sort,
    picked: pickedOf(params["pick"]),
    compares: params["compare"] === "1",
  };
  return { view, dropped: isTaken ? [...reader.dropped, "host-label"] : reader.dropped };
}

/** Link to the page of hosts. What is ticked is no part of it. */
export function hostsHref({ by: grouped, filter, sort }: Partial<HostsView> = {}): string {
  const query = queryOf({
    by: unlessUsual(grouped ?? ALL_HOSTS.by, ALL_HOSTS.by),
    ...Object.fromEntries(filterQuery(filter ?? {})),
    sort: unlessUsual(sort ?? ALL_HOSTS.sort, ALL_HOSTS.sort),
  });
  return hrefOf("/hosts", query);
}

/** The boots of a group, among those of a filter; undefined where no filter means them: what boots lack is no filter. */
export function filterOfGroup(
  grouped: GroupedBy,
  { key }: Pick<BootGroup, "key">,
  filter: BootFilter,
): BootFilter | undefined {
  if (key === "") return undefined;
  const label = labelGroupedBy(grouped);
  if (label !== undefined) return { ...filter, hostLabel: `${label}=${key}` };
  if (grouped === "host") return { ...filter, host: key };
  return grouped === "kernel" ? { ...filter, kernel: key } : { ...filter, runtime: key };
}
