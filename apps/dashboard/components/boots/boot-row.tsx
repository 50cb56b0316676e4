import {
  labelOfSlug,
  spanFacts,
  bootHref,
  counted,
  formatDuration,
  isOwn,
  formatPercent,
  timesFigure,
  visibleText,
  type BootPercentile,
  type BootSummary,
  type ReasonSlug,
} from "@hacotaki/core";
import { Link } from "../ui/link.tsx";
import { useTranslations } from "next-intl";
import { memo, type ComponentType, type ReactNode } from "react";
import { bootLength, placeOf, readyLength } from "../ui/boot-facts.ts";
import { wallTimeText, type Dates } from "../../i18n/wall-time.ts";
import { toggleTick } from "./ticks.ts";
import { DurationText } from "../ui/duration.tsx";
import { OutcomeBadge } from "../ui/outcome.tsx";
import { OutcomeOrStuck } from "./outcome-or-stuck.tsx";
import { BOOT_COLUMNS, type BootColumn } from "./boots-table.tsx";
import { ScaledMini } from "./scaled-mini.tsx";
import { useReasonName } from "../ui/reason-name.ts";
import { useSpanName, type SpanNamer } from "../ui/span-name.ts";
import { RuntimeBadge } from "../ui/runtime-badge.tsx";
import { usePopulationName } from "../ui/population-name.ts";
import { Star } from "../ui/star.tsx";

