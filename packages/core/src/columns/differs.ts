import { OUTCOMES } from "../domain/boot.ts";
import type { Box } from "../domain/filter.ts";
import { omitUndefined } from "../domain/omit-undefined.ts";
import type {
  Attribute,
  AttributeDifference,
  DiffersQuery,
  SpanDifference,
  WhatDiffers,
} from "../statistics/population.ts";
import { sharesChance } from "../statistics/shares.ts";
import type { Slices } from "../statistics/slices.ts";
import { boxOf, matchingRows } from "./match.ts";
import { hasBox } from "./overview.ts";
import { createSides } from "./sides.ts";
import { hostOf, reasonsOfText, type Table, type TextColumn } from "./table.ts";

/** Differences beyond these many explain nothing any more. */
export const MAX_ATTRIBUTES = 40;

/** Accepted chance that even one of the values told of is frequent by chance alone. */
const ALPHA = 0.05;

/** How an attribute is read: a small number a row, and what it stands for. */
export type Reading = {
  readonly attribute: Attribute;
  /** The numbers are smaller than this. */
  readonly size: number;
  readonly codes: Uint32Array | Uint8Array;
  /** By number, the one it counts as: a host that was renamed is one host. */
  readonly same?: Uint32Array;
  /** What addresses of lists have for a value, where that is not the value itself. */
  readonly key?: (code: number) => string | undefined;
  readonly value: (code: number) => string | undefined;
};

const HOURS = 24;
const HOUR_NS = 3_600e9;
const twoDigits = (n: number) => String(n).padStart(2, "0");

function hoursOf({ wall, size }: Table): Uint8Array {
  const hours = new Uint8Array(size);
  for (let row = 0; row < size; row++) {
    const at = wall[row] ?? Number.NaN;
    hours[row] = Number.isNaN(at) ? HOURS : Math.floor(at / HOUR_NS) % HOURS;
  }
  return hours;
}

/** So much of an id tells hosts of one name apart. */
const ID_SHOWN = 8;

/** A host as it is told from others, some of which may have its name. */
export const hostWords = (
  { id, name }: { readonly id: string; readonly name: string },
  isShared: boolean,
): string => (isShared ? `${name} (${id.slice(-ID_SHOWN)})` : name);

/** Hosts by their ids: one under two names is one, two under one name are told apart. */
function hostReading(read: Reading): Reading {
  const hosts = Array.from({ length: read.size }, (_, code) => {
    const text = read.value(code);
    return text === undefined ? undefined : hostOf(text);
  });
  const firstOf = new Map<string, number>();
  const same = Uint32Array.from(hosts, (host, code) => {
    if (host === undefined) return code;
    const first = firstOf.get(host.id) ?? code;
    firstOf.set(host.id, first);
    return first;
  });
  const idsOf = Map.groupBy(
    hosts.filter((host) => host !== undefined),
    ({ name }) => name,
  );
  return {
    ...read,
    same,
    key: (code) => hosts[code]?.id,
    value(code) {
      const host = hosts[code];
      if (host === undefined) return undefined;
      return hostWords(host, new Set(idsOf.get(host.name)?.map(({ id }) => id)).size > 1);
    },
  };
}

/** Boots by the first of their reasons: lists of reasons that begin alike are one. */
function firstReason(read: Reading): Reading {
  const first = Array.from({ length: read.size }, (_, code) => reasonsOfText(read.value(code))[0]);
  const codeOf = new Map<string | undefined, number>();
  first.forEach((slug, code) => codeOf.has(slug) || codeOf.set(slug, code));
  return {
    ...read,
    same: Uint32Array.from(first, (slug, code) => codeOf.get(slug) ?? code),
    value: (code) => first[code],
  };
}

export function readings(table: Table): readonly Reading[] {
  let hours: Uint8Array | undefined;
  const text = (attribute: Attribute, name: TextColumn): Reading => {
    const dictionary = table.dictionaries[name];
    return {
      attribute,
      size: dictionary.size,
      codes: table.codes[name],
      value: (code) => dictionary.text(code),
    };
  };
  return [
    text("container", "container"),
    hostReading(text("host", "host")),
    text("haco-file", "hacoFile"),
    text("command", "command"),
    text("kernel", "kernel"),
    {
      attribute: "hour",
      size: HOURS + 1,
      // Of all boots, and not asked for by everybody.
      get codes() {
        return (hours ??= hoursOf(table));
      },
      value: (code) => (code === HOURS ? undefined : twoDigits(code)),
    },
    {
      attribute: "outcome",
      size: OUTCOMES.length,
      codes: table.outcome,
      value: (code) => OUTCOMES[code],
    },
    text("furthest-phase", "furthestPhase"),
    firstReason(text("reason", "reasons")),
  ];
}

function counted({ size, codes, same }: Reading, rows: Uint32Array): Uint32Array {
  const counts = new Uint32Array(size);
  for (let i = 0; i < rows.length; i++) {
    const code = codes[rows[i] ?? 0] ?? 0;
    counts[code] = (counts[code] ?? 0) + 1;
  }
  same?.forEach((first, code) => {
    if (first === code) return;
    counts[first] = (counts[first] ?? 0) + (counts[code] ?? 0);
    counts[code] = 0;
  });
  return counts;
}

