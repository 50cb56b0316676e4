"use client";

import {
  bootHref,
  formatDuration,
  visibleText,
  type BootId,
  type BootView,
  type Instant,
} from "@hacotaki/core";
import { useTranslations } from "next-intl";
import { memo } from "react";
import type { RowGeometry } from "../charts/waterfall/layout.ts";
import type { WaterfallRow as RowData } from "../charts/waterfall/rows.ts";
import { isSameGeometry } from "../charts/waterfall/same-geometry.ts";
import { Bar, LaneTrack, Offscreen } from "../charts/waterfall/waterfall.tsx";
import { folded } from "../lib/folded.ts";

export type RowProps = {
  readonly geometry: RowGeometry;
  readonly bootId: BootId;
  readonly startAt: Instant;
  readonly view: BootView;
  readonly isFocusable: boolean;
  /** With script the row is the stop for Tab; without, the link in it. */
  readonly isInteractive: boolean;
};

export const rowKey = (row: RowData) => (row.kind === "lane" ? `lane:${row.lane}` : row.span.slug);

type LaneProps = Omit<RowProps, "geometry"> & { readonly geometry: Extract<RowGeometry, { kind: "lane" }> };
type SpanProps = Omit<RowProps, "geometry"> & { readonly geometry: Exclude<RowGeometry, { kind: "lane" }> };

function LaneRow({ geometry, bootId, startAt, view, isFocusable, isInteractive }: LaneProps) {
  const t = useTranslations("waterfall");
  const lanes = useTranslations("lane");
  const { lane, processes, isOpen, spanCount, marks } = geometry.row;
  const name = lanes(lane);
  const pids = processes.flatMap(({ tgid }) => (tgid === undefined ? [] : [tgid]));
  return (
    <div
      role="row"
      className="wf-line wf-lane"
      data-key={rowKey(geometry.row)}
      tabIndex={isFocusable ? 0 : -1}
      aria-level={1}
      {...(spanCount > 0 ? { "aria-expanded": isOpen } : {})}
    >
      <div role="gridcell" className="wf-name">
        <a
          href={bootHref(bootId, { ...view, collapsed: folded(view.collapsed, lane) })}
          {...(isInteractive ? { tabIndex: -1 } : {})}
          aria-label={isOpen ? t("fold", { lane: name }) : t("unfold", { lane: name })}
        >
          <svg
            viewBox="0 0 8 8"
            width="8"
            height="8"
            aria-hidden="true"
            className="chevron"
            data-open={isOpen}
          >
            <path d="M2 1l4 3-4 3z" fill="currentColor" />
          </svg>
          {name}
        </a>
        <span className="pid">
          {pids[0] !== undefined && t("pid", { pid: String(pids[0]) })}
          {pids.length > 1 && ` +${pids.length - 1}`}
        </span>
      </div>
      <div role="gridcell" className="wf-cell">
        <LaneTrack lives={geometry.lives} marks={geometry.marks} startAt={startAt} />
        {geometry.later > 0 && <span className="later">{t("later", { count: geometry.later })}</span>}
        <span className="sr">
          {t("laneRow", { lane: name, count: spanCount })}
          {marks.map((mark) => ` ${t("mark", { name: mark.name, at: formatDuration(mark.at - startAt) })}`)}
        </span>
      </div>
    </div>
  );
}

function SpanRow({ geometry, bootId, startAt, view, isFocusable, isInteractive }: SpanProps) {
  const t = useTranslations("waterfall");
  const { span, position, size } = geometry.row;
  const isSelected = view.span === span.slug;
  const label = visibleText(span.label);
  const start = formatDuration(span.startAt - startAt);
  return (
    <div
      role="row"
      className="wf-line"
      data-key={rowKey(geometry.row)}
      tabIndex={isFocusable ? 0 : -1}
      aria-level={2}
      aria-posinset={position}
      aria-setsize={size}
      aria-selected={isSelected}
    >
      <div role="gridcell" className={`wf-name g-${span.group}`} data-path={span.onPath}>
        <a href={bootHref(bootId, { ...view, span: span.slug })} {...(isInteractive ? { tabIndex: -1 } : {})}>
          <span className="swatch" />
          {label}
        </a>
      </div>
      <div role="gridcell" className="wf-cell">
        {geometry.kind === "bar" ? (
          <Bar bar={geometry.bar} isSelected={isSelected} />
        ) : (
          <Offscreen arrow={geometry.arrow} />
        )}
        <span className="sr">
          {span.state === "open"
            ? t("openRow", { label, start })
            : t("spanRow", { label, duration: formatDuration(span.endAt - span.startAt), start })}
        </span>
      </div>
    </div>
  );
}

const isSameRow = (a: RowProps, b: RowProps) =>
  a.view === b.view &&
  a.bootId === b.bootId &&
  a.startAt === b.startAt &&
  a.isFocusable === b.isFocusable &&
  a.isInteractive === b.isInteractive &&
  isSameGeometry(a.geometry, b.geometry);

/** A row of the tree grid. Clicks and keys are the grid's affair. */
export const WaterfallRow = memo(function WaterfallRow(props: RowProps) {
  const { geometry, ...rest } = props;
  return geometry.kind === "lane" ? (
    <LaneRow {...rest} geometry={geometry} />
  ) : (
    <SpanRow {...rest} geometry={geometry} />
  );
}, isSameRow);
