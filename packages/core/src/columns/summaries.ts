import { OUTCOMES } from "../domain/boot.ts";
import { omitUndefined } from "../domain/omit-undefined.ts";
import type { NamedFigures } from "../statistics/population.ts";
import { quantilesOf, type Sorted } from "../statistics/quantile.ts";
import type { GroupedColumn, RowListener, Table } from "./table.ts";

/** Counts of the boots of one name. */
type Counts = {
  n: number;
  /** By index in OUTCOMES. */
  readonly outcomes: Uint32Array;
  /** Wall time of the newest boot, -Infinity where no clock is known. */
  last: number;
  /** The newest boot left: the others' is looked for when it is asked for. */
  isLastGone: boolean;
};

/** All containers, or images, in a few figures each, counted boot by boot: telling them takes no pass over the boots. */
export type Summaries = RowListener & { all(): NamedFigures[] };

/** `durationsOf` gives the durations of what came up of a name, ascending. */
export function createSummaries(
  table: () => Table,
  by: GroupedColumn,
  durationsOf: (name: string) => Sorted,
): Summaries {
  /** By the code of the name. 0 stands for none. */
  const counts: (Counts | undefined)[] = [];

  function countsOf(row: number): Counts {
    const code = table().codes[by][row] ?? 0;
    return (counts[code] ??= {
      n: 0,
      outcomes: new Uint32Array(OUTCOMES.length),
      last: -Infinity,
      isLastGone: false,
    });
  }
  function count(row: number, more: 1 | -1): Counts {
    const known = countsOf(row);
    const outcome = table().outcome[row] ?? 0;
    known.n += more;
    known.outcomes[outcome] = (known.outcomes[outcome] ?? 0) + more;
    return known;
  }
  function lastOf(code: number, known: Counts): number {
    if (!known.isLastGone) return known.last;
    const { groups, wall } = table();
    known.last = groups[by].of(code).reduce((newest, row) => Math.max(newest, orNever(wall[row])), -Infinity);
    known.isLastGone = false;
    return known.last;
  }

  return {
    leaving(row) {
      const known = count(row, -1);
      if (orNever(table().wall[row]) === known.last) known.isLastGone = true;
    },
    arrived(row) {
      const known = count(row, 1);
      const at = orNever(table().wall[row]);
      if (at < known.last) return;
      known.last = at;
      known.isLastGone = false;
    },
    all: () =>
      counts.flatMap((known, code) => {
        const name = table().dictionaries[by].text(code);
        if (known === undefined || known.n === 0 || name === undefined) return [];
        const last = lastOf(code, known);
        return {
          name,
          n: known.n,
          outcomes: OUTCOMES.map((outcome, at) => ({ outcome, n: known.outcomes[at] ?? 0 })).filter(
            ({ n }) => n > 0,
          ),
          ...omitUndefined({
            boot: quantilesOf(durationsOf(name)),
            last: last === -Infinity ? undefined : BigInt(last),
          }),
        };
      }),
  };
}

const orNever = (wall: number | undefined) => (wall === undefined || Number.isNaN(wall) ? -Infinity : wall);
