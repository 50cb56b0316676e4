import { hostWords, type BootGroup, type GroupedBy, type HostsSort } from "@hacotaki/core";
import type { HostFacts } from "@hacotaki/store";

const HOUR_NS = 3_600_000_000_000n;
const DAY_NS = 24n * HOUR_NS;
const LATELY_NS = 2n * DAY_NS;
/** So many boots would have come meanwhile, by what came before: their absence is no chance. */
const LEAST_MISSED = 20;

export type NamedHost = { readonly id: string; readonly name: string };
/** A host of which nothing comes, and for how long: ns. */
export type QuietHost = NamedHost & { readonly silence: bigint };

/** A group of boots with the hosts that they booted on. */
export type HostRow = {
  readonly group: BootGroup;
  readonly hosts: readonly NamedHost[];
  /** Of a host itself: what its shipper was told. */
  readonly labels: Readonly<Record<string, string>>;
  /** Of a fleet: when anything of its hosts came last, UTC ns. */
  readonly lastArrival?: bigint;
  /** Longest first. */
  readonly quiet: readonly QuietHost[];
};

/**
 * For how long nothing came of a host, ns; undefined where that is as usual. A day is always long; an hour is, where by the
 * pace of the last two days at least 20 boots would have come.
 */
export function silenceOf(
  { lastArrival, arrivedLately }: Pick<HostFacts, "lastArrival" | "arrivedLately">,
  now: bigint,
): bigint | undefined {
  const silence = now - lastArrival;
  if (silence >= DAY_NS) return silence;
  if (silence < HOUR_NS) return undefined;
  const missed = (arrivedLately * Number(silence)) / Number(LATELY_NS - silence);
  return missed >= LEAST_MISSED ? silence : undefined;
}

type Known = {
  readonly by: GroupedBy;
  readonly hosts: readonly NamedHost[];
  /** Of a fleet. */
  readonly facts: readonly HostFacts[] | undefined;
  /** UTC ns. */
  readonly now: bigint;
};

/** What hosts are called by their ids: those that have a name in common are told apart. */
function wordsOf(hosts: readonly NamedHost[]): ReadonlyMap<string, string> {
  const named = new Map(hosts.map((host) => [host.id, host]));
  const sharing = Map.groupBy(named.values(), ({ name }) => name);
  return new Map(
    [...named].map(([id, host]) => [id, hostWords(host, (sharing.get(host.name)?.length ?? 0) > 1)]),
  );
}

/** Groups of boots, with what is known of their hosts. */
export function hostRows(
  groups: readonly BootGroup[],
  { by, hosts, facts = [], now }: Known,
): readonly HostRow[] {
  const words = wordsOf([...facts, ...hosts]);
  const factsOf = new Map(facts.map((host) => [host.id, host]));
  return groups.map((group): HostRow => {
    const own = group.hosts.map((id) => ({ id, name: words.get(id) ?? id }));
    const known = group.hosts.flatMap((id) => factsOf.get(id) ?? []);
    const quiet = known.flatMap(({ id, ...host }) => {
      const silence = silenceOf(host, now);
      return silence === undefined ? [] : { id, name: words.get(id) ?? id, silence };
    });
    const last = known.reduce((newest, { lastArrival: at }) => (at > newest ? at : newest), 0n);
    return {
      group,
      hosts: own.sort((a, b) => (a.name < b.name ? -1 : 1)),
      labels: by === "host" ? (known[0]?.labels ?? {}) : {},
      ...(known.length === 0 ? {} : { lastArrival: last }),
      quiet: quiet.sort((a, b) => Number(b.silence - a.silence)),
    };
  });
}

/** What a row is called: a host by its name, else what the boots have in common; "" where they have none. */
export const nameOfRow = (by: GroupedBy, { group, hosts }: Pick<HostRow, "group" | "hosts">): string =>
  by === "host" ? (hosts[0]?.name ?? group.key) : group.key;

/** How much longer half of a group's boots take than half of the others', ns, where that is told apart from chance. */
export function againstOthers({ boot }: BootGroup): number | undefined {
  if (boot?.restP50 === undefined) return undefined;
  return boot.verdict === "slower" || boot.verdict === "faster" ? boot.p50 - boot.restP50 : undefined;
}

const NEVER = Number.NEGATIVE_INFINITY;

function keyOf({ group, lastArrival }: HostRow, sort: Exclude<HostsSort, "name">): number {
  if (sort === "boots") return group.boots;
  if (sort === "failed") return group.boots === 0 ? 0 : group.failed / group.boots;
  if (sort === "last") return group.last === undefined ? NEVER : Number(group.last);
  if (sort === "arrival") return lastArrival === undefined ? NEVER : -Number(lastArrival);
  if (sort === "against") {
    const { boot } = group;
    return boot?.restP50 === undefined ? NEVER : boot.p50 - boot.restP50;
  }
  return group.boot?.[sort === "median" ? "p50" : "p95"] ?? NEVER;
}

/** Most, slowest, worst or newest first, and who was heard longest ago; names decide between equals. */
export function sortedHosts(rows: readonly HostRow[], by: GroupedBy, sort: HostsSort): readonly HostRow[] {
  const byName = (a: HostRow, b: HostRow) =>
    nameOfRow(by, a).localeCompare(nameOfRow(by, b), "en", { numeric: true }) ||
    (a.group.key < b.group.key ? -1 : 1);
  if (sort === "name") return rows.toSorted(byName);
  return rows.toSorted((a, b) => {
    const [first, second] = [keyOf(a, sort), keyOf(b, sort)];
    return first === second ? byName(a, b) : second - first;
  });
}
