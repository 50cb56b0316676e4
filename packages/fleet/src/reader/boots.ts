import { compareBigints, instant, type Boot, type BootId, type Instant, type RunId } from "@hacotaki/core";
import { LOOK_BACK, makeRoom, type Siblings, type StoreReader } from "@hacotaki/store";
import { orDamagedBoot, type Ask } from "./ask.ts";
import { BOOT_COLUMNS, holding, type BootRow } from "./boot-columns.ts";
import { bootOfRow } from "./boot-of-row.ts";
import { SORT_VALUE } from "./filter.ts";
import { hacoTexts } from "./haco-texts.ts";
import { oneBoot } from "./one-boot.ts";
import { listedByVersions, listedOfAll, type Place } from "./places.ts";
import { rowsOf, summariesOf } from "./summaries.ts";

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

/** By the key of the table, of which the boot's id alone is no part to look by. */
const ARE_OF_RUN =
  "(host_id, boot_id) GLOBAL IN (SELECT host_id, boot_id FROM {db:Identifier}.boot WHERE run_id = {run:String})";

/** Boots of a run, by start of their supervisors. Runs that turn out to be one are joined: the last version counts. */
async function ofRun(ask: Ask, run: RunId): Promise<readonly OfRun[]> {
  const rows = await ask<OfRun>(
    "read the boots of a run of",
    `SELECT boot_id, outcome, toString(start_at + end_offset_ns) AS end, ${SUPERVISOR_STARTS} AS starts,
       toString(if(empty(starts), -1, start_at + arrayMin(starts))) AS supervisor
     FROM ${holding(ARE_OF_RUN)} AND run_id = {run:String}`,
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
  const { container } = boot;
  const beside = async (direction: { readonly isRising?: true }) => {
    const after = { at: BigInt(boot.at), id };
    const query = { filter: { container }, sort: "newest", limit: 1, after, ...direction } as const;
    const found = (await listedByVersions<Place>(ask, query, "boot_id")) ?? (await listedOfAll(ask, query));
    return found[0]?.boot_id;
  };
  const [previous, next] = await Promise.all([beside({}), beside({ isRising: true })]);
  return { ...(previous ? { previous } : {}), ...(next ? { next } : {}) };
}

type Earlier = Place & Pick<BootRow, "host_id" | "kernel_boot_id"> & { readonly start: string };
/** Comes behind all boots of one time. */
const AFTER_ALL = "~" as BootId;

/** The boot of the same container before, of another run, on the same host since its kernel booted. */
export async function previousAt(ask: Ask, boot: Boot): Promise<Instant | undefined> {
  const query = {
    ...({ sort: "newest", limit: LOOK_BACK } as const),
    filter: { container: boot.container },
    after: { at: boot.wallTime ?? 0n, id: AFTER_ALL },
    notOf: boot.runId,
  };
  const columns = "boot_id, host_id, kernel_boot_id, toString(start_at) AS start";
  const inOrder = async () => {
    const ids = (await listedOfAll(ask, query)).map(idOf);
    const rows = await rowsOf<Earlier>(ask, ids, columns);
    return ids.flatMap((id) => rows.get(id) ?? []);
  };
  const earlier = (await listedByVersions<Earlier>(ask, query, columns)) ?? (await inOrder());
  const found = earlier.find(
    (row) =>
      row.host_id === boot.hostId &&
      row.kernel_boot_id === boot.kernelBootId &&
      BigInt(row.start) < boot.startAt,
  );
  return found && instant(BigInt(found.start));
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
