"use client";

import {
  bootsHref,
  MAX_COMPARED,
  sortedSpan,
  type BootId,
  type BootPercentile,
  type BootsMessage,
  type BootsView,
} from "@hacotaki/core";
import { Link } from "../ui/link.tsx";
import { useTranslations } from "next-intl";
import { useEffect, useMemo, useRef, type ReactNode } from "react";
import { sharedScale } from "../../charts/mini-waterfall/layout.ts";
import { layoutRuler } from "@hacotaki/core/drawing/ruler";
import { Ruler } from "../../charts/ruler/ruler.tsx";
import { isUnderWay, offsetNow } from "../ui/boot-facts.ts";
import type { Dates } from "../../i18n/wall-time.ts";
import { clockSkew, useServerNow } from "../../follow/clock.ts";
import { useBootRows } from "./use-boot-rows.ts";
import { useTicks } from "./ticks.ts";
import { usePercentiles } from "./use-percentiles.ts";
import { BootColumns } from "./boot-columns.tsx";
import { announce } from "../ui/announcer.tsx";
import { BootRow } from "./boot-row.tsx";
import { SharedScale } from "./scaled-mini.tsx";
import { TickBar } from "./tick-bar.tsx";
import { useGridKeys } from "./use-grid-keys.ts";
import { useWindowed } from "./use-windowed.ts";

/** Scrolled less than this, a reader is at the top and sees new boots come in. */
const TOP_PX = 80;
const LOAD_AHEAD = 15;
const RULER_PX = 420;

type Props = {
  readonly initial: BootsMessage;
  readonly view: BootsView;
  readonly dates: Dates;
  /** Of the first rows, as far as the statistics know them. */
  readonly percentiles: readonly BootPercentile[];
  readonly pinned: readonly BootId[];
  /** UTC ns at the server when the page was made. */
  readonly now: bigint;
  /** What to do where no boot matches. */
  readonly nothing?: ReactNode;
};

/** Empty height, set by script: the policy forbids style attributes in the document. */
function Spacer({ height }: { height: number }) {
  return height > 0 ? (
    <tr aria-hidden="true" className="spacer">
      <td style={{ height }} />
    </tr>
  ) : undefined;
}

export function BootList({ initial, view, dates, percentiles, pinned, now: told, nothing }: Props) {
  const t = useTranslations("boots");
  const imports = useTranslations("import");
  const section = useRef<HTMLElement>(null);
  const isAtTop = () => window.scrollY < TOP_PX && !section.current?.contains(document.activeElement);
  const { rows, loading, showFresh, loadMore } = useBootRows(initial, view, isAtTop);
  const { boots, fresh, isStale, next } = rows;
  const sortedBy = sortedSpan(view);
  const { table, isMounted, first, end, above, below, scrollTo } = useWindowed(boots.length);
  const keys = useGridKeys({ table, boots, scrollTo, onFull: () => announce(t("tickedFull")) });
  const ticked = useTicks();
  const skew = useMemo(() => clockSkew(told), [told]);
  const shown = boots.slice(first, end);
  const known = usePercentiles(
    percentiles,
    shown.filter(({ upAt }) => upAt !== undefined).map(({ id }) => id),
  );
  const clock = useServerNow(
    shown.some((boot) => boot.outcome === "booting" && isUnderWay(boot)) ? "frame" : "rest",
    skew,
  );
  const now = clock ?? told;
  const scaleNs = useMemo(
    () => (view.scale === "shared" ? sharedScale(boots) : undefined),
    [boots, view.scale],
  );
  const ticks = useMemo(
    () => (scaleNs === undefined ? [] : layoutRuler({ fromNs: 0n, toNs: scaleNs }, RULER_PX)),
    [scaleNs],
  );
  const isNearEnd = end > boots.length - LOAD_AHEAD;
  const wantsMore = isNearEnd && next !== undefined && loading === "idle" && above > 0;
  useEffect(() => {
    if (wantsMore) loadMore();
  });
  const show = () => {
    showFresh();
    window.scrollTo({ top: 0 });
  };
  return (
    <section ref={section} className="boot-list">
      <div className="fresh" role="status">
        {(fresh.length > 0 || isStale) && (
          <button type="button" className="button" data-primary onClick={show}>
            {isStale ? t("freshMany") : t("fresh", { count: fresh.length })}
          </button>
        )}
      </div>
      {boots.length === 0 ? (
        <div className="nothing">
          <strong>{t("none")}</strong> {nothing ? t("noneHint") : undefined}
          {nothing}
        </div>
      ) : (
        <table
          ref={table}
          role="grid"
          aria-label={t("title")}
          aria-rowcount={next === undefined ? boots.length + 1 : -1}
          onKeyDown={keys.onKeyDown}
          onFocus={keys.onFocus}
        >
          <BootColumns hasTicks />
          <thead>
            <tr aria-rowindex={1}>
              <th scope="col" className="tick">
                <span className="sr">{t("tick")}</span>
              </th>
              <th scope="col" className="when">
                {t("when")}
              </th>
              <th scope="col">{t("container")}</th>
              <th scope="col" className="host">
                {t("host")}
              </th>
              <th scope="col">{t("outcome")}</th>
              <th scope="col" className="number">
                {t("duration")}
              </th>
              <th scope="col" className="number">
                {sortedBy === undefined ? t("ready") : sortedBy}
              </th>
              <th scope="col" className="chart">
                <span className={scaleNs === undefined ? "" : "sr"}>
                  {scaleNs === undefined ? t("waterfallOwn") : t("waterfallShared")}
                </span>
                {scaleNs !== undefined && <Ruler ticks={ticks} />}
              </th>
            </tr>
          </thead>
          <tbody>
            <Spacer height={above} />
            <SharedScale value={scaleNs}>
              {shown.map((boot, index) => (
                <BootRow
                  key={boot.id}
                  boot={boot}
                  index={first + index}
                  nowNs={isUnderWay(boot) ? offsetNow(boot, now) : undefined}
                  dates={dates}
                  percentile={known.get(boot.id)}
                  sortedBy={sortedBy}
                  isPinned={pinned.includes(boot.id)}
                  isTicked={ticked.includes(boot.id)}
                  isFull={ticked.length >= MAX_COMPARED}
                  isCurrent={isMounted ? boot.id === keys.current : undefined}
                />
              ))}
            </SharedScale>
            <Spacer height={below} />
          </tbody>
        </table>
      )}
      <p className="list-end" role="status">
        {loading === "loading" && t("loading")}
        {loading === "failed" && <span className="bad">{t("failedToLoad")}</span>}
        {next === undefined && boots.length > 0 && (
          <span className="dim">{t("all", { count: boots.length })}</span>
        )}
      </p>
      <p className="list-end">
        <Link href="/collector#import">{imports("again")}</Link>
      </p>
      <TickBar ids={ticked} />
      {next !== undefined && (
        <p className="list-end">
          <a
            className="button"
            href={`${bootsHref(view)}${bootsHref(view).includes("?") ? "&" : "?"}after=${encodeURIComponent(next)}`}
            onClick={(event) => {
              event.preventDefault();
              loadMore();
            }}
          >
            {t("more")}
          </a>
        </p>
      )}
    </section>
  );
}
