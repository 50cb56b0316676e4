import type { ContainerReport, ContainerSummary, ContainerView, StatisticsState } from "@hacotaki/core";
import { statistics } from "./statistics.ts";

export type ReadReport = { readonly report?: ContainerReport; readonly state?: StatisticsState };

/** How a container boots; without a report while the statistics cannot tell. */
export async function readReport(name: string, view: ContainerView, bins: number): Promise<ReadReport> {
  try {
    const asked = statistics();
    const [state, report] = await Promise.all([asked.state(), asked.container(name, { ...view, bins })]);
    return report === undefined ? { state } : { state, report };
  } catch {
    return {};
  }
}

export type ReadSummaries = {
  readonly summaries: readonly ContainerSummary[];
  readonly state?: StatisticsState;
};

/** All containers; none while the statistics cannot tell. */
export async function readSummaries(bins: number): Promise<ReadSummaries> {
  try {
    const asked = statistics();
    const [state, summaries] = await Promise.all([asked.state(), asked.containers(bins)]);
    return { state, summaries };
  } catch {
    return { summaries: [] };
  }
}
