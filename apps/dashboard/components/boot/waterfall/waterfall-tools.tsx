"use client";

import {
  bootHref,
  formatDuration,
  lanesOf,
  type Boot,
  type ChartLayer,
  type Lane,
  type ShownDetail,
  type ZoomRange,
} from "@hacotaki/core";
import { partOf } from "@hacotaki/core/drawing/extent";
import { useTranslations } from "next-intl";
import { memo, useMemo } from "react";
import { insideSlugs } from "./expanded.ts";
import { FindField } from "./find-field.tsx";
import type { FoundPlace } from "./found-place.ts";
import { instead } from "./instead.ts";
import { RangeForm } from "./range-form.tsx";
import type { BootViewHandle } from "./use-boot-view.ts";
import type { Zoom, ZoomSteps } from "../../ui/gestures/use-zoom.ts";

const SHORTCUTS = { usual: "u", waits: "i", states: "o" } as const;
const LANE_KEYS = ["1", "2", "3", "4", "5"] as const;

type StepsProps = Pick<BootViewHandle, "back" | "forward"> & {
  readonly steps: ZoomSteps;
  readonly isFit: boolean;
  readonly onFit: () => void;
  readonly onWhole: () => void;
  readonly onSetUp: (() => void) | undefined;
};

/** The same from frame to frame of a zoom. */
const Steps = memo(function Steps({ back, forward, steps, isFit, onFit, onWhole, onSetUp }: StepsProps) {
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
        {onSetUp && (
          <button type="button" data-shortcut="e" title={t("setUpLong")} onClick={onSetUp}>
            {t("setUp")}
          </button>
        )}
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

/** What is measured first: the selected span, or the middle half of what is shown. */
function measureAtFirst(boot: Boot, selected: string | undefined, range: ZoomRange): ZoomRange {
  const span = boot.spans.find(({ slug }) => slug === selected);
  if (span?.state === "closed")
    return { fromNs: span.startAt - boot.startAt, toNs: span.endAt - boot.startAt };
  const { fromNs, toNs } = partOf(range, 0.25, 0.75);
  return { fromNs: fromNs < 0n ? 0n : fromNs, toNs };
}

type Props = {
  readonly boot: Boot;
  readonly range: ZoomRange;
  readonly zoom: Zoom;
  readonly handle: BootViewHandle;
  /** Layers there is anything of. */
  readonly layers: readonly ChartLayer[];
  readonly onFit: () => void;
  readonly onWhole: () => void;
  readonly onSetUp: () => void;
  readonly onRange: (range: ZoomRange) => void;
  readonly onFound: (place: FoundPlace | undefined) => void;
  /** Zooms to a row by its key. */
  readonly onRow: (key: string) => void;
  readonly selected: string | undefined;
  readonly detail: ShownDetail | undefined;
};

type InsideProps = Pick<Props, "boot" | "detail"> & Pick<BootViewHandle, "settled" | "expandAll">;

/** Shows or hides what ran in all spans, where anything is known of that: a link, so that it works without script. */
const InsideButton = memo(function InsideButton({ boot, detail, settled, expandAll }: InsideProps) {
  const t = useTranslations("inside");
  if (insideSlugs(detail).length === 0) return undefined;
  const isAll = settled.expanded === "all";
  const { expanded: _, ...rest } = settled;
  return (
    <a
      className="button"
      role="button"
      aria-pressed={isAll}
      data-shortcut="x"
      href={bootHref(boot.id, isAll ? rest : { ...rest, expanded: "all" })}
      title={t("allLong")}
      onClick={instead(expandAll)}
    >
      {t("all")}
    </a>
  );
});

/** Keys of the lanes, from the outside in, and of the selected span: buttons for them are in the rows and the details. */
const RowKeys = memo(function RowKeys({
  boot,
  lanes,
  selected,
  onRow,
}: Pick<Props, "boot" | "selected" | "onRow"> & { readonly lanes: readonly Lane[] }) {
  return (
    <span hidden>
      {lanesOf(boot).map((lane, place) => (
        <button
          key={lane}
          type="button"
          data-shortcut={LANE_KEYS[place]}
          aria-disabled={!lanes.includes(lane)}
          onClick={() => onRow(`lane:${lane}`)}
        />
      ))}
      <button
        type="button"
        data-shortcut="f"
        onClick={() => {
          const focused = document.activeElement?.closest<HTMLElement>(".wf [data-key]")?.dataset["key"];
          const key = selected ?? focused;
          if (key !== undefined) onRow(key);
        }}
      />
    </span>
  );
});

/** Everything the pointer can do to the zoom, as buttons and numbers. */
export function WaterfallTools({
  boot,
  range,
  zoom,
  handle,
  layers,
  onFit,
  onWhole,
  onSetUp,
  onRange,
  onRow,
  onFound,
  selected,
  detail,
}: Props) {
  const t = useTranslations("waterfall");
  const { view } = handle;
  const hasSetUp = boot.spans.some(({ lane, onPath }) => lane === "container" && onPath);
  const lanes = useMemo(
    () =>
      lanesOf(boot).filter((lane) => [...boot.spans, ...boot.processes].some((each) => each.lane === lane)),
    [boot],
  );
  const readyNs = boot.readyAt === undefined ? undefined : boot.readyAt - boot.startAt;
  return (
    <>
      <RowKeys {...{ boot, lanes, selected, onRow }} />
      <div className="wf-tools" role="toolbar" aria-label={t("tools")}>
        <Steps
          back={handle.back}
          forward={handle.forward}
          steps={zoom.steps}
          isFit={!view.zoom}
          onFit={onFit}
          onWhole={onWhole}
          onSetUp={hasSetUp ? onSetUp : undefined}
        />
        {layers.length > 0 && <Layers layers={layers} hidden={view.hidden} toggle={handle.toggle} />}
        <InsideButton {...{ boot, detail }} settled={handle.settled} expandAll={handle.expandAll} />
        <button
          type="button"
          className="button wf-measure"
          data-shortcut="m"
          title={t("measureLong")}
          aria-pressed={view.measure !== undefined}
          onClick={() => handle.measure(view.measure ? undefined : measureAtFirst(boot, selected, range))}
        >
          {t("measureIt")}
        </button>
        <RangeForm range={range} spans={boot.spans} onChange={onRange} onSpan={onRow} />
        {readyNs !== undefined && readyNs > range.toNs && (
          <span className="dim">{t("readyLater", { duration: formatDuration(readyNs) })}</span>
        )}
        <FindField boot={boot} detail={detail} text={view.find} onText={handle.find} onGo={onFound} />
      </div>
    </>
  );
}
