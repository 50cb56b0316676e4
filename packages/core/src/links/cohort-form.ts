import { parseCohortSide, parseCohortView, type CohortSide, type CohortView } from "./cohort-view.ts";
import { parseBootFilter } from "./filter-text.ts";
import type { ParsedView, SearchParams } from "./reader.ts";
import { utcClock, type Clock } from "./time-range.ts";

/** Fields of a filter as the boots' page names them. */
const FILTER_FIELDS = [
  "container",
  "host",
  "host-label",
  "kernel",
  "outcome",
  "min",
  "max",
  "time",
  "from",
  "to",
  "haco",
  "runtime",
  "engine",
  "image",
  "pod",
  "label",
  "phase",
  "reason",
  "q",
] as const;
export const COHORT_SIDES = ["baseline", "candidate"] as const;
export type CohortSideName = (typeof COHORT_SIDES)[number];

/** The name of a form's field: a side and what is chosen of it. "kept" names a baseline. */
export const cohortField = (side: CohortSideName, part: (typeof FILTER_FIELDS)[number] | "kept") =>
  `${side}-${part}` as const;

function sideOf(
  name: CohortSideName,
  params: SearchParams,
  clock: Clock,
): { side?: CohortSide; dropped: string[] } {
  const kept = params[cohortField(name, "kept")];
  if (typeof kept === "string" && kept !== "") {
    const { side } = parseCohortSide(`@${kept}`);
    return side ? { side, dropped: [] } : { dropped: [cohortField(name, "kept")] };
  }
  const fields = Object.fromEntries(FILTER_FIELDS.map((part) => [part, params[cohortField(name, part)]]));
  const { view, dropped } = parseBootFilter(fields, clock);
  return { side: { kind: "filter", filter: view }, dropped: dropped.map((part) => `${name}-${part}`) };
}

/**
 * What a form without script asks for: it can send fields, but no field made of others. Undefined for a link, which has
 * each side as one parameter. Both sides are chosen by a form, an empty one being all boots.
 */
export function parseCohortForm(
  params: SearchParams,
  clock: Clock = utcClock(),
): ParsedView<CohortView> | undefined {
  const isForm = COHORT_SIDES.some((side) => Object.keys(params).some((name) => name.startsWith(`${side}-`)));
  if (!isForm) return undefined;
  const { alpha, "min-change": minChange, span } = params;
  const options = parseCohortView({ alpha, "min-change": minChange, span });
  const [baseline, candidate] = [sideOf("baseline", params, clock), sideOf("candidate", params, clock)];
  return {
    view: {
      ...options.view,
      ...(baseline.side ? { baseline: baseline.side } : {}),
      ...(candidate.side ? { candidate: candidate.side } : {}),
    },
    dropped: [...options.dropped, ...baseline.dropped, ...candidate.dropped],
  };
}
