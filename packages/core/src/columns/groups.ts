import { countBelow } from "../statistics/quantile.ts";

/** Rows by a code that each of them has, kept in order as rows come and go. */
export type Groups = {
  add(code: number, row: number): void;
  /** Of a row that has the code. */
  remove(code: number, row: number): void;
  /** Rows of a code, ascending: as they are until the next change. */
  of(code: number): Uint32Array;
};

const FIRST_ROOM = 16;
const GROWTH = 1.5;

type Group = { rows: Uint32Array; n: number };

const filled = ({ rows, n }: Group) => rows.subarray(0, n);

function grown({ rows }: Group): Uint32Array {
  const larger = new Uint32Array(Math.ceil(rows.length * GROWTH));
  larger.set(rows);
  return larger;
}

export function createGroups(): Groups {
  const groups: (Group | undefined)[] = [];
  return {
    add(code, row) {
      const group = (groups[code] ??= { rows: new Uint32Array(FIRST_ROOM), n: 0 });
      if (group.n === group.rows.length) group.rows = grown(group);
      const { rows, n } = group;
      // Nearly always at the end: new boots have the last rows.
      const place = n > 0 && row < (rows[n - 1] ?? 0) ? countBelow(filled(group), row) : n;
      rows.copyWithin(place + 1, place, n);
      rows[place] = row;
      group.n++;
    },
    remove(code, row) {
      const group = groups[code];
      if (group === undefined) return;
      const place = countBelow(filled(group), row);
      if (place === group.n || group.rows[place] !== row) return;
      group.rows.copyWithin(place, place + 1, group.n);
      group.n--;
    },
    of(code) {
      const group = groups[code];
      return group === undefined ? new Uint32Array(0) : filled(group);
    },
  };
}
