import { percent } from "../percent.ts";
import { WHOLE_WIDTHS, pagesOfLabels, type PageWidth, type Placing } from "./labels.ts";
import type { TimeTick } from "./layout.ts";

const HEIGHT = 20;
/** Labels stand right of their ticks, and within the chart. */
const PLACING: Placing = { anchor: () => "start", aside: 3, over: 0 };

/** Wall time under a chart. */
export function TimeAxis({
  ticks,
  label,
  widths = WHOLE_WIDTHS,
}: {
  ticks: readonly TimeTick[];
  label: (tick: TimeTick) => string;
  /** Of the chart, where it is not as wide as the page. */
  widths?: Readonly<Record<PageWidth, number>>;
}) {
  const labels = ticks.map((tick) => ({ at: tick.x, label: label(tick) }));
  const pages = pagesOfLabels(labels, PLACING, widths);
  return (
    <svg className="time-axis" width="100%" height={HEIGHT} aria-hidden="true">
      {labels.map(({ at, label: text }, place) => (
        <g key={at}>
          <line x1={percent(at)} x2={percent(at)} y1={0} y2={5} />
          <text x={percent(at)} dx={3} y={15} data-pages={pages[place]?.join(" ")}>
            {text}
          </text>
        </g>
      ))}
    </svg>
  );
}
