import {
  againstHref,
  bootHref,
  compareHref,
  containerHref,
  visibleText,
  wayFromClient,
  type Boot,
  type BootId,
  type BootView,
} from "@hacotaki/core";
import { Link } from "../ui/link.tsx";
import { useTranslations } from "next-intl";
import { Fragment } from "react";
import { bootLength, readyLength } from "../ui/boot-facts.ts";
import { wallTimeText, type Dates } from "../../i18n/wall-time.ts";
import { ForEditors } from "../ui/for-editors.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { DurationText } from "../ui/duration.tsx";
import { BootClock } from "./boot-clock.tsx";
import { ExportMenu } from "./export-menu.tsx";
import { OutcomeBadge } from "../ui/outcome.tsx";
import { Still } from "../ui/still.tsx";
import { soFarOf, type BootUsual } from "../ui/stuck.ts";
import { RuntimeBadge } from "../ui/runtime-badge.tsx";
import { ShareLink } from "./view-link.tsx";
import { PinButton } from "./pin-button.tsx";
import { Explained } from "../ui/explained.tsx";

type Props = {
  readonly boot: Boot;
  /** What the page shows. */
  readonly view: BootView;
  readonly neighbours: { readonly previous?: BootId; readonly next?: BootId };
  readonly isPinned: boolean;
  readonly dates: Dates;
  /** The server's clock as the page was made, UTC ns; undefined of a boot that is over. */
  readonly now: bigint | undefined;
  /** Since when nobody watches it any more, of one on its way. */
  readonly away: bigint | undefined;
  readonly usual: BootUsual | undefined;
};

const ARROWS = { previous: "‹", next: "›" } as const;

function Neighbour({ id, direction }: { id: BootId | undefined; direction: "previous" | "next" }) {
  const t = useTranslations("boot");
  const key = direction === "previous" ? "[" : "]";
  if (id === undefined)
    return (
      <span className="button" aria-disabled="true">
        <span aria-hidden="true">{ARROWS[direction]}</span>
        <span className="sr">{t(direction)}</span>
      </span>
    );
  return (
    <Link
      className="button"
      href={bootHref(id)}
      rel={direction === "previous" ? "prev" : "next"}
      data-shortcut={key}
      aria-keyshortcuts={key}
      aria-label={t(direction === "previous" ? "previousLong" : "nextLong")}
      title={t(direction === "previous" ? "previousLong" : "nextLong")}
    >
      <span aria-hidden="true">{ARROWS[direction]}</span>
    </Link>
  );
}

function BootFigure({
  boot,
  now,
  away,
  usual,
  dates,
}: Pick<Props, "boot" | "now" | "away" | "usual" | "dates">) {
  const t = useTranslations("boot");
  const length = bootLength(boot);
  const container = visibleText(boot.container, 60);
  const seenNs = away !== undefined && boot.wallTime !== undefined ? soFarOf(boot.wallTime, away) : undefined;
  const shown = "ns" in length ? length.ns : seenNs;
  const caption =
    length.kind === "booting"
      ? "soFar"
      : length.kind === "died"
        ? "diedAfter"
        : boot.startBy === "phase"
          ? "tookNoStart"
          : "took";
  return (
    <div>
      <dt>
        {t(caption)}
        <Explained topic="boot-duration" of={t(caption)} />
      </dt>
      {length.kind === "booting" && boot.wallTime !== undefined && now !== undefined && away === undefined ? (
        <BootClock
          wallTime={boot.wallTime}
          serverNow={now}
          usual={usual}
          labels={{
            stuck: t("stuck"),
            title: t("title", { container }),
            stuckTitle: t("stuckTitle", { container }),
          }}
        />
      ) : (
        <dd className="big">
          {shown === undefined ? (
            <span className="dim">{t("notKnown")}</span>
          ) : (
            <DurationText ns={shown} format={{ minDecimals: 1 }} />
          )}
        </dd>
      )}
      {seenNs !== undefined && (
        <dd className="standing" title={t("awayLong", { since: wallTimeText(away, dates, "full") ?? "" })}>
          {t("away", { since: wallTimeText(away, dates, "time")?.slice(0, 8) ?? "" })}
        </dd>
      )}
    </div>
  );
}

/** What a boot can be held against from here. */
function CompareMenu({ boot, previous }: Pick<Props, "boot"> & { readonly previous: BootId | undefined }) {
  const t = useTranslations("boot");
  const against = useTranslations("against");
  if (previous === undefined && boot.outcome === "booting") return undefined;
  return (
    <details className="menu compare-menu" name="menu">
      <summary className="button">{t("compare")}</summary>
      <div className="menu-body">
        {previous !== undefined && (
          <Link href={compareHref({ boots: [previous, boot.id] })}>{t("comparePrevious")}</Link>
        )}
        {boot.outcome !== "booting" && (
          <Link href={againstHref({ boot: boot.id, against: "container" })} title={against("linkLong")}>
            {against("link")}
          </Link>
        )}
      </div>
    </details>
  );
}

/** Who booted where and when, how it ended, how long it took, and how that compares. */
export function BootHeader({ boot, view, neighbours, isPinned, dates, now, away, usual }: Props) {
  const t = useTranslations("boot");
  const keep = useTranslations("keep");
  const list = useTranslations("boots");
  const ready = readyLength(boot);
  const way = wayFromClient(boot);
  const wall = wallTimeText(boot.wallTime, dates, "full");
  // Of a boot that goes on, one of them is a clock.
  const Figures = boot.outcome === "booting" ? Fragment : Still;
  return (
    <header className="boot-header one-line">
      <Still>
        <div className="boot-who">
          <h1 title={visibleText(boot.container)}>
            <Link href={containerHref(boot.container)}>{visibleText(boot.container)}</Link>
          </h1>
          <OutcomeBadge outcome={boot.outcome} />
          {boot.oci && <RuntimeBadge oci={boot.oci} />}
          <p className="dim" title={wall}>
            {t("onHost", { host: visibleText(boot.hostName) })} ·{" "}
            {wall === undefined ? list("noWallTime") : <time>{wall}</time>}
          </p>
        </div>
      </Still>
      <Figures>
        <dl className="boot-figures">
          <BootFigure {...{ boot, now, away, usual, dates }} />
          {way !== undefined && (
            <div>
              <dt title={t("fromClientLong")}>{t("fromClient")}</dt>
              <dd className="big">
                <DurationText ns={way} format={{ minDecimals: 1 }} />
              </dd>
            </div>
          )}
          {ready !== undefined && (
            <div>
              <dt>
                {t("readyAfter")}{" "}
                {boot.readyPort !== undefined && t("readyPort", { port: String(boot.readyPort) })}
                <Explained topic="ready-duration" of={t("readyAfter")} />
              </dt>
              <dd className="big">
                <DurationText ns={ready} format={{ minDecimals: 1 }} />
              </dd>
            </div>
          )}
        </dl>
      </Figures>
      <div className="boot-actions">
        <Neighbour id={neighbours.previous} direction="previous" />
        <Neighbour id={neighbours.next} direction="next" />
        <CopyButton
          shortcut="y"
          labels={{ idle: t("copyLink"), done: t("copied"), failed: t("copyFailed") }}
        />
        <CompareMenu boot={boot} previous={neighbours.previous} />
        <ForEditors>
          <PinButton id={boot.id} isPinned={isPinned} shortcut="p" />
          <ShareLink id={boot.id} view={view} className="button" title={keep("shareLong")}>
            {keep("share")}
          </ShareLink>
        </ForEditors>
        <ExportMenu id={boot.id} view={view} />
      </div>
    </header>
  );
}
