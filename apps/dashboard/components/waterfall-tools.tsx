"use client";

import { formatDuration, type Boot, type ChartLayer, type ZoomRange } from "@hacotaki/core";
import { useTranslations } from "next-intl";
import { RangeForm } from "./range-form.tsx";
import type { BootViewHandle } from "./use-boot-view.ts";
import type { Zoom } from "./use-zoom.ts";

type Props = {
  readonly boot: Boot;
  readonly range: ZoomRange;
  readonly whole: ZoomRange;
  readonly zoom: Zoom;
  readonly handle: BootViewHandle;
  /** Layers there is anything of. */
  readonly layers: readonly ChartLayer[];
  readonly onRange: (range: ZoomRange | undefined) => void;
  readonly onSpan: (slug: string) => void;
};

const LAYERS = {
  usual: { shortcut: "u", title: "usualLong" },
  waits: { shortcut: "w", title: "waitsLong" },
} as const;

/** Everything the pointer can do to the zoom, as buttons and numbers. */
export function WaterfallTools({ boot, range, whole, zoom, handle, layers, onRange, onSpan }: Props) {
  const t = useTranslations("waterfall");
  const { view } = handle;
  const readyNs = boot.readyAt === undefined ? undefined : boot.readyAt - boot.startAt;
  const step = (sign: string, label: string, action: (() => void) | undefined, key?: string) => (
    <button
      type="button"
      {...(key === undefined ? {} : { "data-shortcut": key })}
      aria-label={label}
      title={label}
      aria-disabled={action === undefined}
      onClick={action}
    >
      {sign}
    </button>
  );
  return (
    <div className="wf-tools" role="toolbar" aria-label={t("tools")}>
      <div className="segments">
        {step("↶", t("zoomBack"), handle.back, "Backspace")}
        {step("↷", t("zoomForward"), handle.forward)}
      </div>
      <div className="segments">
        {step("‹", t("panLeft"), zoom.left, "<")}
        {step("−", t("zoomOut"), zoom.out, "-")}
        {step("+", t("zoomIn"), zoom.in, "+")}
        {step("›", t("panRight"), zoom.right, ">")}
      </div>
      <div className="segments">
        <button
          type="button"
          data-shortcut="0"
          title={t("fitLong")}
          aria-pressed={!view.zoom}
          onClick={() => onRange(undefined)}
        >
          {t("fit")}
        </button>
        <button type="button" title={t("wholeLong")} onClick={() => onRange(whole)}>
          {t("whole")}
        </button>
      </div>
      <RangeForm range={range} spans={boot.spans} onChange={onRange} onSpan={onSpan} />
      {layers.length > 0 && (
        <div className="segments">
          {layers.map((layer) => (
            <button
              key={layer}
              type="button"
              data-shortcut={LAYERS[layer].shortcut}
              title={t(LAYERS[layer].title)}
              aria-pressed={view.hidden?.includes(layer) !== true}
              onClick={() => handle.toggle(layer)}
            >
              {t(layer)}
            </button>
          ))}
        </div>
      )}
      {readyNs !== undefined && readyNs > range.toNs && (
        <span className="dim">{t("readyLater", { duration: formatDuration(readyNs) })}</span>
      )}
    </div>
  );
}
