import type { ReactNode } from "react";
import { TableFrame } from "./table-frame.tsx";

/** The figures of a chart, one click or key away from it. */
export function ChartTable({ summary, children }: { summary: string; children: ReactNode }) {
  return (
    <details className="chart-table">
      <summary>{summary}</summary>
      <TableFrame label={summary}>{children}</TableFrame>
    </details>
  );
}
