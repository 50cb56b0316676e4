import {
  isInBox,
  isMeant,
  type BootSummary,
  type BootsMessage,
  type BootsView,
  type ChangesMessage,
} from "@hacotaki/core";

/** The list as a page holds it: what is shown, and what came since but would move what is being read. */
export type BootRows = {
  readonly boots: readonly BootSummary[];
  /** Newest first; shown on request. */
  readonly fresh: readonly BootSummary[];
  /** More changed than could be told: only loading anew helps. */
  readonly isStale: boolean;
  /** Among more boots others were found, which would move what is being read: shown on request, by loading anew. */
  readonly isOutgrown: boolean;
  readonly next: string | undefined;
  readonly revision: bigint;
  /** So far looked for among so many boots only. */
  readonly looked: BootsMessage["looked"];
};

export const rowsOfPage = ({ boots, next, revision, looked }: BootsMessage): BootRows => ({
  boots,
  fresh: [],
  isStale: false,
  isOutgrown: false,
  next,
  revision,
  looked,
});

const byNewest = (a: BootSummary, b: BootSummary) => {
  const [first, second] = [a.wallTime ?? 0n, b.wallTime ?? 0n];
  return first > second ? -1 : first < second ? 1 : a.id < b.id ? 1 : -1;
};

const replaced = (
  boots: readonly BootSummary[],
  changed: ReadonlyMap<string, BootSummary>,
  retired: ReadonlySet<string>,
) => boots.filter(({ id }) => !retired.has(id)).map((boot) => changed.get(boot.id) ?? boot);

/** Takes in what changed. Rows keep their places; new boots wait, unless the reader is at the very top. */
export function applyChanges(
  rows: BootRows,
  message: ChangesMessage,
  view: BootsView,
  isAtTop: boolean,
): BootRows {
  if (message.revision <= rows.revision) return rows;
  if (message.skipped) return { ...rows, isStale: true, revision: message.revision };
  const changed = new Map(message.boots.map((boot) => [boot.id as string, boot]));
  const retired = new Set<string>(message.retired);
  const boots = replaced(rows.boots, changed, retired);
  const fresh = replaced(rows.fresh, changed, retired);
  const listed = new Set([...boots, ...fresh].map(({ id }) => id));
  const arrived = message.boots.filter(
    (boot) => !listed.has(boot.id) && isMeant(boot, view) && isInBox(boot, view.box ?? {}),
  );
  const next = { ...rows, boots, fresh: [...arrived, ...fresh].sort(byNewest), revision: message.revision };
  return isAtTop && view.sort === "newest" ? withFresh(next) : next;
}

/** Puts the waiting boots where they belong. */
export const withFresh = (rows: BootRows): BootRows =>
  rows.fresh.length === 0
    ? rows
    : { ...rows, boots: [...rows.fresh, ...rows.boots].sort(byNewest), fresh: [] };

const isBeginning = (of: readonly BootSummary[], boots: readonly BootSummary[]) =>
  boots.every(({ id }, place) => of[place]?.id === id);

/**
 * What was found among the boots known so far gives way to the same page, found among more of them. Under a reader who is
 * not at the top no row goes or moves: what was found behind the rows shown comes in, anything else waits.
 */
export function withRefound(rows: BootRows, page: BootsMessage, isAtTop: boolean): BootRows {
  if (isAtTop || rows.boots.length === 0) return rowsOfPage(page);
  const { looked } = page;
  const waiting = new Set(rows.fresh.map(({ id }) => id));
  const found = page.boots.filter(({ id }) => !waiting.has(id));
  if (isBeginning(found, rows.boots)) return withPage(rows, page);
  if (isBeginning(rows.boots, found)) return { ...rows, looked };
  return { ...rows, looked, isOutgrown: true };
}

/** Appends a page, without the rows that came live in the meantime. */
export function withPage(rows: BootRows, page: BootsMessage): BootRows {
  const listed = new Set([...rows.boots, ...rows.fresh].map(({ id }) => id));
  return {
    ...rows,
    boots: [...rows.boots, ...page.boots.filter(({ id }) => !listed.has(id))],
    next: page.next,
    looked: page.looked,
  };
}
