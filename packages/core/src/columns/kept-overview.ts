import { OUTCOMES } from "../domain/boot.ts";
import { bitsOf } from "../statistics/float-bits.ts";
import type { DurationAxis, Overview, OverviewQuery } from "../statistics/population.ts";
import { matchingRows } from "./match.ts";
import { Counts, drawnOf, extentOf, foundOf, hasBox, lengthsOf, lengthsTold, toldOf } from "./overview.ts";
import { domainOf, MOST_POINTS, type Domain, type Found } from "./overview-axes.ts";
import type { RowListener, Table } from "./table.ts";

const FAILED = OUTCOMES.indexOf("failed");

/** The charts over all boots, which are counted once and follow each boot from then on. */
export type KeptOverview = RowListener & {
  /** Undefined where boots are few, or are chosen: they are counted for the question. */
  of(query: OverviewQuery): Overview | undefined;
};

type Kept = { readonly domain: Domain; readonly isOfDeaths: boolean; readonly counts: Counts };

const isOfAll = ({ filter, box, zoom }: OverviewQuery) =>
  !zoom &&
  !hasBox(box ?? {}) &&
  Object.values(filter).every(
    (value) => value === undefined || value === "" || (Array.isArray(value) && value.length === 0),
  );

/** The largest of values that come and go, or with -1 the smallest; not known once it has gone itself. */
class Outermost {
  value: number;
  isGone = false;
  private readonly direction: 1 | -1;

  constructor(direction: 1 | -1, value: number) {
    [this.direction, this.value] = [direction, value];
  }
  arrived(value: number): void {
    if (value * this.direction >= this.value * this.direction) [this.value, this.isGone] = [value, false];
  }
  leaving(value: number): void {
    if (value === this.value) this.isGone = true;
  }
  known(value: number): void {
    [this.value, this.isGone] = [value, false];
  }
}

/** How far all boots reach, and how their durations lie, boot by boot. */
function createExtent(table: () => Table) {
  const look = () => {
    const rows = matchingRows(table(), {});
    return { found: extentOf(table(), rows), drawn: lengthsOf(table(), rows) };
  };
  const begun = look();
  const { boots, deaths, times, lengths } = begun.found;
  const drawn = begun.drawn.spread;
  const [first, last] = [new Outermost(-1, times.from), new Outermost(1, times.to)];
  const [least, most] = [new Outermost(-1, lengths.from), new Outermost(1, lengths.to)];
  const longest = new Outermost(1, begun.drawn.longest);

  /** What a row has to count: its wall time, how long it took, and how long it is drawn in a list. */
  function read(row: number) {
    const { wall, length, ready, outcome } = table();
    const [at, ns] = [wall[row] ?? Number.NaN, length[row] ?? Number.NaN];
    const until = ready[row] ?? Number.NaN;
    const shown = until > ns || Number.isNaN(ns) ? until : ns;
    return { at, ns, shown, spread: outcome[row] === FAILED ? deaths : boots };
  }
  return {
    leaving(row: number): void {
      const { at, ns, shown, spread } = read(row);
      spread.remove(bitsOf(ns));
      drawn.remove(bitsOf(shown));
      for (const end of [first, last]) end.leaving(at);
      for (const end of [least, most]) end.leaving(ns);
      longest.leaving(shown);
    },
    arrived(row: number): void {
      const { at, ns, shown, spread } = read(row);
      spread.add(bitsOf(ns));
      drawn.add(bitsOf(shown));
      for (const end of [first, last]) end.arrived(at);
      for (const end of [least, most]) end.arrived(ns);
      longest.arrived(shown);
    },
    found(): Found {
      if ([first, last, least, most, longest].some(({ isGone }) => isGone)) {
        const { found, drawn: listed } = look();
        first.known(found.times.from);
        last.known(found.times.to);
        least.known(found.lengths.from);
        most.known(found.lengths.to);
        longest.known(listed.longest);
      }
      return foundOf({
        times: { from: first.value, to: last.value },
        lengths: { from: least.value, to: most.value },
        boots,
        deaths,
      });
    },
    listed: () => lengthsTold({ spread: drawn, longest: longest.value }),
  };
}

export function createKeptOverview(table: () => Table): KeptOverview {
  let extent: ReturnType<typeof createExtent> | undefined;
  const kept = new Map<DurationAxis, Kept>();

  function change(row: number, by: 1 | -1): void {
    if (kept.size === 0) return;
    const drawn = drawnOf(table());
    for (const { counts } of kept.values()) counts.count(drawn, row, true, by);
  }
  function countsFor(domain: Domain, axis: DurationAxis, ofDeaths: boolean): Counts {
    const known = kept.get(axis);
    if (known !== undefined && isSame(known.domain, domain) && known.isOfDeaths === ofDeaths)
      return known.counts;
    const counts = new Counts(domain, axis, ofDeaths);
    const drawn = drawnOf(table());
    for (let row = 0; row < table().size; row++) counts.count(drawn, row, true, 1);
    kept.set(axis, { domain, isOfDeaths: ofDeaths, counts });
    return counts;
  }
  return {
    leaving(row) {
      extent?.leaving(row);
      change(row, -1);
    },
    arrived(row) {
      extent?.arrived(row);
      change(row, 1);
    },
    of(query) {
      if (!isOfAll(query) || table().size <= MOST_POINTS) return undefined;
      extent ??= createExtent(table);
      const found = extent.found();
      const domain = domainOf(query, found, () => found);
      if (domain === undefined) return undefined;
      const counts = countsFor(domain, query.axis, found.isOfDeaths);
      if (counts.plotted <= MOST_POINTS) return undefined;
      return toldOf(counts, domain, query.axis, {
        n: table().size,
        longest: found.lengths.to,
        lengths: extent.listed(),
      });
    },
  };
}

const isSame = (a: Domain, b: Domain) =>
  a.since === b.since && a.until === b.until && a.min === b.min && a.max === b.max;
