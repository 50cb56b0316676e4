"use client";

import {
  bootHref,
  formatDuration,
  formatPercent,
  spanLabel,
  type Instant,
  type Span,
  type Wait,
} from "@hacotaki/core";
import { useTranslations } from "next-intl";
import { memo } from "react";
import type { RowGeometry } from "@hacotaki/core/drawing/waterfall";
import { levelOf, rowKey, shownDepth, type WaterfallRow as RowData } from "@hacotaki/core/drawing/rows";
import { isSameGeometry } from "../../../charts/waterfall/same-geometry.ts";
import type { Usual } from "@hacotaki/core/drawing/usual";
import { Bar, LaneTrack, Offscreen } from "../../../charts/waterfall/waterfall.tsx";
import { Caret } from "./caret.tsx";
import { folded } from "./folded.ts";
import { InsideCells } from "./inside-cells.tsx";
import type { Linked } from "./linked.ts";
import { useSpanName } from "../../ui/span-name.ts";

export type RowProps = Linked & {
  readonly geometry: RowGeometry;
  /** From 1, the head of the columns being the first. */
  readonly rowIndex: number;
  readonly startAt: Instant;
  readonly usual: Usual | undefined;
  /** Waits that end in this row. */
  readonly waits: readonly Wait[] | undefined;
  readonly isSelected: boolean;
  readonly isFocusable: boolean;
  /** Spans that have an inside. */
  readonly insides: readonly string[];
};

type LaneData = Extract<RowData, { kind: "lane" }>;
type Told = Pick<RowProps, "startAt" | "usual" | "waits">;

/** What holds the row up, in words. */
function WaitsText({ waits, startAt }: Pick<Told, "waits" | "startAt">) {
  const t = useTranslations("waterfall");
  const lanes = useTranslations("lane");
  return waits?.map(({ kind, from, to }) => (
    <span key={kind}>
      {" "}
      {t(`wait.${kind}`, { lane: lanes(from.lane), at: formatDuration(to.at - startAt) })}
    </span>
  ));
}

const LaneName = memo(function LaneName({ row, bootId, view, isInteractive }: Linked & { row: LaneData }) {
  const t = useTranslations("waterfall");
  const lanes = useTranslations("lane");
  const { lane, isOpen, processes } = row;
  const name = lanes(lane);
  const pids = processes.flatMap(({ tgid }) => (tgid === undefined ? [] : [tgid]));
  return (
    <div role="gridcell" className="wf-name">
      <a
        href={bootHref(bootId, { ...view, collapsed: folded(view.collapsed, lane) })}
        tabIndex={isInteractive ? -1 : undefined}
        aria-label={isOpen ? t("fold", { lane: name }) : t("unfold", { lane: name })}
      >
        <svg viewBox="0 0 8 8" width="8" height="8" aria-hidden="true" className="chevron" data-open={isOpen}>
          <path d="M2 1l4 3-4 3z" fill="currentColor" />
        </svg>
        {name}
      </a>
      {isInteractive && (
        <button
          type="button"
          className="quiet wf-zoom"
          tabIndex={-1}
          data-zoom={`lane:${lane}`}
          aria-label={t("zoomToSpan", { span: name })}
          title={t("zoomToSpan", { span: name })}
        >
          <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
            <path d="M1 3V1h2M9 1h2v2M11 9v2H9M3 11H1V9M4 6h4M6 4v4" fill="none" stroke="currentColor" />
          </svg>
        </button>
      )}
      <span className="pid">
        {pids[0] !== undefined && t("pid", { pid: String(pids[0]) })}
        {pids.length > 1 && ` +${pids.length - 1}`}
      </span>
    </div>
  );
});

const LaneText = memo(function LaneText({
  row,
  startAt,
  waits,
  inDensity,
}: Omit<Told, "usual"> & { row: LaneData; inDensity: number | undefined }) {
  const t = useTranslations("waterfall");
  const lanes = useTranslations("lane");
  const { lane, spanCount, marks } = row;
  return (
    <span className="sr">
      {t("laneRow", { lane: lanes(lane), count: spanCount })}
      <WaitsText waits={waits} startAt={startAt} />
      {inDensity !== undefined && ` ${t("density", { count: inDensity })}`}
      {marks.map((mark) => ` ${t("mark", { name: mark.name, at: formatDuration(mark.at - startAt) })}`)}
    </span>
  );
});

type SpanNameProps = Linked & {
  readonly span: Span;
  readonly isOpen: boolean | undefined;
  readonly all: readonly string[];
};

