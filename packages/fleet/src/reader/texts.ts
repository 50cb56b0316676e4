import { holdsText, soughtText, type BootFilter } from "@hacotaki/core";
import type { Ask } from "./ask.ts";
import { createKept } from "./kept.ts";

/** Where a filter's text is looked for, beside ids. */
export const TEXT_PLACES = {
  container: "toString(container)",
  host: "toString(host_name)",
  hacoFile: "toString(haco_file)",
  command: "arrayStringConcat(command, ' ')",
} as const;
export type TextPlace = keyof typeof TEXT_PLACES;
const places = Object.keys(TEXT_PLACES) as TextPlace[]; // its own

/** In a question: whether a text is of ASCII alone, letters of which are folded alike everywhere. */
export const isAscii = (text: string): string => `(length(${text}) = lengthUTF8(${text}))`;

/**
 * A filter, with the texts beyond ASCII that hold what it looks for: these are folded in one way alone, which is ours,
 * and are few.
 */
export type FleetFilter = BootFilter & { readonly found?: Readonly<Record<TextPlace, readonly string[]>> };

/** A hostile host may name things as it likes: so many texts of a place are looked at, those that most boots have. */
const MOST_TEXTS = 10_000;
const ALL = "all";

type Row = { readonly place: number; readonly value: string };

/** Filters as they are asked, each with what its text is found in. */
export type Texts = { of(filter: BootFilter): Promise<FleetFilter> };

export function createTexts(ask: Ask): Texts {
  const name = (place: number) => `t${place}`;
  const columns = places.map((place, n) => `${TEXT_PLACES[place]} AS ${name(n)}`).join(", ");
  const isAny = places.map((_, n) => `NOT ${isAscii(name(n))}`).join(" OR ");
  const which = places.map((_, n) => `grouping(${name(n)}) = 0, ${n}`).join(", ");
  const value = places.map((_, n) => `place = ${n}, ${name(n)}`).join(", ");
  const read = () =>
    ask<Row>(
      "read the names of",
      `SELECT place, value FROM (
         SELECT multiIf(${which}, -1) AS place, multiIf(${value}, '') AS value, count() AS n
         FROM (SELECT ${columns} FROM {db:Identifier}.boots WHERE ${isAny})
         GROUP BY GROUPING SETS (${places.map((_, n) => `(${name(n)})`).join(", ")})
       ) WHERE NOT ${isAscii("value")} ORDER BY n DESC LIMIT ${MOST_TEXTS} BY place`,
    );
  const kept = createKept(async () => new Map([[ALL, await read()]]));

  return {
    async of(filter) {
      if (filter.text === undefined || filter.text === "") return filter;
      const sought = soughtText(filter.text);
      const rows = (await kept.of([ALL])).get(ALL) ?? [];
      const heldIn = (place: TextPlace) =>
        rows.flatMap((row) =>
          places[row.place] === place && holdsText(sought, [row.value]) ? row.value : [],
        );
      return {
        ...filter,
        found: {
          container: heldIn("container"),
          host: heldIn("host"),
          hacoFile: heldIn("hacoFile"),
          command: heldIn("command"),
        },
      };
    },
  };
}
