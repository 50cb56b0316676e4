"use client";

import {
  bootsHref,
  GROUPS,
  MAX_COMPARED,
  sortedSpan,
  unpackBoots,
  type BootId,
  type BootPercentile,
  type BootSummary,
  type PackedBoots,
  type BootsView,
} from "@hacotaki/core";
import { Link } from "../ui/link.tsx";
import { useTranslations } from "next-intl";
import {
  lazy,
  Suspense,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
  type FocusEvent,
  type PointerEvent,
  type ReactNode,
} from "react";
import type { MiniScale } from "../../charts/mini-waterfall/scale.ts";
import { isUnderWay, offsetNow } from "../ui/boot-facts.ts";
import type { Dates } from "../../i18n/wall-time.ts";
import { clockSkew, useServerNow } from "../../follow/clock.ts";
import { awayBootsNow, noBootsAway, onStuckBoots } from "../../follow/stuck-boots.ts";
import { useBootRows } from "./use-boot-rows.ts";
import { useTicks } from "./ticks.ts";
import { usePercentiles } from "./use-percentiles.ts";
import { announce } from "../ui/announcer.tsx";
import { BootRow } from "./boot-row.tsx";
import { BOOT_COLUMNS, BootsTable, type BootColumn } from "./boots-table.tsx";
import { SharedScale } from "./scaled-mini.tsx";
import type { PointerAt } from "./mini-tips.tsx";
import { TickBar } from "./tick-bar.tsx";
import { useGridKeys } from "./use-grid-keys.ts";
import { Spacer } from "../ui/spacer.tsx";
import { useListWindow, type ListWindow } from "../ui/use-list-window.ts";

/** Scrolled less than this, a reader is at the top and sees new boots come in. */
const TOP_PX = 80;
const LOAD_AHEAD = 15;

type Props = {
  /** The first rows, as few bytes as they take: the document carries them a second time. */
  readonly initial: PackedBoots;
  readonly view: BootsView;
  readonly dates: Dates;
  /** Of the first rows, as far as the statistics know them. */
  readonly percentiles: readonly BootPercentile[];
  readonly pinned: readonly BootId[];
  readonly hosts: readonly { readonly id: string; readonly name: string }[];
  /** That all rows share, whichever are loaded; each has its own without it. */
  readonly scale: MiniScale | undefined;
  /** UTC ns at the server when the page was made. */
  readonly now: bigint;
  /** Boots on their way that nobody watched any more by then, and since when. */
  readonly away: ReadonlyMap<BootId, bigint>;
  /** What to do where no boot matches. */
  readonly nothing?: ReactNode;
  /** Whether boots can be imported here. */
  readonly takesImports: boolean;
};

/** Where all boots are of one host, its name tells nothing. */
const columnsOf = (hosts: readonly unknown[]): readonly BootColumn[] => [
  "tick",
  ...BOOT_COLUMNS.flatMap((column): readonly BootColumn[] =>
    column === "host" && hosts.length < 2
      ? []
      : column === "duration"
        ? ["duration", "percentile"]
        : column === "chart"
          ? ["why", "chart"]
          : [column],
  ),
];

type GridProps = Pick<
  Props,
  "view" | "dates" | "percentiles" | "pinned" | "hosts" | "scale" | "now" | "away"
> & {
  readonly boots: readonly BootSummary[];
  readonly seen: ListWindow;
  /** More can be had than are here. */
  readonly hasMore: boolean;
  readonly ticked: readonly BootId[];
};

/** Names that several hosts have. */
const sharedNames = (hosts: Props["hosts"]) =>
  new Set(hosts.map(({ name }) => name).filter((name, at, all) => all.indexOf(name) !== at));

const PageRowsInSight = lazy(() => import("../ui/page-rows-in-sight.tsx"));
const MiniTips = lazy(() => import("./mini-tips.tsx"));

/** What is told of the bars of a row is loaded when somebody points at a row, or goes into its chart by keys. */
function useMiniTips() {
  const [isWanted, setWanted] = useState(false);
  /** Where the pointer was when it came: it may rest there until they are loaded. */
  const from = useRef<PointerAt>(undefined);
  const want = ({ target }: { readonly target: EventTarget }, selector: string) => {
    if (target instanceof Element && target.closest(selector)) setWanted(true);
  };
  return {
    isWanted,
    from,
    onPointerOver(event: PointerEvent) {
      from.current = event;
      want(event, "tr[data-boot]");
    },
    onFocus: (event: FocusEvent) => want(event, "td.chart"),
  };
}

/** Keys that lead into the grid from anywhere on the page. */
const EnterKeys = ({ onEnter }: { readonly onEnter: () => void }) =>
  ["j", "k"].map((key) => (
    <button
      key={key}
      type="button"
      className="sr"
      tabIndex={-1}
      aria-hidden="true"
      data-shortcut={key}
      onClick={onEnter}
    />
  ));

