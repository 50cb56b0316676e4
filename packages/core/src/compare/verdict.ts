import { deltaOf, type ComparedBoots, type ComparedRow } from "./rows.ts";

/** What a sentence over two boots says; pages and the command line have the words. */
export type PairVerdict = {
  /** Candidate minus baseline, ns. */
  readonly delta: bigint;
  /** The row that moved most in the direction of the whole; undefined when nothing did. */
  readonly main: { readonly row: ComparedRow; readonly delta: bigint } | undefined;
  /** Its part of the whole, 0 to 1 and above where other rows went the other way; undefined without a whole. */
  readonly share: number | undefined;
};

const magnitude = (ns: bigint) => (ns < 0n ? -ns : ns);

export function pairVerdict(compared: ComparedBoots, baseline: number, candidate: number): PairVerdict {
  const delta = (compared.totals[candidate] ?? 0n) - (compared.totals[baseline] ?? 0n);
  const main = compared.rows
    .filter(({ onPath }) => onPath)
    .map((row) => ({ row, delta: deltaOf(row, baseline, candidate) }))
    .filter((moved) => moved.delta !== 0n && (delta === 0n || moved.delta > 0n === delta > 0n))
    .reduce<PairVerdict["main"]>(
      (most, moved) => (most && magnitude(most.delta) >= magnitude(moved.delta) ? most : moved),
      undefined,
    );
  return {
    delta,
    main,
    share: main && delta !== 0n ? Number((main.delta * 10_000n) / delta) / 10_000 : undefined,
  };
}
