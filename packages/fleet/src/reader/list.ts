import { isMeant, type BootFilter, type BootId, type BootSummary } from "@hacotaki/core";
import {
  cursorAt,
  parseCursor,
  type BootPage,
  type ListSort,
  type Position,
  type StoreReader,
} from "@hacotaki/store";
import type { Ask } from "./ask.ts";
import { conditionsOf, restOf, SORT_VALUE } from "./filter.ts";
import { summariesOf } from "./summaries.ts";

/** Boots looked at in one go where the database does not answer the whole filter, and for one page. */
const CHUNK = 5_000;
const MOST_SCANNED = 1_000_000;

type Place = { readonly boot_id: BootId; readonly at: string };
type Query = { readonly filter: BootFilter; readonly sort: ListSort; readonly limit: number };
type Looked = Place & {
  readonly container: string;
  readonly host_name: string;
  readonly haco_file: string;
  readonly command: readonly string[];
};

const LOOKED = "container, host_name, haco_file, command";

function places<Row extends Place>(
  ask: Ask,
  { filter, sort, limit }: Query,
  after: Position | undefined,
  more = "",
): Promise<readonly Row[]> {
  const { text, params } = conditionsOf(filter);
  const value = SORT_VALUE[sort];
  const behind = after === undefined ? "" : ` AND (${value}, boot_id) < ({at:Int64}, {id:String})`;
  return ask<Row>(
    "list boots of",
    `SELECT boot_id, toString(${value}) AS at${more === "" ? "" : `, ${more}`} FROM {db:Identifier}.boots
     WHERE ${text}${behind} ORDER BY ${value} DESC, boot_id DESC LIMIT {limit:UInt32}`,
    { ...params, limit, ...(after === undefined ? {} : { at: after.at.toString(), id: after.id }) },
  );
}

const positionOf = ({ boot_id: id, at }: Place): Position => ({ at: BigInt(at), id });

/** What `isMeant` reads for a text. */
function holds(row: Looked, rest: BootFilter): boolean {
  const command = row.command.length === 0 ? {} : { command: row.command.join(" ") };
  const boot = {
    ...command,
    id: row.boot_id,
    container: row.container,
    hostName: row.host_name,
    hacoFile: row.haco_file === "" ? undefined : row.haco_file,
  };
  return isMeant(boot as unknown as BootSummary, rest); // all that this field of a filter asks of one
}

/** Goes through the boots that the database finds until enough of them hold the rest of the filter. */
async function search(ask: Ask, query: Query, rest: BootFilter, after: Position | undefined) {
  const rows: Place[] = [];
  let from = after;
  for (let scanned = 0; scanned < MOST_SCANNED; scanned += CHUNK) {
    const looked = await places<Looked>(ask, { ...query, limit: CHUNK }, from, LOOKED);
    for (const row of looked) if (rows.length < query.limit && holds(row, rest)) rows.push(row);
    const last = looked.at(-1);
    if (looked.length < CHUNK || last === undefined || rows.length >= query.limit) return { rows };
    from = positionOf(last);
  }
  return { rows, edge: from };
}

/** Boots page by page. A page is short of its limit only at the end, or after a million boots that did not match. */
export function createFleetList(ask: Ask): StoreReader["listBoots"] {
  return async ({ filter = {}, sort = "newest", limit, after }): Promise<BootPage> => {
    const query = { filter, sort, limit: limit + 1 };
    const position = after === undefined ? undefined : parseCursor(after, sort);
    const rest = restOf(filter);
    const found: { readonly rows: readonly Place[]; readonly edge?: Position | undefined } =
      rest === undefined
        ? { rows: await places<Place>(ask, query, position) }
        : await search(ask, query, rest, position);
    const page = found.rows.slice(0, limit);
    const last = page.at(-1);
    const boots = await summariesOf(
      ask,
      page.map(({ boot_id }) => boot_id),
    );
    if (found.rows.length > limit && last) return { boots, next: cursorAt(positionOf(last), sort) };
    return found.edge ? { boots, next: cursorAt(found.edge, sort) } : { boots };
  };
}
