import { bootsHref, WHOLE_LIST, type BootFilter, type BootSort } from "@hacotaki/core";

/** Link to the list of exactly the boots that a mark of a chart stands for. */
export const bootsBehind = (filter: BootFilter, sort: BootSort = "newest"): string =>
  bootsHref({ ...WHOLE_LIST, ...filter, sort });
