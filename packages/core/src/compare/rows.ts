import type { Boot, Group, Span } from "../domain/boot.ts";
import type { Lane } from "../domain/phase.ts";
import { spanLabel } from "../domain/span.ts";
import { columnFormat, type ColumnFormat } from "../words/format.ts";

/** A row of a comparison: the same work in each boot. */
export type ComparedRow = {
  /** Unique in the comparison: the span's slug, or those of a combined row joined by "+". */
  readonly slug: string;
  readonly label: string;
  readonly group: Group;
  readonly lane: Lane;
  /** Counted into the boot duration. */
  readonly onPath: boolean;
  /**
   * Some boot knows this stretch as one span only where another tells its parts: what lies between the passes that all
   * of them know is compared as a whole.
   */
  readonly isCombined: boolean;
  /** ns by boot, in the order of the boots; undefined where a boot has no such span, or has not ended it. */
  readonly durations: readonly (bigint | undefined)[];
  /** ns from each boot's start to where it begins. */
  readonly offsets: readonly (bigint | undefined)[];
};

export type ComparedBoots = {
  /** Along the boot path, then what lies beside it. */
  readonly rows: readonly ComparedRow[];
  /**
   * Sum of the path rows by boot: the boot duration, where all boots have one. Else what they have in common, see `upTo`.
   */
  readonly totals: readonly bigint[];
  /** Label of the last pass that all boots know, when some of them never came up: nothing after it is compared. */
  readonly upTo: string | undefined;
};

/** A pass, and how many spans of the path lie before it. */
type Pass = { readonly label: string; readonly place: number };
type PathSpan = Span & { readonly endAt: bigint };

/** "exec" begins a boot and ends it: told apart by place. */
const START = "\0start";
/** `upTo` of boots that have no pass in common: nothing of their paths can be compared. */
export const UP_TO_START = "start";
const END = "\0end";

const isEnded = (span: Span): span is Exclude<Span, { state: "open" }> => span.state !== "open";
/** The path as far as it was walked: a span that its process died in leads to no pass. */
const walked = ({ spans }: Boot): readonly PathSpan[] =>
  spans.filter((span) => span.state === "closed").filter(({ onPath }) => onPath);

/** Passes of a boot in the order of the path, the start first and, for a boot that came up, the end last. */
function passesOf(boot: Boot): readonly Pass[] {
  const path = walked(boot);
  const [first] = path;
  if (!first) return [{ label: START, place: 0 }];
  const ends = path.map((span, index) => ({ label: span.to ?? "", place: index + 1 }));
  return [
    { label: START, place: 0 },
    // A boot whose beginning was not seen starts with a pass that others have on their way.
    ...(boot.startBy === "phase" ? [{ label: first.from, place: 0 }] : []),
    ...ends.slice(0, -1),
    { label: boot.upAt === undefined ? (ends.at(-1)?.label ?? "") : END, place: path.length },
  ];
}

/** Longest sequence of labels that all boots passed in the same order (a boot passes each but once on a whole path). */
function commonLabels(passes: readonly (readonly Pass[])[]): readonly string[] {
  const places = passes.map((own) => {
    const place = new Map<string, number>();
    const twice = new Set<string>();
    for (const [index, { label }] of own.entries()) {
      if (place.has(label)) twice.add(label);
      place.set(label, index);
    }
    for (const label of twice) place.delete(label);
    return place;
  });
  const [first] = passes;
  const shared = (first ?? [])
    .map(({ label }) => label)
    .filter((label) => places.every((own) => own.has(label)));
  const before = (a: string, b: string) => places.every((own) => (own.get(a) ?? 0) < (own.get(b) ?? 0));
  const chains: { readonly length: number; readonly previous: number }[] = [];
  for (const [index, label] of shared.entries()) {
    let best = { length: 1, previous: -1 };
    for (let earlier = 0; earlier < index; earlier += 1) {
      const chain = chains[earlier];
      if (chain && chain.length >= best.length && before(shared[earlier] ?? "", label))
        best = { length: chain.length + 1, previous: earlier };
    }
    chains.push(best);
  }
  const labels: string[] = [];
  let at = chains.reduce(
    (best, { length }, index) => (length > (chains[best]?.length ?? 0) ? index : best),
    0,
  );
  while (at >= 0 && shared.length > 0) {
    labels.unshift(shared[at] ?? "");
    at = chains[at]?.previous ?? -1;
  }
  return labels;
}

const lengthOf = (span: PathSpan) => span.endAt - span.startAt;
const sum = (spans: readonly PathSpan[]) => spans.reduce((ns, span) => ns + lengthOf(span), 0n);

/** Slugs of all lists, each once, every list's order kept as far as they agree. */
function mergedOrder(lists: readonly (readonly string[])[]): readonly string[] {
  const merged: string[] = [];
  for (const list of lists) {
    let place = 0;
    for (const slug of list) {
      const known = merged.indexOf(slug);
      if (known === -1) merged.splice(place, 0, slug);
      place = (known === -1 ? place : known) + 1;
    }
  }
  return merged;
}

