import {
  blame,
  blamedOf,
  formatDuration,
  partText,
  spanLabel,
  visibleText,
  type Boot,
  type DrawnMarks,
  type Expanded,
  type Population,
  type ShownDetail,
  type ZoomRange,
} from "@hacotaki/core";
import { useTranslations } from "next-intl";
import { sharedCounts } from "@hacotaki/core/drawing/inside";
import { layoutRulerByWidth } from "../../charts/ruler/by-width.ts";
import { GridLinesByWidth, RulerByWidth } from "../../charts/ruler/ruler.tsx";
import { bootExtent, clampRange, wholeExtent } from "@hacotaki/core/drawing/extent";
import { layoutWaterfall, type RowGeometry } from "@hacotaki/core/drawing/waterfall";
import { statesOf } from "@hacotaki/core/drawing/states";
import { usualOf } from "@hacotaki/core/drawing/usual";
import { rowKey, rowsOf, shownDepth } from "@hacotaki/core/drawing/rows";
import { layoutUnseen } from "@hacotaki/core/drawing/unseen";
import { useFlags } from "../../charts/waterfall/use-flags.ts";
import {
  Bar,
  CallDensity,
  FlagLines,
  FlagNames,
  LaneTrack,
  Offscreen,
  PartBar,
  Unseen,
} from "../../charts/waterfall/waterfall.tsx";
import { useSpanName } from "../ui/span-name.ts";

/** The server does not know the width: what fits into this much, beside the names on a telephone, fits everywhere. */
const WIDTH_PX = 200;
/** Ticks for wide windows; in narrow ones the style sheet shows those of `WIDTH_PX`. */
const WIDE_PX = 640;

function Name({ row }: { row: RowGeometry["row"] }) {
  const spanName = useSpanName();
  const lanes = useTranslations("lane");
  const t = useTranslations("inside");
  if (row.kind === "lane") return <div className="wf-name">{lanes(row.lane)}</div>;
  if (row.kind === "shorter") return <div className="wf-name">{t("shorter", sharedCounts(row.calls))}</div>;
  if (row.kind !== "span")
    return (
      <div className="wf-name">
        <span className="shared-name code">{visibleText(partText(row), 120)}</span>
      </div>
    );
  return (
    <div className={`wf-name g-${row.span.group}`} data-path={row.span.onPath}>
      <span className="shared-name">
        <span className="swatch" />
        {spanName(spanLabel(row.span))}
      </span>
    </div>
  );
}

type RowProps = { readonly row: RowGeometry; readonly startAt: bigint; readonly isSelected: boolean };

function Row({ row, startAt, isSelected }: RowProps) {
  const t = useTranslations("waterfall");
  return (
    <div
      className={
        row.kind === "lane" ? "wf-line wf-lane" : row.row.kind === "span" ? "wf-line" : "wf-line wf-inside"
      }
      data-depth={row.kind !== "lane" && row.row.kind !== "span" ? shownDepth(row.row) : undefined}
      data-selected={isSelected || undefined}
    >
      <Name row={row.row} />
      <div className="wf-cell">
        {row.kind === "lane" ? (
          <LaneTrack
            lives={row.lives}
            marks={row.marks}
            density={row.density}
            densityTitle={row.density && t("density", { count: row.density.count })}
            startAt={startAt}
          />
        ) : row.kind === "bar" ? (
          <Bar bar={{ ...row.bar, inner: undefined }} isSelected={isSelected} />
        ) : row.kind === "part" ? (
          <PartBar part={row.part} isSelected={false} />
        ) : row.kind === "shorter" ? (
          <CallDensity geometry={row} />
        ) : (
          <Offscreen arrow={row.arrow} />
        )}
      </div>
    </div>
  );
}

/** What a shared waterfall shows: the range it was shared with, within all that happened; else the boot. */
export function sharedRange(boot: Boot, marks: DrawnMarks, zoom: ZoomRange | undefined): ZoomRange {
  const fit = bootExtent({ boot, nowNs: undefined });
  if (!zoom) return fit;
  const all = wholeExtent({ boot, ...marks, nowNs: undefined });
  return clampRange(zoom, all.toNs > fit.toNs ? all : fit);
}

/** A waterfall that stands still: no links, no script. The table beside it has the same in words. */
export function SharedWaterfall({
  boot,
  marks,
  usual,
  zoom,
  selection,
  inside,
  expanded,
}: {
  boot: Boot;
  marks: DrawnMarks;
  usual: Population | undefined;
  /** The range shown, and the span selected, where they were shared. */
  zoom?: ZoomRange | undefined;
  selection?: string | undefined;
  /** What ran in the spans, where that was shared. */
  inside?: ShownDetail | undefined;
  expanded?: Expanded | undefined;
}) {
  const t = useTranslations("waterfall");
  const range = sharedRange(boot, marks, zoom);
  const rows = rowsOf({ boot, ...marks, collapsed: [], detail: inside, expanded });
  const ticks = layoutRulerByWidth(range, { narrow: WIDTH_PX, wide: WIDE_PX });
  const flags = useFlags(boot, range, WIDTH_PX);
  const geometry = layoutWaterfall({
    boot,
    rows,
    range,
    nowNs: undefined,
    widthPx: WIDTH_PX,
    lines: flags.map(({ x }) => x),
    ...(inside ? { states: statesOf(inside) } : {}),
    ...(usual ? { usual: usualOf(usual), blamed: blamedOf(blame(boot, usual)) } : {}),
  });
  const unseen = inside && layoutUnseen(inside, boot, range);
  const end = boot.endAt ?? boot.upAt ?? boot.startAt;
  return (
    <div
      className="wf shared-wf"
      role="img"
      aria-label={`${t("label", { container: visibleText(boot.container) })} · ${formatDuration(end - boot.startAt)}`}
    >
      <div className="wf-line wf-head">
        <div className="wf-name">{t("span")}</div>
        <div className="wf-cell wf-ruler">
          <RulerByWidth ticks={ticks} />
          <FlagNames flags={flags} />
        </div>
      </div>
      <div className="wf-body">
        {geometry.map((row) => (
          <Row
            key={rowKey(row.row)}
            row={row}
            startAt={boot.startAt}
            isSelected={rowKey(row.row) === selection}
          />
        ))}
        <div className="wf-overlay">
          {unseen && <Unseen {...unseen} />}
          <GridLinesByWidth ticks={ticks} />
          <FlagLines flags={flags} />
        </div>
      </div>
    </div>
  );
}
