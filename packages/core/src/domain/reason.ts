import { compareBigints } from "./time.ts";

/**
 * What can make a boot slow. The order is that in which they are stored: a reason keeps its place for good, new ones are
 * added at the end.
 */
export const REASON_SLUGS = [
  "slow-hook",
  "grace-period",
  "many-mounts",
  "slow-mount",
  "cgroup",
  "network",
  "cpu-throttled",
  "run-queue",
  "io-wait",
  "page-faults",
  "security",
  "slow-exec",
  "app-start",
  "supervisor-wait",
  "engine-wait",
  "evaluate",
  "contention",
  "unexplained",
] as const;
export type ReasonSlug = (typeof REASON_SLUGS)[number];

const KNOWN: ReadonlySet<string> = new Set(REASON_SLUGS);
export const isReasonSlug = (text: string): text is ReasonSlug => KNOWN.has(text);

/** Whether boots are kept with it: others, and what nobody can tell, show only where a boot is held against others. */
export const isKept = (slug: ReasonSlug): boolean => slug !== "contention" && slug !== "unexplained";

/** How much of a boot went to one cause, ns. No nanosecond is counted for two. */
export type BootCause = { readonly slug: ReasonSlug; readonly ns: bigint };

const MS = 1_000_000n;
/**
 * What a cause may take, ns, before it is told where too few boots tell what is usual: chosen from recordings of boots
 * without that trouble on a machine of two processors, rounded up.
 */
export const EXPECTED: Readonly<Record<ReasonSlug, bigint>> = {
  "slow-hook": 20n * MS,
  "grace-period": 10n * MS,
  "many-mounts": 10n * MS,
  "slow-mount": 0n,
  cgroup: 20n * MS,
  network: 100n * MS,
  "cpu-throttled": 1n * MS,
  "run-queue": 20n * MS,
  "io-wait": 10n * MS,
  "page-faults": 20n * MS,
  security: 20n * MS,
  "slow-exec": 150n * MS,
  "app-start": 1_000n * MS,
  "supervisor-wait": 20n * MS,
  "engine-wait": 50n * MS,
  evaluate: 50n * MS,
  contention: 0n,
  unexplained: 0n,
};

/** Less of a boot than this is not worth a reason: ns. */
export const LEAST_CAUSE = 1n * MS;

/** Of a boot's causes those that are told of it by themselves, whatever is usual: the one that is furthest beyond first. */
export const toldCauses = (causes: readonly BootCause[]): readonly BootCause[] =>
  causes
    .filter(({ slug, ns }) => ns - EXPECTED[slug] >= LEAST_CAUSE)
    .sort((a, b) => compareBigints(b.ns - EXPECTED[b.slug], a.ns - EXPECTED[a.slug]));

/** Their slugs. */
export const toldReasons = (causes: readonly BootCause[] = []): readonly ReasonSlug[] =>
  toldCauses(causes).map(({ slug }) => slug);

/** The longest first; of two of one length that which stands first in the list of all. */
export const inOrder = (causes: readonly BootCause[]): readonly BootCause[] =>
  causes.toSorted(
    (a, b) => compareBigints(b.ns, a.ns) || REASON_SLUGS.indexOf(a.slug) - REASON_SLUGS.indexOf(b.slug),
  );
