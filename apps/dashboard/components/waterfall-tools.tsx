"use client";

import { formatDuration, type Boot, type ZoomRange } from "@hacotaki/core";
import { useTranslations } from "next-intl";
import { RangeForm } from "./range-form.tsx";
import type { Zoom } from "./use-zoom.ts";

type Props = {
  readonly boot: Boot;
  readonly range: ZoomRange;
  readonly whole: ZoomRange;
  readonly isFit: boolean;
  readonly zoom: Zoom;
  readonly onRange: (range: ZoomRange | undefined) => void;
};

/** Everything the pointer can do to the zoom, as buttons and numbers. */
export function WaterfallTools({ boot, range, whole, isFit, zoom, onRange }: Props) {
  const t = useTranslations("waterfall");
  const readyNs = boot.readyAt === undefined ? undefined : boot.readyAt - boot.startAt;
  return (
    <div className="wf-tools">
      <div className="segments">
        <button
          type="button"
          data-shortcut="-"
          aria-label={t("zoomOut")}
          title={t("zoomOut")}
          onClick={zoom.out}
        >
          −
        </button>
        <button
          type="button"
          data-shortcut="+"
          aria-label={t("zoomIn")}
          title={t("zoomIn")}
          onClick={zoom.in}
        >
          +
        </button>
        <button
          type="button"
          data-shortcut="0"
          title={t("fitLong")}
          aria-pressed={isFit}
          onClick={() => onRange(undefined)}
        >
          {t("fit")}
        </button>
        <button type="button" title={t("wholeLong")} onClick={() => onRange(whole)}>
          {t("whole")}
        </button>
      </div>
      <RangeForm key={`${range.fromNs}-${range.toNs}`} range={range} onChange={onRange} />
      {readyNs !== undefined && readyNs > range.toNs && (
        <span className="dim">{t("readyLater", { duration: formatDuration(readyNs) })}</span>
      )}
    </div>
  );
}
