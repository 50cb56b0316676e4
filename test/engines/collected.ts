import { join } from "node:path";
import type { Boot, BootSummary, Span } from "@hacotaki/core";
import { expect } from "vitest";
import { collectOci, findBoot, listBoots, recordings } from "../../packages/collector/test/traced.ts";
import { until } from "../until.ts";

export type Collected = {
  /** All boots of a container so far. */
  readonly of: (containerId: string) => Promise<readonly BootSummary[]>;
  /** Boots of a container, once there are so many, and all are as they are to be. */
  readonly boots: (
    containerId: string,
    count?: number,
    isSo?: (boot: Boot) => boolean,
  ) => Promise<readonly Boot[]>;
  /** Events that were lost. */
  readonly dropped: () => Promise<bigint>;
  readonly end: () => Promise<void>;
};

/** A collector that follows the machine's runtimes and engines, as `hacotaki up --detail calls` does. */
export async function collectInto(folder: string): Promise<Collected> {
  const dbPath = join(folder, "boots.db");
  const collector = await collectOci(dbPath);
  const of = async (containerId: string) =>
    (await listBoots(dbPath)).filter(({ oci }) => oci?.containerId === containerId);
  return {
    of,
    boots: (containerId, count = 1, isSo = ({ exitAt }) => exitAt !== undefined) =>
      until(async () => {
        const rows = await of(containerId);
        const found = await Promise.all(rows.map(({ id }) => findBoot(dbPath, id)));
        return found.length >= count && found.every(isSo) ? found : undefined;
      }, `${count} boots of ${containerId}`),
    dropped: async () => (await recordings(dbPath)).reduce((sum, each) => sum + each.dropped, 0n),
    end: () => collector.stop(),
  };
}

export const onPath = ({ spans }: Pick<Boot, "spans">): readonly Span[] =>
  spans.filter((span) => span.onPath);
/** The engine's part, left of zero. */
export const beforeBoot = ({ spans, startAt }: Pick<Boot, "spans" | "startAt">): readonly Span[] =>
  spans.filter((span) => span.startAt < startAt);

/** Every nanosecond between two instants in one of the spans. */
function expectPartition(spans: readonly Span[], from: bigint | undefined, to: bigint | undefined): void {
  let at = from;
  for (const span of spans) {
    expect(span.startAt).toBe(at);
    if (span.state !== "open") at = span.endAt;
  }
  expect(at).toBe(to);
}

/** From the client's exec to up in spans that are known, and in whose lanes they are. */
export function expectWhole(boot: Boot): void {
  expect(boot).toMatchObject({ outcome: expect.stringMatching(/^(up|ready)$/), losses: [] });
  expectPartition(onPath(boot), boot.startAt, boot.endAt);
  const groups = onPath(boot).map(({ group }) => group);
  expect(groups).not.toContain("unattributed");
  const slugs = onPath(boot).map(({ slug }) => slug);
  expect(slugs.at(0)).toBe("runtime-start");
  expect(slugs.at(-1)).toBe("exec");
  expect(slugs).toEqual(expect.arrayContaining(["filesystem", "pivot-root", "capability", "wait-start"]));
  const clientAt = boot.oci?.clientAt;
  if (clientAt !== undefined) expectPartition(beforeBoot(boot), clientAt, boot.startAt);
}

/** Where a boot ended that came to nothing. */
export function expectFailed(boot: Boot): void {
  expect(boot).toMatchObject({ outcome: "failed", losses: [] });
  expectPartition(onPath(boot), boot.startAt, boot.endAt);
  expect(onPath(boot).at(-1)).toMatchObject({ state: "failed", slug: expect.stringMatching(/^after-/) });
}

export const labelsOf = (spans: readonly Span[]): readonly string[] => spans.map(({ label }) => label);
