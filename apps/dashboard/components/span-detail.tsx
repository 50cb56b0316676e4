"use client";

import { bootDuration, exactDuration, formatShare, visibleText, type Boot, type Span } from "@hacotaki/core";
import { useTranslations } from "next-intl";
import { hooksOf } from "../lib/span-hooks.ts";
import { workOf } from "../lib/span-work.ts";
import { DurationText } from "./duration.tsx";

type Props = {
  readonly boot: Boot;
  readonly span: Span;
  readonly nowNs: bigint | undefined;
  readonly onClose: () => void;
  readonly onZoom: () => void;
};

/** What runs in the selected span, how long, and what bounds it. */
export function SpanDetail({ boot, span, nowNs, onClose, onZoom }: Props) {
  const t = useTranslations("detail");
  const runs = useTranslations("runs");
  const lane = useTranslations("lane");
  const group = useTranslations("group");
  const startNs = span.startAt - boot.startAt;
  const ns =
    span.state === "open" ? (nowNs === undefined ? undefined : nowNs - startNs) : span.endAt - span.startAt;
  const whole = bootDuration(boot) ?? (boot.endAt === undefined ? undefined : boot.endAt - boot.startAt);
  const hooks = hooksOf(span.slug);
  return (
    <aside className="detail" aria-label={t("title")}>
      <header className={`g-${span.group}`}>
        <h3>
          <span className="swatch" /> {visibleText(span.label)}
        </h3>
        <button type="button" className="quiet" onClick={onClose} aria-label={t("close")} title={t("close")}>
          ×
        </button>
      </header>
      <div className="detail-body">
        <p className="headline">
          {ns === undefined ? t("soFar") : <DurationText ns={ns} format={{ minDecimals: 1 }} />}
          {span.onPath && ns !== undefined && whole !== undefined && (
            <span className="dim"> {formatShare(ns, whole)}</span>
          )}
        </p>
        {ns !== undefined && span.state !== "open" && (
          <p className="exact">
            {exactDuration(ns)} · {ns.toLocaleString("en")} ns
          </p>
        )}
        {span.state === "open" && ns !== undefined && <p className="dim">{t("soFar")}</p>}
        {span.state === "failed" && <p className="bad">{t("failed")}</p>}
        {!span.onPath && <p className="dim">{t("beside")}</p>}
        <h4>{t("runs")}</h4>
        <p>{runs(workOf(span.slug))}</p>
        {span.group === "unattributed" && span.state !== "failed" && (
          <p className="dim">{t("unattributed")}</p>
        )}
        <p className="hooks">{hooks.length === 0 ? t("noHooks") : t("hooks", { hooks: hooks.join(", ") })}</p>
        <dl>
          <dt>{t("starts")}</dt>
          <dd>
            <DurationText ns={startNs} />
          </dd>
          <dt>{t("from")}</dt>
          <dd className="code">{visibleText(span.from)}</dd>
          <dt>{t("to")}</dt>
          <dd className="code">{span.to === undefined ? t("toOpen") : visibleText(span.to)}</dd>
          <dt>{t("lane")}</dt>
          <dd>{lane(span.lane)}</dd>
          <dt>{t("group")}</dt>
          <dd>{group(span.group)}</dd>
        </dl>
        <button type="button" className="button" onClick={onZoom}>
          {t("zoom")}
        </button>
      </div>
    </aside>
  );
}
