import { filterOf, type AskedOf, type BootsView, type OverviewQuery, type TimeScale } from "@hacotaki/core";
import type { Axis } from "../../charts/scatter/axes.ts";

/** Where each row has a scale of its own, the charts have that of the others. */
export const axisOf = (scale: TimeScale): Axis => (scale === "log" ? "log" : "linear");

/** What the charts over a list ask for. */
export const overviewQuery = (view: BootsView, scale: TimeScale): OverviewQuery => ({
  filter: filterOf(view),
  ...(view.box === undefined ? {} : { box: view.box }),
  axis: axisOf(scale),
  zoom: view.zoom === "box",
});

/** What the charts ask, for whoever says of how many boots they are. */
export const chartsOf = (view: BootsView): AskedOf => ({
  questions: view.box === undefined ? ["overview"] : ["overview", "whatDiffers"],
});