type Props = {
  readonly columns?: readonly BootColumn[];
  readonly boot: BootSummary;
  /** Offset of this moment from the boot's start, while it is under way. */
  readonly nowNs: bigint | undefined;
  readonly dates: Dates;
  readonly index: number;
  /** Where its boot duration lies in its container's population, 0 to 1, and why. */
  readonly held?: BootPercentile | undefined;
  /** Other hosts have the name of its host. */
  readonly isHostShared?: boolean;
  /** Slug of the span the list is sorted by: its duration stands in place of the ready duration. */
  readonly sortedBy?: string | undefined;
  readonly isPinned?: boolean;
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
function longestText({ spans }: BootSummary, spanName: SpanNamer): string {
  return spans
    .filter((span) => span.onPath && span.durationNs !== undefined)
    .sort((a, b) => Number((b.durationNs ?? 0n) - (a.durationNs ?? 0n)))
    .slice(0, LONGEST_NAMED)
    .map((span) => `${spanName(labelOfSlug(span.slug))} ${formatDuration(span.durationNs ?? 0n)}`)
    .join(", ");
}

/** The duration that the row is about: of a boot on its way, so far. */
function shownLength({ boot, nowNs }: Props): bigint | undefined {
  const length = bootLength(boot);
  if (length.kind === "booting") return nowNs === undefined ? undefined : counted(nowNs);
  return length.kind === "unknown" ? undefined : length.ns;
}

const Duration = ({ ns }: { ns: bigint | undefined }) =>
  ns === undefined ? <span className="dim">—</span> : <DurationText ns={ns} />;

/** What a row is called by its controls. */
function useNames({ boot, dates }: Props) {
  const t = useTranslations("boots");
  return {
    container: visibleText(boot.container, 80),
    when: wallTimeText(boot.wallTime, dates, "full") ?? t("noWallTime"),
  };
}

function Tick(props: Props) {
  const t = useTranslations("boots");
  const names = useNames(props);
  const { boot, isTicked = false, isFull = false, isCurrent } = props;
  return (
    <td className="tick">
      <input
        type="checkbox"
        checked={isTicked}
        disabled={isFull && !isTicked}
        title={isFull && !isTicked ? t("tickedFull") : undefined}
        tabIndex={isCurrent === false ? -1 : undefined}
        data-shortcut={isCurrent === true ? "c" : undefined}
        aria-label={t("tickBoot", names)}
        onChange={() => toggleTick(boot.id)}
      />
    </td>
  );
}

/** Characters of a time of day up to its second: "16:00:05". */
const TO_THE_SECOND = 8;

function When({ boot, dates }: Props) {
  const t = useTranslations("boots");
  const full = wallTimeText(boot.wallTime, dates, "full");
  const time = wallTimeText(boot.wallTime, dates, "time") ?? "";
  return (
    <td className="when">
      {full === undefined ? (
        <span className="dim">{t("noWallTime")}</span>
      ) : (
        <time title={full}>
          <span className="date">{wallTimeText(boot.wallTime, dates, "date")}</span>{" "}
          {time.slice(0, TO_THE_SECOND)}
          <span className="fraction">{time.slice(TO_THE_SECOND)}</span>
        </time>
      )}
    </td>
  );
}

function Container(props: Props) {
  const t = useTranslations("boots");
  const names = useNames(props);
  const { boot, isPinned = false, isCurrent } = props;
  return (
    <td className="container">
      <Link
        href={bootHref(boot.id)}
        tabIndex={isCurrent === false ? -1 : undefined}
        aria-label={t("open", names)}
      >
        {names.container}
      </Link>
      {boot.oci && <RuntimeBadge oci={boot.oci} />}
      {isPinned && (
        <>
          {" "}
          <Star isFilled />
          <span className="sr">{t("isPinned")}</span>
        </>
      )}
    </td>
  );
}

/** Where the boot lies among others of its container. */
function PercentileBadge({ boot, percentile }: Pick<Props, "boot"> & { percentile: number }) {
  const t = useTranslations("boots");
  const population = usePopulationName()(boot, 60);
  const isMost = percentile >= 1;
  const isLeast = percentile <= 0;
  return (
    <span
      className="percentile"
      data-slow={percentile >= SLOW}
      title={
        isMost
          ? t("percentileMost", { population })
          : isLeast
            ? t("percentileLeast", { population })
            : t("percentileMeans", { share: formatPercent(percentile), population })
      }
    >
      {isMost ? "max" : isLeast ? "min" : `p${Math.floor(percentile * 100)}`}
    </span>
  );
}

/** Says that a figure does not begin with haconiwa's start, in the words of the boot's page. */
function SinceFirstPhase({ boot }: Pick<Props, "boot">) {
  const t = useTranslations("boots");
  if (boot.startBy !== "phase" || !("ns" in bootLength(boot))) return undefined;
  return (
    <span className="since" title={t("sinceFirstPhase")}>
      <span aria-hidden="true">†</span>
      <span className="sr">{t("sinceFirstPhase")}</span>
    </span>
  );
}

const BootDuration = (props: Props) => (
  <td className="number boot-cell" data-kind={bootLength(props.boot).kind}>
    <SinceFirstPhase boot={props.boot} />
    <Duration ns={shownLength(props)} />
  </td>
);

const PercentileCell = ({ boot, held }: Props) => (
  <td className="number percentile-cell">
    {held?.percentile !== undefined && <PercentileBadge boot={boot} percentile={held.percentile} />}
  </td>
);

/** A span with its colour. */
function Named({ slug, group }: { slug: string; group: string }) {
  const name = useSpanName()(labelOfSlug(slug));
  return (
    <span className={`why-span g-${group}`} title={name}>
      <i className="swatch" />
      {name}
    </span>
  );
}

/** A reason by its name, which gives way to the figures beside it where there is no room for both. */
function NamedReason({ slug }: { slug: ReasonSlug }) {
  const name = useReasonName()(slug);
  return (
    <span className="why-span" title={name}>
      {name}
    </span>
  );
}

const Excess = ({ ns }: { ns: number }) => <b>{signedDuration(BigInt(Math.round(ns)))}</b>;

/** What made the boot differ from what is usual: the span that lost most, and how many times as long the boot took. */
function Why({ boot, held }: Props) {
  const t = useTranslations("boots");
  const why = held?.why;
  // Without others to hold it against: what is long in any boot, unless others may have caused it.
  const own = boot.reasons?.find(isOwn);
  const last = boot.outcome === "failed" ? boot.spans.findLast(({ onPath }) => onPath) : undefined;
  return (
    <td className="why-cell">
      <div>
        {last && (
          <>
            <span className="bad">
              {t("diedIn", { place: boot.oci ? placeOf({ label: labelOfSlug(last.slug) }) : "in" })}
            </span>{" "}
            <Named slug={last.slug} group={spanFacts(last.slug)?.group ?? last.group} />
          </>
        )}
        {why === undefined && last === undefined && own !== undefined && <NamedReason slug={own} />}
        {why?.kind === "usual" && <span className="dim">{t("asUsual")}</span>}
        {why !== undefined && why.kind !== "usual" && (
          <>
            {why.reason && (
              <>
                <NamedReason slug={why.reason.slug} /> <Excess ns={why.reason.excess} />
              </>
            )}
            {why.cause && !why.reason && (
              <>
                <Named slug={why.cause.slug} group={why.cause.group} /> <Excess ns={why.cause.excess} />
              </>
            )}{" "}
            <span className="dim" title={t("timesMeans")}>
              {t("times", { times: timesFigure(why.times) })}
            </span>
          </>
        )}
      </div>
    </td>
  );
}

const signedDuration = (ns: bigint) => `${ns < 0n ? "" : "+"}${formatDuration(ns)}`;

/** Part of an id that tells hosts of one name apart. */
const ID_SHOWN = 4;
const Host = ({ boot, isHostShared = false }: Props) => (
  <td
    className="host"
    title={isHostShared ? `${visibleText(boot.hostName, 60)} · ${boot.hostId}` : undefined}
  >
    {visibleText(boot.hostName, 60)}
    {isHostShared && <span className="dim"> {boot.hostId.slice(-ID_SHOWN)}</span>}
  </td>
);

/** Until ready; or the span that the list is sorted by. */
const Second = ({ boot, sortedBy }: Props) => (
  <td className="number ready-cell">
    <Duration
      ns={
        sortedBy === undefined
          ? readyLength(boot)
          : boot.spans.find(({ slug, durationNs }) => slug === sortedBy && durationNs !== undefined)
              ?.durationNs
      }
    />
  </td>
);

function Chart(props: Props) {
  const mini = useTranslations("mini");
  const outcome = useTranslations("outcome");
  const { boot, nowNs, chart } = props;
  const shownNs = shownLength(props);
  const spans = longestText(boot, useSpanName());
  const facts = { outcome: outcome(boot.outcome) };
  return (
    <td className="chart" tabIndex={props.isCurrent === undefined ? undefined : -1}>
      {boot.isDamaged ? (
        <span className="dim">{mini("damaged")}</span>
      ) : (
        (chart ?? <ScaledMini boot={boot} nowNs={nowNs} />)
      )}
      <span className="sr">
        {shownNs === undefined || spans === ""
          ? mini("labelNone", facts)
          : mini("label", { ...facts, duration: formatDuration(shownNs), spans })}
      </span>
    </td>
  );
}

const CELLS: Readonly<Record<BootColumn, ComponentType<Props>>> = {
  tick: Tick,
  when: When,
  container: Container,
  host: Host,
  outcome: ({ boot }) => (
    <td className="outcome-cell">
      {boot.outcome === "booting" ? <OutcomeOrStuck id={boot.id} /> : <OutcomeBadge outcome={boot.outcome} />}
    </td>
  ),
  duration: BootDuration,
  percentile: PercentileCell,
  why: Why,
  second: Second,
  chart: Chart,
};

/** One boot of a table. Kept as it is while others grow, frame by frame. */
export const BootRow = memo(function BootRow(props: Props) {
  const { columns = BOOT_COLUMNS, boot, index, isTicked } = props;
  return (
    <tr aria-rowindex={index + 2} aria-selected={isTicked} data-outcome={boot.outcome} data-boot={boot.id}>
      {columns.map((column) => {
        const Cell = CELLS[column];
        return <Cell key={column} {...props} />;
      })}
    </tr>
  );
});
