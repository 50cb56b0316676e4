"use client";

import { formatDuration, type Boot, type ChartLayer, type ZoomRange } from "@hacotaki/core";
import { useTranslations } from "next-intl";
import { memo } from "react";
import { RangeForm } from "./range-form.tsx";
import type { BootViewHandle } from "./use-boot-view.ts";
import type { Zoom, ZoomSteps } from "../../ui/gestures/use-zoom.ts";

const SHORTCUTS = { usual: "u", waits: "w" } as const;

type StepsProps = Pick<BootViewHandle, "back" | "forward"> & {
  readonly steps: ZoomSteps;
  readonly isFit: boolean;
  readonly onFit: () => void;
  readonly onWhole: () => void;
};

/** The same from frame to frame of a zoom. */
const Steps = memo(function Steps({ back, forward, steps, isFit, onFit, onWhole }: StepsProps) {
  const t = useTranslations("waterfall");
  const step = (sign: string, label: string, action: (() => void) | undefined, key?: string) => (
    <button
      type="button"
      data-shortcut={key}
      aria-label={label}
      title={label}
      aria-disabled={action === undefined}
      onClick={action}
    >
      {sign}
    </button>
  );
  return (
    <>
      <div className="segments">
        {step("↶", t("zoomBack"), back, "Backspace")}
        {step("↷", t("zoomForward"), forward)}
      </div>
      <div className="segments">
        {step("‹", t("panLeft"), steps.left, "<")}
        {step("−", t("zoomOut"), steps.out, "-")}
        {step("+", t("zoomIn"), steps.in, "+")}
        {step("›", t("panRight"), steps.right, ">")}
      </div>
      <div className="segments">
        <button type="button" data-shortcut="0" title={t("fitLong")} aria-pressed={isFit} onClick={onFit}>
          {t("fit")}
        </button>
        <button type="button" title={t("wholeLong")} onClick={onWhole}>
          {t("whole")}
        </button>
      </div>
    </>
  );
});

type LayersProps = {
  readonly layers: readonly ChartLayer[];
  readonly hidden: readonly ChartLayer[] | undefined;
  readonly toggle: (layer: ChartLayer) => void;
};

const Layers = memo(function Layers({ layers, hidden, toggle }: LayersProps) {
  const t = useTranslations("waterfall");
  return (
    <div className="segments">
      {layers.map((layer) => (
        <button
          key={layer}
          type="button"
          data-shortcut={SHORTCUTS[layer]}
          title={t(`layer.${layer}`)}
          aria-pressed={hidden?.includes(layer) !== true}
          onClick={() => toggle(layer)}
        >
          {t(layer)}
        </button>
      ))}
    </div>
  );
});

type Props = {
  readonly boot: Boot;
  readonly range: ZoomRange;
  readonly zoom: Zoom;
  readonly handle: BootViewHandle;
  /** Layers there is anything of. */
  readonly layers: readonly ChartLayer[];
  readonly onFit: () => void;
  readonly onWhole: () => void;
  readonly onRange: (range: ZoomRange) => void;
  readonly onSpan: (slug: string) => void;
};

/** Everything the pointer can do to the zoom, as buttons and numbers. */
export function WaterfallTools({
  boot,
  range,
  zoom,
  handle,
  layers,
  onFit,
  onWhole,
  onRange,
  onSpan,
}: Props) {
  const t = useTranslations("waterfall");
  const { view } = handle;
  const readyNs = boot.readyAt === undefined ? undefined : boot.readyAt - boot.startAt;
  return (
    <div className="wf-tools" role="toolbar" aria-label={t("tools")}>
      <Steps
        back={handle.back}
        forward={handle.forward}
        steps={zoom.steps}
        isFit={!view.zoom}
        onFit={onFit}
        onWhole={onWhole}
      />
      {layers.length > 0 && <Layers layers={layers} hidden={view.hidden} toggle={handle.toggle} />}
      <RangeForm range={range} spans={boot.spans} onChange={onRange} onSpan={onSpan} />
      {readyNs !== undefined && readyNs > range.toNs && (
        <span className="dim">{t("readyLater", { duration: formatDuration(readyNs) })}</span>
      )}
    </div>
  );
}
