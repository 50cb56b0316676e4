import type { ShownDetail } from "../domain/shown-detail.ts";
import type { Boot } from "../domain/boot.ts";
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

function* itemsOf({ detail }: Known): Generator<Item & { readonly ns: bigint }> {
  const { calls = [], helpers = [] } = detail?.inside ?? {};
  for (const call of calls)
    if (call.span !== undefined) yield { slug: call.span, kind: "call", name: call.name, ns: lengthOf(call) };
  for (const helper of helpers)
    if (helper.span !== undefined)
      yield {
        slug: helper.span,
        kind: "helper",
        name: shortName(helper.command[0] ?? helper.file ?? "?"),
        ns: lengthOf(helper),
      };
}

const isKnown = ({ detail }: Known) => detail !== undefined && detail.level !== "off";

/** How far apart the boots are in a row, ns: 0 where fewer than two are known. */
export function spreadOf({ sums }: InsideRow): bigint {
  const known = sums.flatMap((sum) => (sum === undefined ? [] : [sum.ns]));
  const least = known.reduce((min, ns) => (ns < min ? ns : min), known[0] ?? 0n);
  return known.reduce((max, ns) => (ns > max ? ns : max), 0n) - least;
}

/**
 * What ran inside the same spans of several boots, call by call and program by program, what differs most first. Calls
 * inside of a program that ran are rows of their own: rows of a span do not add up to it.
 */
export function comparedInside(boots: readonly Known[]): readonly InsideRow[] {
  const rows = new Map<string, Item & { readonly sums: (InsideSum | undefined)[] }>();
  boots.forEach((boot, place) => {
    for (const { ns, ...item } of itemsOf(boot)) {
      const key = `${item.slug} ${item.kind} ${item.name}`;
      const row = rows.get(key) ?? {
        ...item,
        sums: boots.map((each) => (isKnown(each) ? { count: 0, ns: 0n } : undefined)),
      };
      const old = row.sums[place];
      if (old) row.sums[place] = { count: old.count + 1, ns: old.ns + ns };
      rows.set(key, row);
    }
  });
  return [...rows.values()].sort((a, b) => Number(spreadOf(b) - spreadOf(a)));
}
