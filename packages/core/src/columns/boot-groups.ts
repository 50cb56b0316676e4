import { HACONIWA, OUTCOMES } from "../domain/boot.ts";
import { omitUndefined } from "../domain/omit-undefined.ts";
import {
  inOrderOfBoots,
  toldGroups,
  type BootGroups,
  type ContrastedSpan,
  type CountedGroup,
  type GroupedBy,
  type GroupsQuery,
} from "../statistics/boot-groups.ts";
import { contrastsOf, type GroupedDurations } from "../statistics/contrast.ts";
import type { Slices } from "../statistics/slices.ts";
import { sortRows } from "../statistics/sort-rows.ts";
import { inOrderOfPath } from "./cohorts.ts";
import { matchingRows } from "./match.ts";
import { rowsUp } from "./populations.ts";
import { hostOf, type Table } from "./table.ts";

/** How the boots' groups are read: a number a row, and the key that it stands for. */
type Grouping = { readonly codes: Uint32Array; readonly keyOf: (code: number) => string };

const valueOf = (labels: Readonly<Record<string, string>> | undefined, name: string) =>
  labels !== undefined && Object.hasOwn(labels, name) ? (labels[name] ?? "") : "";

function groupingOf({ codes, dictionaries }: Table, by: GroupedBy): Grouping {
  const hostAt = (code: number) => hostOf(dictionaries.host.text(code) ?? "[]");
  if (by === "host") return { codes: codes.host, keyOf: (code) => hostAt(code).id };
  if (by === "kernel") return { codes: codes.kernel, keyOf: (code) => dictionaries.kernel.text(code) ?? "" };
  if (by === "runtime")
    return { codes: codes.runtime, keyOf: (code) => dictionaries.runtime.text(code) ?? HACONIWA };
  const name = by.slice("label:".length);
  return { codes: codes.host, keyOf: (code) => valueOf(hostAt(code).labels, name) };
}

const FAILED = OUTCOMES.indexOf("failed");
const NOWHERE = 0xffff_ffff;

/** The groups, and of each row the place of its group among all that there are. */
function counted(table: Table, rows: Uint32Array, { codes, keyOf }: Grouping) {
  const found: { key: string; boots: number; failed: number; last: number; hosts: Set<string> }[] = [];
  const places = new Map<string, number>();
  const placeOf = new Map<number, number>();
  const hostsOf = new Set<number>();
  const ofRow = new Uint32Array(table.size).fill(NOWHERE);
  for (const row of rows) {
    const code = codes[row] ?? 0;
    let place = placeOf.get(code);
    if (place === undefined) {
      const key = keyOf(code);
      place =
        places.get(key) ?? found.push({ key, boots: 0, failed: 0, last: -Infinity, hosts: new Set() }) - 1;
      places.set(key, place);
      placeOf.set(code, place);
    }
    ofRow[row] = place;
    const group = found[place];
    if (group === undefined) continue;
    group.boots++;
    if (table.outcome[row] === FAILED) group.failed++;
    const at = table.wall[row] ?? Number.NaN;
    if (at > group.last) group.last = at;
    const host = table.codes.host[row] ?? 0;
    const pair = place * table.dictionaries.host.size + host;
    if (hostsOf.has(pair)) continue;
    hostsOf.add(pair);
    group.hosts.add(hostOf(table.dictionaries.host.text(host) ?? "[]").id);
  }
  const groups = found.map(
    ({ last, hosts, ...group }): CountedGroup => ({
      ...group,
      hosts: [...hosts].sort(),
      ...omitUndefined({ last: last === -Infinity ? undefined : BigInt(last) }),
    }),
  );
  return { groups, ofRow };
}

/** Durations of a column with their groups: `ofRow` tells whose, or that nobody asks of a row. */
function durationsOf(values: Float32Array, rows: Uint32Array, ofRow: Uint32Array): GroupedDurations {
  const order = sortRows(
    rows.filter((row) => ofRow[row] !== NOWHERE && !Number.isNaN(values[row] ?? Number.NaN)),
    values,
  );
  return {
    values: Float32Array.from(order, (row) => values[row] ?? 0),
    groups: Uint32Array.from(order, (row) => ofRow[row] ?? 0),
  };
}

/** Boots by what they have in common, and where each group is slower than all others. */
export function* bootGroups(table: Table, { by, filter }: GroupsQuery): Slices<BootGroups> {
  const rows = matchingRows(table, filter);
  yield;
  const { groups, ofRow } = counted(table, rows, groupingOf(table, by));
  const told = inOrderOfBoots(groups);
  const toldAt = new Map(told.map((group, place) => [group, place]));
  const newPlace = groups.map((group) => toldAt.get(group) ?? NOWHERE);
  // Of those that came up: what the others have of a span says nothing of them.
  const cameUp = rowsUp(table, rows);
  for (const row of cameUp) ofRow[row] = newPlace[ofRow[row] ?? 0] ?? NOWHERE;
  yield;
  const contrasts = (values: Float32Array) => contrastsOf(durationsOf(values, cameUp, ofRow), told.length);
  const boots = contrasts(table.duration);
  const spans: ContrastedSpan[] = [];
  for (const { kind, values } of table.spans.toSorted((a, b) => inOrderOfPath(a.kind, b.kind))) {
    if (!kind.onPath) continue;
    yield;
    const { slug, label, group } = kind;
    spans.push({ slug, label, group, contrasts: contrasts(values) });
  }
  return { groups: toldGroups(told, boots, spans), omitted: groups.length - told.length };
}
