import type { ContainerChanges, ContainerReport, ContainerView, StatisticsState } from "@hacotaki/core";
import { statistics } from "../../bridge/page.ts";

export type ReadReport = {
  readonly report?: ContainerReport;
  readonly changes?: ContainerChanges;
  readonly state?: StatisticsState;
};

/** How a container boots; without a report while the statistics cannot tell. */
export async function readReport(name: string, view: ContainerView, bins: number): Promise<ReadReport> {
  try {
    const asked = statistics();
    const [state, report, changes] = await Promise.all([
      asked.state({ questions: ["container", "changes"] }),
      asked.container(name, { ...view, bins }),
      asked.changes(name, view),
    ]);
    return report === undefined ? { state } : { state, report, changes };
  } catch {
    return {};
  }
}
