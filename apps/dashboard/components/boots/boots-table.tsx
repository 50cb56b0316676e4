import { labelOfSlug, utcNow } from "@hacotaki/core";
import { useTimeZone, useTranslations } from "next-intl";
import { useMemo, type ComponentProps, type ReactNode } from "react";
import { scaleTicks, type MiniScale } from "../../charts/mini-waterfall/scale.ts";
import { zoneText } from "../../i18n/wall-time.ts";
import { Ruler } from "../../charts/ruler/ruler.tsx";
import { useSpanName } from "../ui/span-name.ts";

/** Columns of a table of boots; `percentile` and `why` take statistics. `second` is the ready duration, or that of the span that the table is sorted by. */
export const BOOT_COLUMNS = ["when", "container", "host", "outcome", "duration", "second", "chart"] as const;
export type BootColumn = "tick" | "percentile" | "why" | (typeof BOOT_COLUMNS)[number];

/** Classes of a column, and of its head; classes, because the policy forbids style attributes. */
const CLASSES: Readonly<Record<BootColumn, { readonly col: string; readonly head?: string }>> = {
  tick: { col: "tick", head: "tick" },
  when: { col: "when", head: "when" },
  container: { col: "container-column" },
  host: { col: "host", head: "host" },
  outcome: { col: "outcome-column" },
  duration: { col: "number", head: "number" },
  percentile: { col: "percentile-column", head: "number" },
  second: { col: "number", head: "number" },
  why: { col: "why" },
  chart: { col: "chart", head: "chart" },
};

/** The zone that the column's times are in. */
function Zone() {
  const timeZone = useTimeZone() ?? "UTC";
  return <span className="dim">{zoneText(utcNow(), timeZone)}</span>;
}

/** As wide as charts are where there is least room beside the other columns. */
const RULER_PX = 200;

/** The ruler of a scale that all rows share; in words where each has its own. */
function ChartHead({ scale }: { scale: MiniScale | undefined }) {
  const t = useTranslations("boots");
  const ticks = useMemo(() => (scale === undefined ? undefined : scaleTicks(scale, RULER_PX)), [scale]);
  return ticks === undefined ? (
    <span>{t("waterfallOwn")}</span>
  ) : (
    <>
      <span className="sr">{t("waterfallShared")}</span>
      <Ruler ticks={ticks} />
    </>
  );
}

type Props = Omit<ComponentProps<"table">, "children"> & {
  readonly columns?: readonly BootColumn[];
  /** Slug of the span that stands in the second column of durations. */
  readonly sortedBy?: string | undefined;
  /** The scale that all rows share. */
  readonly scale: MiniScale | undefined;
  readonly headProps?: ComponentProps<"tr">;
  /** Rows with the same columns. */
  readonly children: ReactNode;
};

/** Boots in rows, as wherever boots are listed. */
export function BootsTable(props: Props) {
  const { columns = BOOT_COLUMNS, sortedBy, scale, headProps, children, ...table } = props;
  const t = useTranslations("boots");
  const spanName = useSpanName();
  const words: Readonly<Record<BootColumn, ReactNode>> = {
    tick: <span className="sr">{t("tick")}</span>,
    when: (
      <>
        {t("when")} <Zone />
      </>
    ),
    container: t("container"),
    host: t("host"),
    outcome: t("outcome"),
    duration: t("duration"),
    percentile: <span title={t("percentileHead")}>{t("percentile")}</span>,
    second: sortedBy === undefined ? t("ready") : spanName(labelOfSlug(sortedBy)),
    why: t("why"),
    chart: <ChartHead scale={scale} />,
  };
  return (
    <table {...table}>
      <colgroup>
        {columns.map((column) => (
          <col key={column} className={CLASSES[column].col} />
        ))}
      </colgroup>
      <thead>
        <tr {...headProps}>
          {columns.map((column) => (
            <th key={column} scope="col" className={CLASSES[column].head}>
              {words[column]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  );
}