function rowsBySlug(
  lists: readonly (readonly PathSpan[])[],
  starts: readonly bigint[],
  onPath: boolean,
): readonly ComparedRow[] {
  return mergedOrder(lists.map((list) => list.map(({ slug }) => slug))).flatMap((slug) => {
    const spans = lists.map((list) => list.find((span) => span.slug === slug));
    const known = spans.find((span) => span !== undefined);
    if (!known) return [];
    const { group, lane } = known;
    const durations = spans.map((span) => span && lengthOf(span));
    const offsets = spans.map((span, boot) => span && span.startAt - (starts[boot] ?? 0n));
    return [{ slug, label: spanLabel(known), group, lane, onPath, isCombined: false, durations, offsets }];
  });
}

function combinedRow(
  lists: readonly (readonly PathSpan[])[],
  starts: readonly bigint[],
): readonly ComparedRow[] {
  // The boot that tells most names it best.
  const named = lists.reduce((best, list) => (list.length > best.length ? list : best), lists[0] ?? []);
  const [first] = named;
  if (!first) return [];
  const isAlone = lists.every((list) => list.length === 1 && list[0]?.slug === first.slug);
  return [
    {
      slug: named.map(({ slug }) => slug).join("+"),
      label: named.map(spanLabel).join(" + "),
      group: named.every(({ group }) => group === first.group) ? first.group : "unattributed",
      lane: first.lane,
      onPath: true,
      isCombined: !isAlone,
      durations: lists.map((list) => (list.length === 0 ? undefined : sum(list))),
      offsets: lists.map((list, boot) => list[0] && list[0].startAt - (starts[boot] ?? 0n)),
    },
  ];
}

/**
 * OCI runtimes pass the same things in orders of their own: where nothing of their boots is lumped, each span of one is
 * that of its slug in the others, wherever it stands.
 */
const areOfNoOrder = (boots: readonly Boot[], paths: readonly (readonly PathSpan[])[]): boolean =>
  boots.every(({ oci, upAt, startBy }) => oci !== undefined && upAt !== undefined && startBy === "exec") &&
  paths.every((path) => path.every(({ group }) => group !== "unattributed"));

/**
 * Boots row by row. Rows are what lies between the passes that all of them know, told apart by slug wherever no boot
 * lumps spans together: so the durations of the path rows add up to the boot duration, to the nanosecond, in each boot.
 */
export function compareBoots(boots: readonly Boot[]): ComparedBoots {
  const passes = boots.map(passesOf);
  const labels = commonLabels(passes);
  const placeOf = (boot: number, label: string) =>
    passes[boot]?.find((pass) => pass.label === label)?.place ?? 0;
  const paths = boots.map(walked);
  const starts = boots.map(({ startAt }) => startAt);
  const isUnordered = areOfNoOrder(boots, paths);
  const rows: ComparedRow[] = isUnordered ? [...rowsBySlug(paths, starts, true)] : [];
  for (const [index, to] of isUnordered ? [] : labels.entries()) {
    const from = labels[index - 1];
    if (from === undefined) continue;
    const lists = paths.map((path, boot) => path.slice(placeOf(boot, from), placeOf(boot, to)));
    const isLumped = lists.some((list) => list.some(({ group }) => group === "unattributed"));
    for (const row of isLumped ? combinedRow(lists, starts) : rowsBySlug(lists, starts, true)) rows.push(row);
  }
  const last = isUnordered ? END : labels.at(-1);
  const beside = boots.map(({ spans }) => spans.filter(isEnded).filter((span) => !span.onPath));
  return {
    rows: [...withUniqueSlugs(rows), ...rowsBySlug(beside, starts, false)],
    totals: boots.map((_boot, place) =>
      rows.reduce((ns, { durations }) => ns + (durations[place] ?? 0n), 0n),
    ),
    upTo: last === END || last === undefined ? undefined : last === START ? UP_TO_START : last,
  };
}

/** A slug that two stretches share (passes out of order) is an address, and gets a number. */
function withUniqueSlugs(rows: readonly ComparedRow[]): readonly ComparedRow[] {
  const seen = new Map<string, number>();
  return rows.map((row) => {
    const times = (seen.get(row.slug) ?? 0) + 1;
    seen.set(row.slug, times);
    return times === 1 ? row : { ...row, slug: `${row.slug}-${times}` };
  });
}

/** Candidate minus baseline, ns: positive is slower. A span that one side does not have took no time there. */
export const deltaOf = ({ durations }: ComparedRow, baseline: number, candidate: number): bigint =>
  (durations[candidate] ?? 0n) - (durations[baseline] ?? 0n);

/** How the durations of a comparison are written: the boot path chooses the unit. */
export function comparedFormat({ rows, totals }: ComparedBoots): ColumnFormat {
  const durationsOf = (isOnPath: boolean) =>
    rows.flatMap(({ onPath, durations }) =>
      onPath === isOnPath ? durations.filter((ns) => ns !== undefined) : [],
    );
  return columnFormat([...totals, ...durationsOf(true)], durationsOf(false));
}
