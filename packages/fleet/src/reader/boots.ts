import { compareBigints, instant, type Boot, type BootId, type Instant, type RunId } from "@hacotaki/core";
import { LOOK_BACK, makeRoom, type Siblings, type StoreReader } from "@hacotaki/store";
import { orDamagedBoot, type Ask } from "./ask.ts";
import { BOOT_COLUMNS, holding, type BootRow } from "./boot-columns.ts";
import { bootOfRow } from "./boot-of-row.ts";
import { SORT_VALUE } from "./filter.ts";
import { hacoTexts } from "./haco-texts.ts";
import { oneBoot } from "./one-boot.ts";
import { summariesOf } from "./summaries.ts";

/** Texts of haco files that are remembered, and how many characters of one at most. */
const MOST_TEXTS = 200;
const LONGEST_TEXT = 16_384;

/** The haco file that a boot was started from. Most boots of a container have one and the same. */
function createHacoTextOf(ask: Ask) {
  const known = new Map<string, string>();
  return async ({ host_id: host, haco_hash: digest }: BootRow): Promise<string | undefined> => {
    if (digest === "") return undefined;
    const key = `${host} ${digest}`;
    const remembered = known.get(key);
    if (remembered !== undefined) return remembered;
    const text = (await hacoTexts(ask, host, [digest])).get(digest);
    if (text !== undefined && text.length <= LONGEST_TEXT) {
      makeRoom(known, MOST_TEXTS);
      known.set(key, text);
    }
    return text;
  };
}

type OfRun = {
  readonly boot_id: BootId;
  readonly outcome: string;
  /** Of the boot path; NULL while nobody saw it. */
  readonly end: string | null;
  /** When its supervisor began; −1 where nobody saw that. */
  readonly supervisor: string;
};

const SUPERVISOR_STARTS =
  "arrayFilter((start, tgid) -> ifNull(tgid = supervisor_tgid, 0), `process.start_offset_ns`, `process.tgid`)";

/** Boots of a run, by start of their supervisors. Runs that turn out to be one are joined: the last version counts. */
async function ofRun(ask: Ask, run: RunId): Promise<readonly OfRun[]> {
  const rows = await ask<OfRun>(
    "read the boots of a run of",
    `SELECT boot_id, outcome, toString(start_at + end_offset_ns) AS end, ${SUPERVISOR_STARTS} AS starts,
       toString(if(empty(starts), -1, start_at + arrayMin(starts))) AS supervisor
     FROM ${holding("boot_id GLOBAL IN (SELECT boot_id FROM {db:Identifier}.boot WHERE run_id = {run:String})")}
     AND run_id = {run:String}`,
    { run },
  );
  return rows.toSorted(
    (a, b) => compareBigints(BigInt(a.supervisor), BigInt(b.supervisor)) || (a.boot_id < b.boot_id ? -1 : 1),
  );
}

const idOf = ({ boot_id }: { readonly boot_id: BootId }) => boot_id;
/** What is not over yet is the latest of all. */
const latestFirst = (a: OfRun, b: OfRun) =>
  Number(b.end === null) - Number(a.end === null) ||
  compareBigints(BigInt(b.end ?? 0n), BigInt(a.end ?? 0n)) ||
  (a.boot_id < b.boot_id ? -1 : 1);

async function siblings(ask: Ask, run: RunId, limit: number): Promise<Siblings> {
  const all = await ofRun(ask, run);
  const kept = new Set(all.toSorted(latestFirst).slice(0, limit).map(idOf));
  return {
    total: all.length,
    failed: all.filter(({ outcome }) => outcome === "failed").length,
    boots: await summariesOf(
      ask,
      all.map(idOf).filter((id) => kept.has(id)),
    ),
  };
}

type Neighboured = Pick<BootRow, "host_id" | "kernel_boot_id" | "container"> & { readonly at: string };

async function neighbours(ask: Ask, id: BootId) {
  const value = SORT_VALUE.newest;
  const boot = await oneBoot<Neighboured>(
    ask,
    "read the neighbours of a boot of",
    `host_id, kernel_boot_id, container, toString(${value}) AS at`,
    id,
  );
  if (boot === undefined) return {};
  const beside = async (sign: "<" | ">") => {
    const order = sign === "<" ? "DESC" : "ASC";
    const rows = await ask<{ readonly boot_id: BootId }>(
      "read the neighbours of a boot of",
      `SELECT boot_id FROM {db:Identifier}.boots WHERE container = {container:String}
       AND (${value}, boot_id) ${sign} ({at:Int64}, {id:String}) ORDER BY ${value} ${order}, boot_id ${order} LIMIT 1`,
      { container: boot.container, at: boot.at, id },
    );
    return rows[0]?.boot_id;
  };
  const [previous, next] = await Promise.all([beside("<"), beside(">")]);
  return { ...(previous ? { previous } : {}), ...(next ? { next } : {}) };
}

/** The boot of the same container before, on the same host since its kernel booted. */
export async function previousAt(ask: Ask, boot: Boot): Promise<Instant | undefined> {
  const value = SORT_VALUE.newest;
  const earlier = await ask<{
    readonly host_id: string;
    readonly kernel_boot_id: string;
    readonly at: string;
  }>(
    "read the boot before a boot of",
    `SELECT host_id, kernel_boot_id, toString(start_at) AS at FROM {db:Identifier}.boots
     WHERE container = {container:String} AND ${value} <= {wall:Int64} AND boot_id != {id:String} AND run_id != {run:String}
     ORDER BY ${value} DESC, boot_id DESC LIMIT {most:UInt8}`,
    {
      container: boot.container.toWellFormed(),
      wall: (boot.wallTime ?? 0n).toString(),
      id: boot.id,
      run: boot.runId,
      most: LOOK_BACK,
    },
  );
  const found = earlier.find(
    (row) =>
      row.host_id === boot.hostId &&
      row.kernel_boot_id === boot.kernelBootId &&
      BigInt(row.at) < boot.startAt,
  );
  return found && instant(BigInt(found.at));
}

/** Reading single boots and their relations. */
export function createFleetBoots(
  ask: Ask,
): Pick<StoreReader, "findBoot" | "findBoots" | "siblings" | "siblingIds" | "neighbours"> {
  const hacoTextOf = createHacoTextOf(ask);
  return {
    async findBoot(id) {
      const row = await oneBoot<BootRow>(ask, "read a boot of", BOOT_COLUMNS, id);
      if (row === undefined) return undefined;
      const text = await hacoTextOf(row);
      const boot = await orDamagedBoot(id, () => bootOfRow(row, text));
      return { boot, revision: BigInt(row.arrival), recording: undefined };
    },
    findBoots: (ids) => summariesOf(ask, ids),
    siblings: (run, limit) => siblings(ask, run, limit),
    siblingIds: async (run) => (await ofRun(ask, run)).map(idOf),
    neighbours: (id) => neighbours(ask, id),
  };
}
