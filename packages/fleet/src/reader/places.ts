import type { BootId } from "@hacotaki/core";
import type { ListSort, Position } from "@hacotaki/store";
import { DURATIONS } from "../schema/views.ts";
import type { Ask } from "./ask.ts";
import { lookForFew } from "./boot-columns.ts";
import { conditionsOf, SORT_VALUE, type Condition } from "./filter.ts";
import type { FleetFilter } from "./texts.ts";

/** Where a boot stands in a list: what it is sorted by, then its id, both falling. */
export type Place = { readonly boot_id: BootId; readonly at: string };
export type PlaceQuery = {
  readonly filter: FleetFilter;
  readonly sort: ListSort;
  readonly limit: number;
  /** The last boot of the page before. */
  readonly after: Position | undefined;
};
type Version = Place & { readonly host_id: string };

/** Where versions of boots are looked for: each as it came, which costs no putting together. */
type Versions = {
  readonly from: string;
  readonly order: string;
  /** Versions that come no sooner than the last boot of the page before. */
  readonly isBehind: string;
  /** Whether boots without a time are there as well. */
  readonly isWhole: boolean;
};

/** In the order of their beginning: the newest are found without a look at the others. */
const BY_TIME: Versions = {
  from: "{db:Identifier}.boot_time",
  order: "started_at",
  isBehind: "started_at <= fromUnixTimestamp64Nano({at:Int64}, 'UTC')",
  isWhole: false,
};
/** Fields of a filter that are told there. */
const IN_BY_TIME: ReadonlySet<string> = new Set(["container", "host", "outcomes", "since", "until"]);
const allBy = (sort: ListSort): Versions => ({
  from: `(SELECT *, ${DURATIONS} FROM {db:Identifier}.boot WHERE is_deleted = 0)`,
  order: SORT_VALUE[sort],
  isBehind: "1",
  isWhole: true,
});

/** Versions that are looked for at first, for each boot that is wanted, and so many times more where those are not enough. */
const AT_FIRST = 3;
const MORE = 8;
const MOST_VERSIONS = 2_000;
/** Ids of one question: they stand in its address. */
const STEP = 250;

function conditions({ filter, sort, after }: PlaceQuery): Condition {
  const { text, params } = conditionsOf(filter);
  if (after === undefined) return { text, params };
  return {
    text: `${text} AND (${SORT_VALUE[sort]}, boot_id) < ({at:Int64}, {id:String})`,
    params: { ...params, at: after.at.toString(), id: after.id },
  };
}

/** The first versions by what the list is sorted by. */
function firstVersions(ask: Ask, query: PlaceQuery, { from, order, isBehind }: Versions, most: number) {
  const { text, params } = conditions(query);
  return ask<Version>(
    "list boots of",
    `SELECT boot_id, host_id, toString(${SORT_VALUE[query.sort]}) AS at FROM ${from}
     WHERE ${text} AND ${query.after === undefined ? "1" : isBehind} ORDER BY ${order} DESC LIMIT {most:UInt32}`,
    { ...params, most },
  );
}

const comesBefore = (a: Place, b: Place) =>
  a.at === b.at ? a.boot_id > b.boot_id : BigInt(a.at) > BigInt(b.at);

const ARE_THESE = "host_id IN {hosts:Array(String)} AND boot_id IN {ids:Array(String)}";
const THESE = { placed: ARE_THESE, anywhere: ARE_THESE };

/** Boots of these versions as they are now, in order: those that still match. */
async function asTheyAre<Row extends Place>(
  ask: Ask,
  query: PlaceQuery,
  versions: readonly Version[],
  columns: string,
): Promise<readonly Row[]> {
  const { text, params } = conditions(query);
  const found: Row[] = [];
  const known = new Set<BootId>();
  const look = async (which: readonly Version[], from: string) => {
    // Columns may have the names of those that conditions are on.
    const rows = await ask<Row & { readonly matches: number }>(
      "list boots of",
      `SELECT ${columns}, toString(${SORT_VALUE[query.sort]}) AS at, matches
       FROM (SELECT *, toUInt8(ifNull(${text}, 0)) AS matches FROM (SELECT *, ${DURATIONS} FROM ${from}))`,
      {
        ...params,
        hosts: [...new Set(which.map(({ host_id }) => host_id))],
        ids: which.map(({ boot_id }) => boot_id),
      },
    );
    for (const row of rows) {
      // One that no longer matches is there all the same: nobody looks for it again.
      known.add(row.boot_id);
      if (row.matches === 1) found.push(row);
    }
  };
  for (let from = 0; from < versions.length; from += STEP) {
    const part = versions.slice(from, from + STEP);
    await lookForFew(part, THESE, look, ({ boot_id }) => known.has(boot_id));
  }
  return found.sort((a, b) => (comesBefore(a, b) ? -1 : 1));
}

/** Undefined where these versions do not lead to the end of the page. */
async function fromVersions<Row extends Place>(
  ask: Ask,
  query: PlaceQuery,
  where: Versions,
  columns: string,
): Promise<readonly Row[] | undefined> {
  for (let most = query.limit * AT_FIRST; most <= MOST_VERSIONS; most *= MORE) {
    const versions = await firstVersions(ask, query, where, most);
    const once = [...new Map(versions.toReversed().map((each) => [each.boot_id, each])).values()].reverse();
    const isAll = versions.length < most;
    // Mostly each is as its version says.
    for (const part of [once.slice(0, query.limit + 1), once]) {
      const least = BigInt(part.at(-1)?.at ?? 0);
      const isEnd = isAll && part.length === once.length;
      if (isEnd && !where.isWhole) return undefined;
      const found = await asTheyAre<Row>(ask, query, part, columns);
      // A boot that comes before the last of these versions has a version before it, its last one: it is among them.
      const sure = isEnd ? found : found.filter(({ at }) => BigInt(at) > least);
      if (isEnd || sure.length >= query.limit) return sure.slice(0, query.limit);
    }
  }
  return undefined;
}

/**
 * The first boots of a list, with these columns. Those that could be among them are found first, by versions, and these few
 * alone are put together; where too few of them hold, of more versions. Undefined where that does not lead to the end.
 */
export async function listedByVersions<Row extends Place>(
  ask: Ask,
  query: PlaceQuery,
  columns: string,
): Promise<readonly Row[] | undefined> {
  const { filter, sort } = query;
  const isInByTime = Object.entries(filter).every(
    ([name, value]) => value === undefined || IN_BY_TIME.has(name),
  );
  const ways = [...(sort === "newest" && isInByTime ? [BY_TIME] : []), allBy(sort)];
  for (const where of ways) {
    const found = await fromVersions<Row>(ask, query, where, columns);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Where they stand, by a look at each boot. */
export function listedOfAll(ask: Ask, query: PlaceQuery): Promise<readonly Place[]> {
  const { text, params } = conditions(query);
  const value = SORT_VALUE[query.sort];
  return ask<Place>(
    "list boots of",
    `SELECT boot_id, toString(${value}) AS at FROM {db:Identifier}.boots
     WHERE ${text} ORDER BY ${value} DESC, boot_id DESC LIMIT {limit:UInt32}`,
    { ...params, limit: query.limit },
  );
}
