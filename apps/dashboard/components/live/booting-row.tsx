"use client";

import {
  labelOfSlug,
  bootHref,
  containerHref,
  counted,
  formatDuration,
  visibleText,
  type BootSummary,
} from "@hacotaki/core";
import { Link } from "../ui/link.tsx";
import { useTranslations } from "next-intl";
import { memo } from "react";
import { layoutMini } from "../../charts/mini-waterfall/layout.ts";
import { linearScale } from "../../charts/mini-waterfall/scale.ts";
import { MiniWaterfall } from "../../charts/mini-waterfall/mini-waterfall.tsx";
import { percent } from "../../charts/percent.ts";
import { bootLength } from "../ui/boot-facts.ts";
import { isStuck, type BootUsual } from "../ui/stuck.ts";
import { currentSpan } from "./board-state.ts";
import { DurationText } from "../ui/duration.tsx";
import { OutcomeBadge } from "../ui/outcome.tsx";
import { useSpanName } from "../ui/span-name.ts";

const HEIGHT = 22;

/** What does not change from frame to frame. */
const Who = memo(function Who({ boot }: { boot: BootSummary }) {
  const t = useTranslations("live");
  const name = visibleText(boot.container, 60);
  return (
    <span className="who">
      <Link href={bootHref(boot.id)} aria-label={t("open", { container: name })}>
        {name}
      </Link>{" "}
      <Link
        href={containerHref(boot.container)}
        className="dim"
        title={t("container", { container: name })}
        aria-label={t("container", { container: name })}
      >
        {t("usual")}
      </Link>
    </span>
  );
});

/** Closed spans stay where they are until an event or a longer scale moves them. */
const ClosedBars = memo(function ClosedBars({ boot, scaleNs }: { boot: BootSummary; scaleNs: bigint }) {
  const closed = { ...boot, spans: boot.spans.filter(({ state }) => state !== "open") };
  return <MiniWaterfall geometry={layoutMini(closed, linearScale(scaleNs), undefined)} />;
});

/** p50 as a bar and p95 as a whisker, behind and below the boot's own. */
const UsualMarks = memo(function UsualMarks({ usual, scaleNs }: { usual: BootUsual; scaleNs: bigint }) {
  const at = (ns: bigint) => percent(Math.min(1, Number(ns) / Number(scaleNs)));
  return (
    <g className="usual">
      <rect className="usual-p50" x="0" width={at(usual.p50Ns)} y="0" height={HEIGHT} />
      <line className="usual-p95" x1={at(usual.p50Ns)} x2={at(usual.p95Ns)} y1={HEIGHT / 2} y2={HEIGHT / 2} />
      <line className="usual-p95" x1={at(usual.p95Ns)} x2={at(usual.p95Ns)} y1="3" y2={HEIGHT - 3} />
    </g>
  );
});

function OpenBar({ boot, scaleNs, nowNs }: { boot: BootSummary; scaleNs: bigint; nowNs: bigint }) {
  const span = boot.spans.findLast(({ onPath, state }) => onPath && state === "open");
  if (!span) return undefined;
  const x = Number(span.offsetNs) / Number(scaleNs);
  const width = Math.max(0, Math.min(1, Number(nowNs) / Number(scaleNs)) - x);
  return (
    <g className={`g-${span.group}`} data-state="open">
      <rect className="bar" x={percent(x)} width={percent(width)} y="6" height="10" />
    </g>
  );
}

type Props = {
  readonly boot: BootSummary;
  /** Offset of this moment from its start. */
  readonly nowNs: bigint;
  readonly scaleNs: bigint;
  readonly usual: BootUsual | undefined;
  /** When it was last watched, where nobody does any more. */
  readonly away: string | undefined;
};

function State({ boot, nowNs, usual, away }: Omit<Props, "scaleNs">) {
  const t = useTranslations("live");
  const spanName = useSpanName();
  const current = currentSpan(boot, nowNs);
  const span = current === undefined ? "" : spanName(labelOfSlug(current.slug));
  if (boot.outcome !== "booting") return <OutcomeBadge outcome={boot.outcome} />;
  if (away !== undefined) return <span>{t(current ? "awayIn" : "away", { since: away, span })}</span>;
  if (!current) return undefined;
  const place = { span, duration: formatDuration(counted(current.forNs)) };
  return isStuck(nowNs, usual) ? (
    <span className="bad">
      <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
        <path d="M6 1.5v5.5M6 9.5v1" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
      </svg>{" "}
      {t("stuck", place)}
    </span>
  ) : (
    <span className="dim">{t("in", place)}</span>
  );
}

/** A boot on its way; or one that ended under the reader's eyes, and stays until they look away. */
export const BootingRow = memo(function BootingRow({ boot, nowNs, scaleNs, usual, away }: Props) {
  const t = useTranslations("live");
  const isOn = boot.outcome === "booting";
  const length = bootLength(boot);
  const shownNs = "ns" in length ? length.ns : counted(nowNs);
  return (
    <li
      className="booting"
      data-stuck={isOn && away === undefined && isStuck(nowNs, usual)}
      data-boot={boot.id}
      data-outcome={boot.outcome}
    >
      <Who boot={boot} />
      <span className="number">
        <DurationText ns={shownNs} />
      </span>
      <svg className="mini booting-chart" width="100%" height={HEIGHT} aria-hidden="true">
        {usual && <UsualMarks usual={usual} scaleNs={scaleNs} />}
        <svg y="3" width="100%" height="16" overflow="visible">
          <ClosedBars boot={boot} scaleNs={scaleNs} />
        </svg>
        {isOn && <OpenBar boot={boot} scaleNs={scaleNs} nowNs={nowNs} />}
      </svg>
      <span className="booting-state">
        <State boot={boot} nowNs={nowNs} usual={usual} away={away} />
        <span className="dim">
          {usual
            ? t("history", {
                p50: formatDuration(usual.p50Ns),
                p95: formatDuration(usual.p95Ns),
                n: usual.n,
              })
            : t("noHistory")}
        </span>
      </span>
    </li>
  );
});
