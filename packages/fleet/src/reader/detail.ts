import { detailOfPages, searchPages, type StoreReader } from "@hacotaki/store";
import type { Ask } from "./ask.ts";
import { previousAt } from "./boots.ts";
import { placeOf } from "./event-blocks.ts";
import type { FleetEvents } from "./events.ts";

/** What is derived of a boot's raw events: what ran inside of it, and which of them hold a word. */
export const createFleetDetail = (
  ask: Ask,
  { findBoot, pagesOf }: Pick<StoreReader, "findBoot"> & Pick<FleetEvents, "pagesOf">,
): Pick<StoreReader, "readDetail" | "searchEvents"> => ({
  async readDetail(id, known) {
    const place = await placeOf(ask, id);
    const boot = known ?? (await findBoot(id))?.boot;
    if (place === undefined || boot === undefined) return undefined;
    return detailOfPages(boot, await pagesOf(place), () => previousAt(ask, boot));
  },
  async searchEvents(id, asked) {
    const place = await placeOf(ask, id);
    return place && searchPages(await pagesOf(place), asked);
  },
});
