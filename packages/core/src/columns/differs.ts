import { OUTCOMES } from "../domain/boot.ts";
import type { BootFilter } from "../domain/filter.ts";
import type {
  Attribute,
  AttributeDifference,
  SpanDifference,
  WhatDiffers,
} from "../statistics/population.ts";
import { sharesChance } from "../statistics/shares.ts";
import { boxOf, matchingRows, withoutBox } from "./match.ts";
import { hasBox } from "./overview.ts";
import { createSides } from "./sides.ts";
import { hostOf, type Table, type TextColumn } from "./table.ts";

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

export function readings(table: Table): readonly Reading[] {
  const text = (attribute: Attribute, name: TextColumn): Reading => {
    const dictionary = table.dictionaries[name];
    return {
      attribute,
      size: dictionary.size,
      codes: table.codes[name],
      value: (code) => dictionary.text(code),
    };
  };
  const host = text("host", "host");
  return [
    text("container", "container"),
    {
      ...host,
      value(code) {
        const found = host.value(code);
        return found === undefined ? undefined : hostOf(found).name;
      },
    },
    text("haco-file", "hacoFile"),
    text("command", "command"),
    text("kernel", "kernel"),
    {
      attribute: "hour",
      size: HOURS + 1,
      codes: hoursOf(table),
      value: (code) => (code === HOURS ? undefined : twoDigits(code)),
    },
    {
      attribute: "outcome",
      size: OUTCOMES.length,
      codes: table.outcome,
      value: (code) => OUTCOMES[code],
    },
    text("furthest-phase", "furthestPhase"),
  ];
}

function counted({ size, codes }: Reading, rows: Uint32Array): Uint32Array {
  const counts = new Uint32Array(size);
  for (let i = 0; i < rows.length; i++) {
    const code = codes[rows[i] ?? 0] ?? 0;
    counts[code] = (counts[code] ?? 0) + 1;
  }
  return counts;
}

/** Values that are more frequent among the selected. */
export function attributeDifferences(
  reading: Reading,
  selected: Uint32Array,
  rest: Uint32Array,
): AttributeDifference[] {
  const ofRest = counted(reading, rest);
  const found: AttributeDifference[] = [];
  counted(reading, selected).forEach((n, code) => {
    const others = ofRest[code] ?? 0;
    const selectedShare = n / selected.length;
    const restShare = others / rest.length;
    if (selectedShare <= restShare) return;
    const { attribute, value } = reading;
    found.push({ attribute, value: value(code), selected: n, rest: others, selectedShare, restShare });
  });
  return found;
}

function spanDifferences(table: Table, selected: Uint32Array, rest: Uint32Array): SpanDifference[] {
  const sidesOf = createSides(table, selected, rest);
  return table.spans.flatMap((column) => {
    const sides = sidesOf(column);
    const { slug, label, group } = column.kind;
    return sides === undefined ? [] : { slug, label, group, ...sides };
  });
}

/** Rows in the filter's ranges, and the others. */
function split(
  table: Table,
  filter: BootFilter,
): { readonly selected: Uint32Array; readonly rest: Uint32Array } {
  const rows = matchingRows(table, withoutBox(filter));
  const box = boxOf(table, filter);
  const selected = new Uint32Array(rows.length);
  const rest = new Uint32Array(rows.length);
  let n = 0;
  let others = 0;
  for (const row of rows)
    if (box(row)) selected[n++] = row;
    else rest[others++] = row;
  return { selected: selected.subarray(0, n), rest: rest.subarray(0, others) };
}

const medianDifference = ({ selected, rest }: SpanDifference) => Math.abs(selected.p50 - rest.p50);

/** Nothing is told to differ where there is no range, or nothing outside of it. */
export function whatDiffers(table: Table, filter: BootFilter): WhatDiffers {
  const { selected, rest } = split(table, filter);
  const sizes = { selected: selected.length, rest: rest.length };
  if (!hasBox(filter) || selected.length === 0 || rest.length === 0)
    return { ...sizes, attributes: [], spans: [] };
  const frequent = readings(table).flatMap((reading) => attributeDifferences(reading, selected, rest));
  const isChance = (each: AttributeDifference) =>
    sharesChance({ some: each.selected, n: sizes.selected }, { some: each.rest, n: sizes.rest }) *
      frequent.length >=
    ALPHA;
  const attributes = frequent
    .filter((each) => !isChance(each))
    .sort((a, b) => b.selectedShare - b.restShare - (a.selectedShare - a.restShare))
    .slice(0, MAX_ATTRIBUTES);
  const spans = spanDifferences(table, selected, rest).sort(
    (a, b) => medianDifference(b) - medianDifference(a),
  );
  return { ...sizes, attributes, spans };
}
