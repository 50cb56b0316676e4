import { bootsHref, type BootFilter } from "@hacotaki/core";

/** Link to the list of exactly the boots that a mark of a chart stands for. */
export const bootsBehind = (filter: BootFilter, sort: "newest" | "slowest" = "newest"): string =>
  bootsHref({
    ...(filter.container === undefined ? {} : { container: filter.container }),
    outcomes: filter.outcomes ?? [],
    sort,
    scale: "shared",
  });
