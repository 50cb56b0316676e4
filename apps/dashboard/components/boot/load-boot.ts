import {
  besideQuery,
  shownDetail,
  utcNow,
  wantsInside,
  type Boot,
  type BootId,
  type BootView,
  type DrawnMarks,
} from "@hacotaki/core";
import { bootExtent, clampRange, wholeExtent } from "@hacotaki/core/drawing/extent";
import type { MarkPage, Siblings as RunBoots, StoreReader } from "@hacotaki/store";
import { isUnderWay, offsetNow } from "../ui/boot-facts.ts";
import { awayBoots } from "../ui/watched.ts";
import { isDamagedRow } from "../ui/damaged-row.ts";
import { loadDetail } from "../ui/load-inside.ts";
import { populationOf } from "./boot-population.ts";
import { marksOver } from "./marks-over.ts";

/** Boots of the same run that are listed: those that came up last. */
const MAX_SIBLINGS = 8;
/** Rows of a page of the tables of marks and of events. */
export const ROWS = { marks: 100, events: 25 } as const;

/** A page of rows from where the address says; from the first one on where no page ended there. */
const rowsFrom = (reader: StoreReader, of: "marks" | "events", cursor: string | undefined) =>
  cursor !== undefined && reader.isRowCursor(of, cursor)
    ? { limit: ROWS[of], after: cursor }
    : { limit: ROWS[of] };

/** The boots of the run that are shown: this one is among them. */
async function loadSiblings(reader: StoreReader, { id, runId }: Boot): Promise<RunBoots> {
  const found = await reader.siblings(runId, MAX_SIBLINGS);
  if (found.boots.some((boot) => boot.id === id)) return found;
  return { ...found, boots: [...(await reader.findBoots([id])), ...found.boots] };
}

/** A page of the table of marks: the first one is at hand where all marks are drawn one by one. */
async function marksFrom(
  reader: StoreReader,
  id: BootId,
  cursor: string | undefined,
  { bins, marks }: DrawnMarks,
): Promise<MarkPage> {
  if (cursor === undefined && bins.length === 0) {
    const last = marks[ROWS.marks - 1];
    return marks.length <= ROWS.marks || last === undefined
      ? { marks }
      : { marks: marks.slice(0, ROWS.marks), next: reader.cursorAfter(last) };
  }
  return (await reader.marks(id, rowsFrom(reader, "marks", cursor))) ?? { marks: [] };
}

/** A page of events and how many there are; undefined where they are damaged: the boot itself is not. */
async function loadEvents(reader: StoreReader, id: BootId, view: BootView) {
  try {
    const [page, total] = await Promise.all([
      reader.events(id, rowsFrom(reader, "events", view.events)),
      reader.countEvents(id),
    ]);
    return { ...(page ?? { events: [] }), total };
  } catch (error) {
    if (isDamagedRow(error)) return undefined;
    throw error;
  }
}

/** What the waterfall draws of the marks: over all their time, and where they are many over what is shown first. */
async function loadMarks(reader: StoreReader, boot: Boot, view: BootView) {
  const whole = (await reader.drawnMarks(boot.id)) ?? { total: 0, marks: [], bins: [] };
  if (whole.bins.length === 0) return { whole, detail: undefined };
  const now = isUnderWay(boot) ? offsetNow(boot, utcNow()) : undefined;
  const fit = bootExtent({ boot, nowNs: now });
  const all = wholeExtent({ boot, ...whole, nowNs: now });
  const range = view.zoom ? clampRange(view.zoom, all.toNs > fit.toNs ? all : fit) : fit;
  return { whole, detail: await marksOver(reader, boot, range) };
}

/** All that a boot's page shows of the database; undefined where there is no such boot. */
export async function loadBoot(reader: StoreReader, id: BootId, view: BootView) {
  // The revision first: what changes while the rest is read is told again, not missed.
  const revision = await reader.revision();
  const found = await reader.findBoot(id);
  if (!found) return undefined;
  const { boot } = found;
  // First what another thread tells: it does so while the database is read in this one.
  const [population, neighbours, siblings, marks, eventPage, others, detail, away] = await Promise.all([
    populationOf(boot),
    reader.neighbours(id),
    loadSiblings(reader, boot),
    loadMarks(reader, boot, view),
    loadEvents(reader, id, view),
    reader.overlapping(besideQuery(boot)),
    loadDetail(reader, boot),
    awayBoots(reader, [boot], utcNow()),
  ]);
  return {
    found,
    away: away.get(boot.id),
    neighbours,
    siblings,
    marks,
    markPage: await marksFrom(reader, id, view.marks, marks.whole),
    eventPage,
    others,
    revision,
    population,
    detail,
    inside: detail && { detail: shownDetail(boot, detail, !wantsInside(view)), revision },
  };
}

export type LoadedBoot = NonNullable<Awaited<ReturnType<typeof loadBoot>>>;
