"use client";

import { exactDuration, formatDuration, type Boot, type ZoomRange } from "@hacotaki/core";
import { boundariesOf, measured, nextBoundary } from "@hacotaki/core/drawing/measure";
import { useTranslations } from "next-intl";
import type { KeyboardEvent } from "react";

/** Parts of the range that an arrow key moves an end by, and with Shift. */
const STEP = 100n;
const COARSE = 10n;

type Props = {
  readonly boot: Boot;
  readonly measure: ZoomRange;
  readonly range: ZoomRange;
  readonly nowNs: bigint | undefined;
  readonly onMeasure: (range: ZoomRange | undefined) => void;
  readonly onZoom: (range: ZoomRange) => void;
};

/** Where a key moves an end to; undefined of a key that does not. */
function keyed(at: bigint, { boot, range }: Props, { key, shiftKey }: KeyboardEvent): bigint | undefined {
  const length = range.toNs - range.fromNs;
  const step = length / (shiftKey ? COARSE : STEP) || 1n;
  if (key === "ArrowRight" || key === "ArrowUp") return at + step;
  if (key === "ArrowLeft" || key === "ArrowDown") return at - step;
  if (key === "PageDown") return nextBoundary(at, boundariesOf(boot), 1);
  if (key === "PageUp") return nextBoundary(at, boundariesOf(boot), -1);
  return undefined;
}

/** How long it is between two instants, and what of the boot path lies there; the ends are moved by keys. */
export default function MeasureStrip(props: Props) {
  const t = useTranslations("waterfall.measure");
  const group = useTranslations("group");
  const { boot, measure, nowNs, onMeasure, onZoom } = props;
  const { ns, groups } = measured(boot, measure, nowNs);
  const end = (part: "fromNs" | "toNs") => {
    const at = measure[part];
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const next = keyed(at, props, event);
      if (next === undefined) return;
      event.preventDefault();
      const [fromNs, toNs] = part === "fromNs" ? [next, measure.toNs] : [measure.fromNs, next];
      if (fromNs >= 0n && toNs > fromNs) onMeasure({ fromNs, toNs });
    };
    return (
      <span
        className="measure-end"
        role="slider"
        tabIndex={0}
        aria-label={t(part)}
        aria-valuenow={Number(at)}
        aria-valuemin={part === "fromNs" ? 0 : Number(measure.fromNs)}
        aria-valuemax={part === "fromNs" ? Number(measure.toNs) : Number.MAX_SAFE_INTEGER}
        aria-valuetext={exactDuration(at)}
        title={t("keys")}
        onKeyDown={onKeyDown}
      >
        +{exactDuration(at)}
      </span>
    );
  };
  return (
    <section className="measure" aria-label={t("title")}>
      <p>
        <strong title={`${ns.toLocaleString("en")} ns`}>Δt {exactDuration(ns)}</strong> {end("fromNs")} →{" "}
        {end("toNs")}
      </p>
      <ul aria-label={t("groups")}>
        {groups.map((each) => (
          <li key={each.group} className={`g-${each.group}`}>
            <span className="swatch" /> {group(each.group)}{" "}
            <span className="number" title={exactDuration(each.ns)}>
              {formatDuration(each.ns)}
            </span>
          </li>
        ))}
        {groups.length === 0 && <li className="dim">{t("nothing")}</li>}
      </ul>
      <span className="measure-ways">
        <button type="button" className="button" onClick={() => onZoom(measure)}>
          {t("zoom")}
        </button>
        <button type="button" className="quiet" aria-label={t("close")} onClick={() => onMeasure(undefined)}>
          ×
        </button>
      </span>
    </section>
  );
}
