import {
  besideQuery,
  bootReasons,
  utcNow,
  type Boot,
  type BootDetail,
  type FoundCause,
  type Population,
  type Reasons,
} from "@hacotaki/core";
import { isUnreadable, type StoreReader } from "@hacotaki/store";

/** How long a boot that goes on has taken; what an imported stream left open has no present. */
export const soFar = ({ outcome, sourceKind, wallTime }: Boot): bigint | undefined =>
  outcome === "booting" && sourceKind === "live" && wallTime !== undefined ? utcNow() - wallTime : undefined;

/** What ran inside its spans; undefined where its events cannot be read, which the spans can be told without. */
async function detailFor(store: StoreReader, boot: Boot): Promise<BootDetail | undefined> {
  try {
    return await store.readDetail(boot.id, boot);
  } catch (error) {
    if (isUnreadable(error)) return undefined;
    throw error;
  }
}

/** Why a boot took as long as it did, of all that a database knows. `known`: its detail, where that was read. */
export async function reasonsFor(
  store: StoreReader,
  boot: Boot,
  population: Population,
  known?: BootDetail,
): Promise<Reasons<FoundCause>> {
  const others = await store.overlapping(besideQuery(boot));
  const detail = known ?? (await detailFor(store, boot));
  return bootReasons(boot, { detail, population, others, nowNs: soFar(boot) });
}
