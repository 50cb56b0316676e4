import {
  ATTRIBUTES,
  EXPECTED,
  hostWords,
  LEAST_CAUSE,
  REASON_SLUGS,
  type Attribute,
  type CountedValue,
} from "@hacotaki/core";
import type { StoreReader } from "@hacotaki/store";
import type { Ask } from "../reader/ask.ts";
import type { Boots } from "./distributions.ts";

/** Values of an attribute that are told of at most, those that most boots have: a command may differ from boot to boot. */
const MOST_VALUES = 10_000;

/** The first of the reasons that are told of a boot by themselves; "" where there are none. */
export const FIRST_REASON = `arraySort(each -> -each.2, arrayFilter(each -> each.2 >= {leastCause:Int64},
  arrayMap((slug, ns) -> (slug, ns - transform(toString(slug), {reasons:Array(String)}, {expected:Array(Int64)}, toInt64(0))),
    \`cause.reason\`, \`cause.ns\`)))[1].1`;
export const REASONS = {
  leastCause: LEAST_CAUSE.toString(),
  reasons: REASON_SLUGS,
  expected: REASON_SLUGS.map((slug) => Number(EXPECTED[slug])),
};

/** No hour of a day: no clock was known. */
const NO_HOUR = 24;
const VALUES: Readonly<Record<Attribute, string>> = {
  container: "container",
  host: "host_id",
  "haco-file": "haco_file",
  command: "command",
  kernel: "kernel",
  hour: `ifNull(toHour(started_at), ${NO_HOUR})`,
  outcome: "outcome",
  "furthest-phase": "furthest_phase",
  reason: FIRST_REASON,
};

type Row = {
  readonly attribute: number;
  readonly text: string;
  readonly words: readonly string[];
  readonly of_0: string;
  readonly of_1: string;
};

const twoDigits = (n: string) => n.padStart(2, "0");

function valueOf(attribute: Attribute, { text, words }: Row): string | undefined {
  if (attribute === "command") return words.length === 0 ? undefined : words.join(" ");
  if (attribute === "hour") return Number(text) === NO_HOUR ? undefined : twoDigits(text);
  return text === "" && attribute !== "container" ? undefined : text;
}

/** Whom is asked, and what hosts are called: one that was renamed by its last name. */
export type Asking = { readonly ask: Ask; readonly hosts: StoreReader["hosts"] };

/** Values of what boots are told apart by: how many of side 1, the selected, and of side 0 have each. */
export async function countedAttributes(
  { ask, hosts }: Asking,
  { text, side, params }: Boots,
  wanted: readonly Attribute[],
): Promise<readonly CountedValue[]> {
  const values = ATTRIBUTES.map((attribute, place) => `${VALUES[attribute]} AS v${place}`);
  const told = ATTRIBUTES.flatMap((attribute, place) => (wanted.includes(attribute) ? [place] : []));
  if (told.length === 0) return [];
  const used = told.map((place) => values[place]).join(", ");
  const command = ATTRIBUTES.indexOf("command");
  const texts = told.map(
    (place) => `attribute = ${place}, ${place === command ? "''" : `toString(v${place})`}`,
  );
  const counting = ask<Row>(
    "count the boots of",
    `SELECT attribute, transform_text AS text, words, toString(n0) AS of_0, toString(n1) AS of_1 FROM (
       SELECT ${told.length === 1 ? `${told[0]}` : `multiIf(${told.map((place) => `grouping(v${place}) = 0, ${place}`).join(", ")}, -1)`} AS attribute,
         multiIf(${texts.join(", ")}, '') AS transform_text,
         ${told.includes(command) ? `v${command}` : "[]::Array(String)"} AS words,
         countIf(side = 0) AS n0, countIf(side = 1) AS n1
       FROM (SELECT ${side} AS side, ${used} FROM ${text})
       GROUP BY GROUPING SETS (${told.map((place) => `(v${place})`).join(", ")})
     ) ORDER BY n0 + n1 DESC LIMIT ${MOST_VALUES} BY attribute`,
    { ...params, ...REASONS },
  );
  const naming = told.includes(ATTRIBUTES.indexOf("host")) ? hosts() : [];
  const [rows, known] = await Promise.all([counting, naming]);
  const named = new Map(known.map((host) => [host.id, host]));
  const sharing = Map.groupBy(known, ({ name }) => name);
  return rows.flatMap((row) => {
    const attribute = ATTRIBUTES[row.attribute];
    if (attribute === undefined) return [];
    const counts = { attribute, selected: Number(row.of_1), rest: Number(row.of_0) };
    if (attribute !== "host") return { ...counts, value: valueOf(attribute, row) };
    // One that came meanwhile has no name yet.
    const host = named.get(row.text) ?? { id: row.text, name: row.text };
    const isShared = (sharing.get(host.name)?.length ?? 0) > 1;
    return { ...counts, value: hostWords(host, isShared), key: host.id };
  });
}

const keyOf = ({ attribute, value, key }: CountedValue) => JSON.stringify([attribute, key ?? value ?? null]);

/** Values that were counted of several groups of boots: each once. */
export function summedValues(counted: readonly CountedValue[]): readonly CountedValue[] {
  const sums = new Map<string, CountedValue>();
  for (const each of counted) {
    const known = sums.get(keyOf(each));
    const { selected = 0, rest = 0 } = known ?? {};
    sums.set(keyOf(each), { ...each, selected: selected + each.selected, rest: rest + each.rest });
  }
  return [...sums.values()];
}
