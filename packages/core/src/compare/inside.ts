import type { ShownDetail } from "../domain/shown-detail.ts";
import type { Boot } from "../domain/boot.ts";
import { compareBigints } from "../domain/time.ts";
import { shortName } from "../domain/oci.ts";

/** What one boot did of a kind in a span: how often, and how long all of it took, ns. */
export type InsideSum = { readonly count: number; readonly ns: bigint };
/** Calls of one name, or runs of one program, in a span of several boots. */
export type InsideRow = {
  readonly slug: string;
  readonly kind: "call" | "helper";
  readonly name: string;
  /** One for each boot: undefined where the inside of its spans is not known. */
  readonly sums: readonly (InsideSum | undefined)[];
};

type Known = Pick<Boot, "startAt"> & { readonly detail: ShownDetail | undefined };

/** One that has not come back has no length yet: it is counted. */
const lengthOf = ({ startAt, endAt }: { readonly startAt: bigint; readonly endAt?: bigint }) =>
  endAt === undefined ? 0n : endAt - startAt;

type Item = { readonly slug: string; readonly kind: InsideRow["kind"]; readonly name: string };

/** Waits that held nobody up are no time that a boot lost. */
type Timed = { readonly ns: bigint; readonly isIdle: boolean };

function* itemsOf({ detail }: Known): Generator<{ readonly item: Item } & Timed> {
  const { calls = [], helpers = [] } = detail?.inside ?? {};
  for (const call of calls)
    if (call.span !== undefined)
      yield {
        item: { slug: call.span, kind: "call", name: call.name },
        ns: lengthOf(call),
        isIdle: call.isIdle === true,
      };
  for (const helper of helpers)
    if (helper.span !== undefined)
      yield {
        item: {
          slug: helper.span,
          kind: "helper",
          name: shortName(helper.command[0] ?? helper.file ?? "?"),
        },
        ns: lengthOf(helper),
        isIdle: false,
      };
}

const isKnown = ({ detail }: Known) => detail !== undefined && detail.level !== "off";

/** How far apart lengths are, ns: 0 where fewer than two are known. */
function spreadOf(lengths: readonly (bigint | undefined)[]): bigint {
  const known = lengths.filter((ns) => ns !== undefined);
  const least = known.reduce((min, ns) => (ns < min ? ns : min), known[0] ?? 0n);
  return known.reduce((max, ns) => (ns > max ? ns : max), 0n) - least;
}

type Sums = {
  readonly item: Item;
  readonly sums: (InsideSum | undefined)[];
  /** Without waits that held nobody up, ns. */
  readonly busy: (bigint | undefined)[];
};

/** What differs most first, by what held boots up; by all of it where that is the same. */
const byDifference = (a: Sums, b: Sums) =>
  compareBigints(spreadOf(b.busy), spreadOf(a.busy)) ||
  compareBigints(spreadOf(b.sums.map((sum) => sum?.ns)), spreadOf(a.sums.map((sum) => sum?.ns)));

/**
 * What ran inside the same spans of several boots, call by call and program by program, what differs most first; waits
 * that held nobody up come after what did. Calls inside of a program that ran are rows of their own: rows of a span do
 * not add up to it.
 */
export function comparedInside(boots: readonly Known[]): readonly InsideRow[] {
  const rows = new Map<string, Sums>();
  boots.forEach((boot, place) => {
    for (const { item, ns, isIdle } of itemsOf(boot)) {
      const key = `${item.slug} ${item.kind} ${item.name}`;
      const row = rows.get(key) ?? {
        item,
        sums: boots.map((each) => (isKnown(each) ? { count: 0, ns: 0n } : undefined)),
        busy: boots.map((each) => (isKnown(each) ? 0n : undefined)),
      };
      const old = row.sums[place];
      if (old) row.sums[place] = { count: old.count + 1, ns: old.ns + ns };
      if (!isIdle) row.busy[place] = (row.busy[place] ?? 0n) + ns;
      rows.set(key, row);
    }
  });
  return [...rows.values()].sort(byDifference).map(({ item, sums }) => ({ ...item, sums }));
}
