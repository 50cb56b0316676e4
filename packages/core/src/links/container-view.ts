import type { TimeRange } from "../domain/filter.ts";
import { omitUndefined } from "../domain/omit-undefined.ts";
import {
  choiceOf,
  hrefOf,
  MAX_TEXT,
  queryOf,
  readerOf,
  textUpTo,
  type ParsedView,
  type SearchParams,
} from "./reader.ts";
import { readTime, timeQuery } from "./time-parameters.ts";
import { utcClock, type Clock } from "./time-range.ts";

/** What the page of a container shows: the boots of a host whose wall time lies in a range. */
export type ContainerView = TimeRange & {
  /** Id of the host; undefined: of all. */
  readonly host?: string;
};

/** What the table of all containers is sorted by. */
export const CONTAINER_SORTS = ["boots", "name", "median", "p95", "failed", "last"] as const;
export type ContainerSort = (typeof CONTAINER_SORTS)[number];

export function parseContainerView(
  params: SearchParams,
  clock: Clock = utcClock(),
): ParsedView<ContainerView> {
  const reader = readerOf(params);
  const time = readTime(reader, clock);
  const host = reader.read("host", textUpTo(MAX_TEXT));
  return { view: omitUndefined({ host, ...time }), dropped: reader.dropped };
}

/** No URL has an empty segment or one of dots alone, however it is escaped: such names get a tilde, and so do those it would make. */
const NO_SEGMENT = /^~*\.{0,2}$/;
const TILDED = /^~+\.{0,2}$/;

/** A container's name as one segment of a path; a lone surrogate in it is replaced. */
export const containerSegment = (name: string): string =>
  encodeURIComponent(NO_SEGMENT.test(name) ? `~${name}` : name.toWellFormed());

/** The name that a segment means; a segment that is no text at all is a name nobody has. */
export function containerOfSegment(segment: string): string {
  let name = segment;
  try {
    name = decodeURIComponent(segment);
  } catch {}
  return TILDED.test(name) ? name.slice(1) : name;
}

/** Link to the page of a container. A lone surrogate in its name is replaced. */
export const containerHref = (name: string, { host, ...range }: ContainerView = {}): string =>
  hrefOf(`/containers/${containerSegment(name)}`, queryOf({ host, ...timeQuery(range) }));

/** What the page of all containers shows: an order, from its `from`th row on. */
export type ContainersView = { readonly sort: ContainerSort; readonly from: number };

/** More containers than this there are not. */
const MAX_FROM = 10_000_000;

export const containersQuery = ({ sort, from }: Partial<ContainersView>) =>
  queryOf({
    sort: sort === "boots" ? undefined : sort,
    from: from === undefined || from === 0 ? undefined : from.toString(),
  });
export const containersHref = (view: Partial<ContainersView> = {}) =>
  hrefOf("/containers", containersQuery(view));
/** The page of all images has the orders of that of all containers. */
export const imagesHref = (view: Partial<ContainersView> = {}) => hrefOf("/images", containersQuery(view));

/** What makes no sense is the table from its beginning, by the number of boots. */
export function parseContainersView(params: SearchParams): ContainersView {
  const reader = readerOf(params);
  const from = reader.read("from", (text) =>
    /^\d{1,8}$/.test(text) && Number(text) <= MAX_FROM ? Number(text) : undefined,
  );
  return { sort: reader.read("sort", choiceOf(CONTAINER_SORTS)) ?? "boots", from: from ?? 0 };
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
