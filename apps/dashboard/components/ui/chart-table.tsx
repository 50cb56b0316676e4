import type { ReactNode } from "react";

/** The figures of a chart, one click or key away from it. */
export function ChartTable({ summary, children }: { summary: string; children: ReactNode }) {
  return (
    <details className="chart-table">
      <summary>{summary}</summary>
      <div className="scroller" tabIndex={0} role="region" aria-label={summary}>
        {children}
      </div>
    </details>
  );
}