/** Boots that have a value: of the selected, of the rest. */
export type CountedValue = Pick<AttributeDifference, "attribute" | "value" | "key" | "selected" | "rest">;
export type SideSizes = Pick<WhatDiffers, "selected" | "rest">;

/** The value with its shares, where it is more frequent among the selected. */
export function frequentOf(counts: CountedValue, sizes: SideSizes): AttributeDifference | undefined {
  const selectedShare = counts.selected / sizes.selected;
  const restShare = counts.rest / sizes.rest;
  return selectedShare <= restShare ? undefined : { ...counts, selectedShare, restShare };
}

/** Values that are more frequent among the selected. */
export function attributeDifferences(
  reading: Reading,
  selected: Uint32Array,
  rest: Uint32Array,
): AttributeDifference[] {
  const ofRest = counted(reading, rest);
  const sizes = { selected: selected.length, rest: rest.length };
  const found: AttributeDifference[] = [];
  const { attribute, value, key } = reading;
  counted(reading, selected).forEach((n, code) => {
    const others = ofRest[code] ?? 0;
    // Of a million values most are no more frequent: no object is made of those.
    if (n / sizes.selected <= others / sizes.rest) return;
    const counts = { attribute, value: value(code), selected: n, rest: others };
    found.push({
      ...counts,
      ...omitUndefined({ key: key?.(code) }),
      selectedShare: n / sizes.selected,
      restShare: others / sizes.rest,
    });
  });
  return found;
}

/** As often longer as shorter: no difference. */
const EVEN = 0.5;

/**
 * Spans that took longer among the selected. Of the boot path: what lies beside it, as a container's whole life, makes
 * no boot slow.
 */
function* spanDifferences(table: Table, selected: Uint32Array, rest: Uint32Array): Slices<SpanDifference[]> {
  const sidesOf = createSides(table, selected, rest);
  const found: SpanDifference[] = [];
  for (const column of table.spans) {
    if (!column.kind.onPath) continue;
    const sides = sidesOf(column);
    const { slug, label, group } = column.kind;
    if (sides !== undefined && isLonger(sides)) found.push({ slug, label, group, ...sides });
    yield;
  }
  return found;
}

export const isTimed = ({ since, until }: Box): boolean => (since ?? until) !== undefined;
export const isMeasured = ({ minDuration, maxDuration }: Box): boolean =>
  (minDuration ?? maxDuration) !== undefined;

/** Rows in the box, and the others that could have been: what the charts do not draw, nobody left out. */
function split(
  table: Table,
  { filter, box: drawn }: DiffersQuery,
): { readonly selected: Uint32Array; readonly rest: Uint32Array } {
  const [needsTime, needsLength] = [isTimed(drawn), isMeasured(drawn)];
  const rows = matchingRows(table, filter).filter(
    (row) =>
      (!needsTime || !Number.isNaN(table.wall[row])) && (!needsLength || !Number.isNaN(table.length[row])),
  );
  const box = boxOf(table, drawn);
  const selected = new Uint32Array(rows.length);
  const rest = new Uint32Array(rows.length);
  let n = 0;
  let others = 0;
  for (const row of rows)
    if (box(row)) selected[n++] = row;
    else rest[others++] = row;
  return { selected: selected.subarray(0, n), rest: rest.subarray(0, others) };
}

/** What is worth telling: no chance, and the largest differences of shares first. */
export function toldAttributes(
  frequent: readonly AttributeDifference[],
  sizes: SideSizes,
): AttributeDifference[] {
  const isChance = (each: AttributeDifference) =>
    sharesChance({ some: each.selected, n: sizes.selected }, { some: each.rest, n: sizes.rest }) *
      frequent.length >=
    ALPHA;
  return frequent
    .filter((each) => !isChance(each))
    .sort((a, b) => b.selectedShare - b.restShare - (a.selectedShare - a.restShare))
    .slice(0, MAX_ATTRIBUTES);
}

/** Whether a span took longer among the selected. */
export const isLonger = ({ superiority }: Pick<SpanDifference, "superiority">): boolean => superiority > EVEN;

/** The largest difference of medians first. */
export const inOrderOfMedians = (spans: readonly SpanDifference[]): SpanDifference[] =>
  spans.toSorted((a, b) => medianDifference(b) - medianDifference(a));

/** A box of some hours has boots of these hours: that was brushed, and is no finding. */
export const isSoughtIn = (attribute: Attribute, box: Box): boolean => attribute !== "hour" || !isTimed(box);

const medianDifference = ({ selected, rest }: SpanDifference) => Math.abs(selected.p50 - rest.p50);

/** Nothing is told to differ where there is no box, or nothing outside of it. */
export function* whatDiffers(table: Table, query: DiffersQuery): Slices<WhatDiffers> {
  const { selected, rest } = split(table, query);
  const sizes = { selected: selected.length, rest: rest.length };
  if (!hasBox(query.box) || selected.length === 0 || rest.length === 0)
    return { ...sizes, attributes: [], spans: [] };
  const told = readings(table).filter(({ attribute }) => isSoughtIn(attribute, query.box));
  const frequent: AttributeDifference[] = [];
  for (const reading of told) {
    yield;
    for (const each of attributeDifferences(reading, selected, rest)) frequent.push(each);
  }
  const spans = yield* spanDifferences(table, selected, rest);
  return { ...sizes, attributes: toldAttributes(frequent, sizes), spans: inOrderOfMedians(spans) };
}