/** The rows in sight: a grid that is walked by keys. */
function BootGrid({
  boots,
  seen,
  hasMore,
  ticked,
  view,
  dates,
  percentiles,
  pinned,
  hosts,
  scale,
  now: madeAt,
  away: awayThen,
}: GridProps) {
  const t = useTranslations("boots");
  const sortedBy = sortedSpan(view);
  const { table, isMounted, first, end, above, below, scrollTo } = seen;
  const keys = useGridKeys({ table, boots, scrollTo, onFull: () => announce(t("tickedFull")) });
  const skew = useMemo(() => clockSkew(madeAt), [madeAt]);
  const shown = boots.slice(first, end);
  const columns = useMemo(() => columnsOf(hosts), [hosts]);
  const shared = useMemo(() => sharedNames(hosts), [hosts]);
  const tips = useMiniTips();
  const heldOf = usePercentiles(
    percentiles,
    shown.filter(({ upAt }) => upAt !== undefined).map(({ id }) => id),
  );
  const awayNow = useSyncExternalStore(onStuckBoots, awayBootsNow, noBootsAway);
  const awayOf = (id: BootId) => awayNow.get(id) ?? awayThen.get(id);
  const isMoving = shown.some(
    (boot) => boot.outcome === "booting" && isUnderWay(boot) && awayOf(boot.id) === undefined,
  );
  const now = useServerNow(isMoving ? "frame" : "rest", skew) ?? madeAt;
  return (
    <>
      <EnterKeys onEnter={keys.enter} />
      <Suspense>{seen.watch && <PageRowsInSight {...seen.watch} />}</Suspense>
      <Suspense>{tips.isWanted && <MiniTips {...{ table, boots, scale }} from={tips.from} />}</Suspense>
      <BootsTable
        ref={table}
        role="grid"
        aria-label={t("title")}
        aria-rowcount={hasMore ? -1 : boots.length + 1}
        onKeyDown={keys.onKeyDown}
        onFocus={(event) => {
          keys.onFocus(event);
          tips.onFocus(event);
        }}
        onPointerOver={tips.onPointerOver}
        columns={columns}
        headProps={{ "aria-rowindex": 1 }}
        {...{ sortedBy, scale }}
      >
        <Spacer height={above} />
        <SharedScale value={scale}>
          {shown.map((boot, index) => (
            <BootRow
              key={boot.id}
              columns={columns}
              {...{ boot, dates, sortedBy }}
              index={first + index}
              nowNs={isUnderWay(boot) ? offsetNow(boot, awayOf(boot.id) ?? now) : undefined}
              held={heldOf.get(boot.id)}
              isHostShared={shared.has(boot.hostName)}
              isPinned={pinned.includes(boot.id)}
              isTicked={ticked.includes(boot.id)}
              isFull={ticked.length >= MAX_COMPARED}
              isCurrent={isMounted ? boot.id === keys.current : undefined}
            />
          ))}
        </SharedScale>
        <Spacer height={below} />
      </BootsTable>
    </>
  );
}

/** The boots of a view, as many as were asked for so far, and everything that changes among them. */
export function BootList({ initial, view, nothing, takesImports, ...shared }: Props) {
  const t = useTranslations("boots");
  const imports = useTranslations("import");
  const message = useMemo(() => unpackBoots(initial), [initial]);
  const section = useRef<HTMLElement>(null);
  const isAtTop = () => window.scrollY < TOP_PX && !section.current?.contains(document.activeElement);
  const { rows, loading, showFresh, loadMore } = useBootRows(message, view, isAtTop);
  const { boots, fresh, isStale, isOutgrown, next, looked } = rows;
  const seen = useListWindow(boots.length);
  const ticked = useTicks();
  const isNearEnd = seen.end > boots.length - LOAD_AHEAD;
  const wantsMore = isNearEnd && next !== undefined && loading === "idle" && seen.isPastFirst;
  useEffect(() => {
    if (wantsMore) loadMore();
  });
  const show = () => {
    showFresh();
    window.scrollTo({ top: 0 });
  };
  return (
    <section ref={section} id="boots" tabIndex={-1} className="boot-list">
      <div className="fresh" role="status">
        {(fresh.length > 0 || isStale || isOutgrown) && (
          <button type="button" className="button" data-primary onClick={show}>
            {isStale ? t("freshMany") : isOutgrown ? t("outgrown") : t("fresh", { count: fresh.length })}
          </button>
        )}
      </div>
      {boots.length === 0 ? (
        <div className="nothing">
          <strong>{looked ? t("noneYet") : t("none")}</strong> {nothing && !looked && t("noneHint")}
          {!looked && nothing}
        </div>
      ) : (
        <>
          <GroupLegend />
          <BootGrid {...shared} {...{ boots, seen, ticked, view }} hasMore={next !== undefined} />
        </>
      )}
      <p className="list-end" role="status">
        {looked && <span className="dim">{t("looked", looked)} </span>}
        {loading === "loading" && t("loading")}
        {loading === "failed" && <span className="bad">{t("failedToLoad")}</span>}
        {next === undefined && boots.length > 0 && !looked && (
          <span className="dim">{t("all", { count: boots.length })}</span>
        )}
      </p>
      {takesImports && (
        <p className="list-end">
          <Link href="/collector#import">{imports("again")}</Link>
        </p>
      )}
      <TickBar ids={ticked} />
      {next !== undefined && <More href={bootsHref(view)} after={next} onClick={loadMore} />}
    </section>
  );
}

/** What the colours of the rows mean. */
function GroupLegend() {
  const t = useTranslations("group");
  const boots = useTranslations("boots");
  return (
    <ul className="group-legend" aria-label={boots("groups")}>
      {GROUPS.map((group) => (
        <li key={group} className={`g-${group}`}>
          <i className="swatch" />
          {t(group)}
        </li>
      ))}
    </ul>
  );
}

/** The next page as an address, for who has no script. */
function More({ href, after, onClick }: { href: string; after: string; onClick: () => void }) {
  const t = useTranslations("boots");
  return (
    <p className="list-end">
      <a
        className="button"
        href={`${href}${href.includes("?") ? "&" : "?"}after=${encodeURIComponent(after)}`}
        onClick={(event) => {
          event.preventDefault();
          onClick();
        }}
      >
        {t("more")}
      </a>
    </p>
  );
}
