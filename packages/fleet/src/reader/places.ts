import { compareBigints, type BootId, type RunId } from "@hacotaki/core";
import type { ListSort, Position } from "@hacotaki/store";
import { DURATIONS } from "../schema/views.ts";
import type { Ask } from "./ask.ts";
import { lookForFew } from "./boot-columns.ts";
import { conditionsOf, SORT_VALUE, type Condition } from "./filter.ts";
import type { FleetFilter } from "./texts.ts";

/** Where a boot stands in a list: what it is sorted by, then its id, both falling; in one that rises, both rising. */
export type Place = { readonly boot_id: BootId; readonly at: string };
export type PlaceQuery = {
  readonly filter: FleetFilter;
  readonly sort: ListSort;
  readonly limit: number;
  /** The last boot of the page before. */
  readonly after: Position | undefined;
  readonly isRising?: true;
  /** Boots of this run are left out. */
  readonly notOf?: RunId;
};
type Version = Place & { readonly host_id: string };

/** Where versions of boots are looked for: each as it came, which costs no putting together. */
type Versions = {
  readonly from: string;
  readonly order: string;
  /** What the last boot of the page before is held against, as `order` is; undefined where conditions do. */
  readonly bound: string | undefined;
  /** Whether all boots that the list may have are there. */
  readonly isWhole: boolean;
  /** Whether versions tell their runs. */
  readonly hasRuns: boolean;
};

/** In the order of their beginning: the newest are found without a look at the others. */
const byTime = (isRising: boolean): Versions => ({
  from: "{db:Identifier}.boot_time",
  order: "started_at",
  bound: "fromUnixTimestamp64Nano({at:Int64}, 'UTC')",
  // Boots without a time come behind all others.
  isWhole: isRising,
  hasRuns: false,
});
/** Fields of a filter that are told there. */
const IN_BY_TIME: ReadonlySet<string> = new Set(["container", "host", "outcomes", "since", "until"]);
const allBy = (sort: ListSort): Versions => ({
  from: `(SELECT *, ${DURATIONS} FROM {db:Identifier}.boot WHERE is_deleted = 0)`,
  order: SORT_VALUE[sort],
  bound: undefined,
  isWhole: true,
  hasRuns: true,
});

/** Versions that are looked for at first, for each boot that is wanted, and so many times more where those are not enough. */
const AT_FIRST = 3;
const MORE = 8;
const MOST_VERSIONS = 2_000;
/** Ids of one question: they stand in its address. */
const STEP = 250;

const directionOf = ({ isRising }: PlaceQuery) =>
  isRising === true
    ? ({ behind: ">", order: "ASC", sign: 1 } as const)
    : ({ behind: "<", order: "DESC", sign: -1 } as const);

function conditions(query: PlaceQuery): Condition {
  const { filter, sort, after, notOf } = query;
  const { text, params } = conditionsOf(filter);
  const { behind } = directionOf(query);
  return {
    text: [
      text,
      ...(after === undefined ? [] : [`(${SORT_VALUE[sort]}, boot_id) ${behind} ({at:Int64}, {id:String})`]),
      ...(notOf === undefined ? [] : ["run_id != {notOf:String}"]),
    ].join(" AND "),
    params: {
      ...params,
      ...(after === undefined ? {} : { at: after.at.toString(), id: after.id }),
      ...(notOf === undefined ? {} : { notOf }),
    },
  };
}

/** The first versions by what the list is sorted by: of whose run is not told there, of any. */
function firstVersions(ask: Ask, query: PlaceQuery, { from, order, bound, hasRuns }: Versions, most: number) {
  const { notOf: _run, ...ofAny } = query;
  const { text, params } = conditions(hasRuns ? query : ofAny);
  const direction = directionOf(query);
  const isBehind =
    query.after === undefined || bound === undefined ? "1" : `${order} ${direction.behind}= ${bound}`;
  return ask<Version>(
    "list boots of",
    `SELECT boot_id, host_id, toString(${SORT_VALUE[query.sort]}) AS at FROM ${from}
     WHERE ${text} AND ${isBehind} ORDER BY ${order} ${direction.order} LIMIT {most:UInt32}`,
    { ...params, most },
  );
}

/** Below 0 where the first of two comes sooner. */
const inOrderOf =
  (query: PlaceQuery) =>
  (a: Place, b: Place): number =>
    directionOf(query).sign *
    (compareBigints(BigInt(a.at), BigInt(b.at)) || (a.boot_id < b.boot_id ? -1 : 1));

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
  return found.sort(inOrderOf(query));
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
      const last = BigInt(part.at(-1)?.at ?? 0);
      const isEnd = isAll && part.length === once.length;
      if (isEnd && !where.isWhole) return undefined;
      const found = await asTheyAre<Row>(ask, query, part, columns);
      // A boot that comes before the last of these versions has a version before it, its last one: it is among them.
      const sure = isEnd
        ? found
        : found.filter(({ at }) => directionOf(query).sign * compareBigints(BigInt(at), last) < 0);
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
  const { filter, sort, isRising, after } = query;
  /** A list that rises begins with boots without a time. */
  const isOfTimed = isRising !== true || (after !== undefined && after.at > 0n);
  const isInByTime = Object.entries(filter).every(
    ([name, value]) => value === undefined || IN_BY_TIME.has(name),
  );
  const ways = [
    ...(sort === "newest" && isInByTime && isOfTimed ? [byTime(isRising === true)] : []),
    allBy(sort),
  ];
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
  const { order } = directionOf(query);
  return ask<Place>(
    "list boots of",
    `SELECT boot_id, toString(${value}) AS at FROM {db:Identifier}.boots
     WHERE ${text} ORDER BY ${value} ${order}, boot_id ${order} LIMIT {limit:UInt32}`,
    { ...params, limit: query.limit },
  );
}
