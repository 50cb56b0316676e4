import type { ContainerReport, ContainerView, StatisticsState } from "@hacotaki/core";
import { statistics } from "./statistics.ts";

export type ReadReport = { readonly report?: ContainerReport; readonly state?: StatisticsState };

/** How a container boots, with or without its spans; without a report while the statistics cannot tell. */
export async function readReport(
  name: string,
  view: ContainerView,
  bins: number,
  spans = true,
): Promise<ReadReport> {
  try {
    const asked = statistics();
    const [state, report] = await Promise.all([
      asked.state(),
      asked.container(name, { ...view, bins, spans }),
    ]);
    return report === undefined ? { state } : { state, report };
  } catch {
    return {};
  }
}
