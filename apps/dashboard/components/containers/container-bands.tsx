import { zoneOffsetMs, type ContainerChange, type ContainerReport, type ContainerView } from "@hacotaki/core";
import { useTranslations } from "next-intl";
import { ChangeMarks } from "../../charts/change-marks/change-marks.tsx";
import { layoutChangeMarks, type ChangeMark } from "../../charts/change-marks/layout.ts";
import { layoutTimeAxis } from "../../charts/time-axis/layout.ts";
import { TimeAxis } from "../../charts/time-axis/time-axis.tsx";
import type { Dates } from "../../i18n/wall-time.ts";
import { BandSection } from "./band-section.tsx";
import { binHref, binLabel, durationWords, tickLabel, type Stretches } from "./stretches.ts";
import { useChangeLabel } from "./container-changes.tsx";
import { Still } from "../ui/still.tsx";
import { StackSection } from "./stack-section.tsx";

type Props = {
  readonly name: string;
  readonly view: ContainerView;
  readonly dates: Dates;
  readonly report: ContainerReport;
  /** The newest first. */
  readonly changes: readonly ContainerChange[];
};
/** So many labels fit on a narrow screen. */
const TICKS = 6;

/** Where boots began to take longer or shorter. */
function Marks({ changes, range }: Pick<Props, "changes"> & Pick<Stretches, "range">) {
  const t = useTranslations("changes");
  const label = useChangeLabel();
  const inOrder = changes.toReversed();
  const name = ({ first, last }: ChangeMark) => {
    const what = inOrder
      .slice(first - 1, last)
      .map(
        (change) =>
          `${label(change)} ${durationWords(change.before.p50)} → ${durationWords(change.after.p50)}`,
      )
      .join(", ");
    return first === last ? t("mark", { first, what }) : t("marks", { first, last, what });
  };
  const starts = inOrder.map(({ after }) => after.since);
  return <ChangeMarks marks={layoutChangeMarks(starts, range)} name={name} />;
}

/** How long boots took over time, and on what: two charts on one axis of wall time. */
export function ContainerBands({ name, view, dates, report, changes }: Props) {
  const t = useTranslations("container");
  const { bins, spans } = report;
  const [first, last] = [bins[0], bins.at(-1)];
  if (first === undefined || last === undefined) return <p className="nothing">{t("noTimes")}</p>;
  const range = { since: first.since, until: last.until };
  const offsetNs = BigInt(zoneOffsetMs(Number(range.since / 1_000_000n), dates.timeZone)) * 1_000_000n;
  const stretches = { bins, range, when: binLabel(dates, bins), href: binHref(name, view) };
  const marks = <Marks {...{ changes, range }} />;
  const ticks = layoutTimeAxis(range, TICKS, offsetNs);
  const axis = <TimeAxis ticks={ticks} label={tickLabel(dates, ticks)} />;
  return (
    <>
      <Still>
        <BandSection {...{ stretches, marks, axis }} />
      </Still>
      <Still>
        <StackSection {...{ stretches, spans, marks, axis }} />
      </Still>
    </>
  );
}
