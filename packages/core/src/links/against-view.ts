import type { Boot, BootId } from "../domain/boot.ts";
import { parseBootId } from "../domain/boot-id.ts";
import type { PopulationReference } from "../statistics/population.ts";
import {
  choiceOf,
  hrefOf,
  queryOf,
  readerOf,
  unlessUsual,
  type ParsedView,
  type SearchParams,
} from "./reader.ts";

/** Which boots one is held against: all of its container; those on its host; those of the week before it; all before it. */
export const AGAINST = ["container", "container-host", "week", "before"] as const;
export type Against = (typeof AGAINST)[number];

/** One boot against its population. */
export type AgainstView = { readonly boot: BootId; readonly against: Against };

const WEEK = 7n * 24n * 3_600n * 1_000_000_000n;

/** Undefined where the address names no boot to hold against others: it is another comparison's. */
export function parseAgainstView(params: SearchParams): ParsedView<AgainstView> | undefined {
  const { read, dropped } = readerOf(params);
  const boot = read("boot", parseBootId);
  if (boot === undefined) return undefined;
  return { view: { boot, against: read("against", choiceOf(AGAINST)) ?? "container" }, dropped };
}

/** Link to a boot against its population; the whole container is left out, so that equal views have equal links. */
export const againstHref = ({ boot, against }: AgainstView): string =>
  hrefOf("/compare", queryOf({ boot, against: unlessUsual(against, "container") }));

/** The population meant; undefined where it depends on a wall time that the boot does not have. */
export function referenceOf(
  against: Against,
  boot: Pick<Boot, "container" | "hostId" | "wallTime">,
): PopulationReference | undefined {
  const { container, hostId: host, wallTime } = boot;
  switch (against) {
    case "container":
      return { container };
    case "container-host":
      return { container, host };
    case "week":
      return wallTime === undefined ? undefined : { container, since: wallTime - WEEK, until: wallTime };
    case "before":
      return wallTime === undefined ? undefined : { container, until: wallTime };
  }
}
