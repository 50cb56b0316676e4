import {
  bootHref,
  formatDuration,
  formatPercent,
  visibleText,
  type BootSummary,
  type Percentile,
} from "@hacotaki/core";
import { Link } from "../ui/link.tsx";
import { useTranslations } from "next-intl";
import { memo, type ReactNode } from "react";
import { bootLength, readyLength } from "../ui/boot-facts.ts";
import { wallTimeText, type Dates } from "../../i18n/wall-time.ts";
import { toggleTick } from "./ticks.ts";
import { DurationText } from "../ui/duration.tsx";
import { OutcomeBadge } from "../ui/outcome.tsx";
import { ScaledMini } from "./scaled-mini.tsx";
import { Star } from "../ui/star.tsx";

type Props = {
  readonly boot: BootSummary;
  /** Offset of this moment from the boot's start, while it is under way. */
  readonly nowNs: bigint | undefined;
  readonly dates: Dates;
  readonly index: number;
  /** Where its boot duration lies in its container's population, 0 to 1. */
  readonly percentile?: Percentile;
  /** Slug of the span the list is sorted by: its duration stands in place of the ready duration. */
  readonly sortedBy?: string | undefined;
  readonly isPinned?: boolean;
  /** Left out where boots cannot be ticked. */
  readonly isTicked?: boolean;
  /** As many as can be compared are ticked. */
  readonly isFull?: boolean;
  /** In a grid, the one row in the tab order; undefined where all are. */
  readonly isCurrent?: boolean | undefined;
  /** The waterfall; on the scale of the list around it where it is not given. */
  readonly chart?: ReactNode;
};

/** From here on a boot is among the slowest. */
const SLOW = 0.95;

const LONGEST_NAMED = 3;

/** The longest spans in words, for who cannot see them. */
function longestText({ spans }: BootSummary): string {
  return spans
    .filter((span) => span.onPath && span.durationNs !== undefined)
    .sort((a, b) => Number((b.durationNs ?? 0n) - (a.durationNs ?? 0n)))
    .slice(0, LONGEST_NAMED)
    .map((span) => `${span.slug} ${formatDuration(span.durationNs ?? 0n)}`)
    .join(", ");
}

/** One boot of a list. Kept as it is while others grow, frame by frame. */
export const BootRow = memo(function BootRow({
  boot,
  nowNs,
  dates,
  index,
  percentile,
  sortedBy,
  isPinned = false,
  isTicked,
  isFull = false,
  isCurrent,
  chart,
}: Props) {
  const t = useTranslations("boots");
  const mini = useTranslations("mini");
  const outcome = useTranslations("outcome");
  const length = bootLength(boot);
  const shownNs = length.kind === "booting" ? nowNs : length.kind === "unknown" ? undefined : length.ns;
  const second =
    sortedBy === undefined
      ? readyLength(boot)
      : boot.spans.find(({ slug, durationNs }) => slug === sortedBy && durationNs !== undefined)?.durationNs;
  const name = visibleText(boot.container, 80);
  const full = wallTimeText(boot.wallTime, dates, "full");
  const spans = longestText(boot);
  return (
    <tr aria-rowindex={index + 2} aria-selected={isTicked} data-outcome={boot.outcome} data-boot={boot.id}>
      {isTicked !== undefined && (
        <td className="tick">
          <input
            type="checkbox"
            checked={isTicked}
            disabled={isFull && !isTicked}
            title={isFull && !isTicked ? t("tickedFull") : undefined}
            tabIndex={isCurrent === false ? -1 : undefined}
            data-shortcut={isCurrent === true ? "c" : undefined}
            aria-label={t("tickBoot", { container: name, when: full ?? t("noWallTime") })}
            onChange={() => toggleTick(boot.id)}
          />
        </td>
      )}
      <td className="when">
        {full === undefined ? (
          <span className="dim">{t("noWallTime")}</span>
        ) : (
          <time title={full}>
            <span className="date">{wallTimeText(boot.wallTime, dates, "date")}</span>{" "}
            {wallTimeText(boot.wallTime, dates, "time")}
          </time>
        )}
      </td>
      <td className="container">
        <Link
          href={bootHref(boot.id)}
          tabIndex={isCurrent === false ? -1 : undefined}
          aria-label={t("open", { container: name, when: full ?? t("noWallTime") })}
        >
          {name}
        </Link>
        {isPinned && (
          <>
            {" "}
            <Star isFilled />
            <span className="sr">{t("isPinned")}</span>
          </>
        )}
      </td>
      <td className="host">{visibleText(boot.hostName, 60)}</td>
      <td className="outcome-cell">
        <OutcomeBadge outcome={boot.outcome} />
      </td>
      <td className="number boot-cell" data-kind={length.kind}>
        {percentile !== undefined && (
          <span
            className="percentile"
            data-slow={percentile >= SLOW}
            title={
              percentile >= 1
                ? t("percentileMost")
                : percentile <= 0
                  ? t("percentileLeast")
                  : t("percentileMeans", { share: formatPercent(percentile) })
            }
          >
            {percentile >= 1 ? "max" : percentile <= 0 ? "min" : `p${Math.floor(percentile * 100)}`}
          </span>
        )}
        {shownNs === undefined ? <span className="dim">—</span> : <DurationText ns={shownNs} />}
      </td>
      <td className="number ready-cell">
        {second === undefined ? <span className="dim">—</span> : <DurationText ns={second} />}
      </td>
      <td className="chart">
        {chart ?? <ScaledMini boot={boot} nowNs={nowNs} />}
        <span className="sr">
          {shownNs === undefined || spans === ""
            ? mini("labelNone", { outcome: outcome(boot.outcome) })
            : mini("label", { outcome: outcome(boot.outcome), duration: formatDuration(shownNs), spans })}
        </span>
      </td>
    </tr>
  );
});