const SpanName = memo(function SpanName({ span, isOpen, all, ...linked }: SpanNameProps) {
  const { bootId, isInteractive } = linked;
  const { part: _, ...view } = linked.view;
  const spanName = useSpanName();
  const t = useTranslations("inside");
  const name = spanName(spanLabel(span));
  return (
    <div role="gridcell" className={`wf-name g-${span.group}`} data-path={span.onPath}>
      {isOpen !== undefined && (
        <Caret
          {...linked}
          {...{ all, isOpen }}
          of={span.slug}
          label={t(isOpen ? "hide" : "show", { span: name })}
        />
      )}
      <a href={bootHref(bootId, { ...view, span: span.slug })} tabIndex={isInteractive ? -1 : undefined}>
        <span className="swatch" />
        {name}
      </a>
    </div>
  );
});

/** The bar in words: how long, since when, how long usually, and whom it waited for. */
const SpanText = memo(function SpanText({ span, startAt, usual, waits }: Told & { span: Span }) {
  const spanName = useSpanName();
  const t = useTranslations("waterfall");
  const label = spanName(spanLabel(span));
  const start = formatDuration(span.startAt - startAt);
  return (
    <span className="sr">
      {span.state === "open"
        ? t("openRow", { label, start })
        : t("spanRow", { label, duration: formatDuration(span.endAt - span.startAt), start })}
      {usual &&
        `. ${t("usually", { p50: formatDuration(BigInt(Math.round(usual.p50))), n: String(usual.n) })}`}
      {usual?.percentile !== undefined && `, ${t("longerThan", { share: formatPercent(usual.percentile) })}`}
      <WaitsText waits={waits} startAt={startAt} />
    </span>
  );
});

/** A row of the tree grid. Clicks and keys are the grid's affair. */
export const WaterfallRow = memo(
  function WaterfallRow(props: RowProps) {
    const { geometry, rowIndex, bootId, startAt, view, usual, waits } = props;
    const { isSelected, isFocusable, isInteractive, insides } = props;
    const t = useTranslations("waterfall");
    const common = {
      role: "row",
      "data-key": rowKey(geometry.row),
      tabIndex: isFocusable ? 0 : -1,
      "aria-rowindex": rowIndex,
    };
    const linked = { bootId, view, isInteractive };
    if (geometry.kind === "lane")
      return (
        <div
          {...common}
          className="wf-line wf-lane"
          aria-level={1}
          aria-expanded={geometry.row.spanCount > 0 ? geometry.row.isOpen : undefined}
        >
          <LaneName row={geometry.row} {...linked} />
          <div role="gridcell" className="wf-cell">
            <LaneTrack
              lives={geometry.lives}
              marks={geometry.marks}
              density={geometry.density}
              densityTitle={geometry.density && t("density", { count: geometry.density.count })}
              startAt={startAt}
              isTitled={!isInteractive}
            />
            {geometry.later > 0 && <span className="later">{t("later", { count: geometry.later })}</span>}
            <LaneText
              row={geometry.row}
              startAt={startAt}
              waits={waits}
              inDensity={geometry.density?.count}
            />
          </div>
        </div>
      );
    const { row } = geometry;
    const place = {
      ...common,
      "aria-level": levelOf(row),
      "aria-posinset": row.position,
      "aria-setsize": row.size,
    };
    if (row.kind !== "span")
      return (
        <div
          {...place}
          className="wf-line wf-inside"
          data-depth={shownDepth(row)}
          aria-expanded={row.kind === "shorter" ? row.isOpen : undefined}
          aria-selected={isSelected}
        >
          <InsideCells {...{ geometry, startAt, isSelected, insides, ...linked }} />
        </div>
      );
    const { span, isOpen } = row;
    return (
      <div {...place} className="wf-line" aria-expanded={isOpen} aria-selected={isSelected}>
        <SpanName span={span} isOpen={isOpen} all={insides} {...linked} />
        <div role="gridcell" className="wf-cell">
          {geometry.kind === "bar" ? (
            <Bar bar={geometry.bar} isSelected={isSelected} />
          ) : (
            geometry.kind === "offscreen" && <Offscreen arrow={geometry.arrow} />
          )}
          <SpanText span={span} startAt={startAt} usual={usual} waits={waits} />
        </div>
      </div>
    );
  },
  // The geometry is made anew for each frame; no copies are made here, which would be the dearest part of a zoom.
  (before, after) =>
    (Object.keys(after) as (keyof RowProps)[]).every((name) =>
      name === "geometry" ? isSameGeometry(before[name], after[name]) : before[name] === after[name],
    ),
);
