import {
  againstHref,
  bootHref,
  compareHref,
  containerHref,
  shareHref,
  visibleText,
  type Boot,
  type BootId,
  type Population,
} from "@hacotaki/core";
import { Link } from "../ui/link.tsx";
import { useTranslations } from "next-intl";
import { bootLength, readyLength } from "../ui/boot-facts.ts";
import { wallTimeText, type Dates } from "../../i18n/wall-time.ts";
import { Announced } from "../ui/announced.tsx";
import { BootSummaryText } from "./boot-summary.tsx";
import { ForEditors } from "../ui/for-editors.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { DurationText } from "../ui/duration.tsx";
import { ExportMenu } from "./export-menu.tsx";
import { OutcomeBadge } from "../ui/outcome.tsx";
import { PinButton } from "./pin-button.tsx";
import { PercentileText } from "../ui/percentile-text.tsx";

type Props = {
  readonly boot: Boot;
  readonly neighbours: { readonly previous?: BootId; readonly next?: BootId };
  readonly population: Population | undefined;
  readonly isPinned: boolean;
  readonly dates: Dates;
  readonly elapsedNs: bigint | undefined;
};

function Neighbour({ id, direction }: { id: BootId | undefined; direction: "previous" | "next" }) {
  const t = useTranslations("boot");
  const key = direction === "previous" ? "[" : "]";
  if (id === undefined)
    return (
      <span className="button" aria-disabled="true">
        {t(direction)}
      </span>
    );
  return (
    <Link
      className="button"
      href={bootHref(id)}
      rel={direction === "previous" ? "prev" : "next"}
      data-shortcut={key}
      aria-keyshortcuts={key}
      title={t(direction === "previous" ? "previousLong" : "nextLong")}
    >
      {t(direction)}
    </Link>
  );
}

function BootFigure({ boot, population, elapsedNs }: Pick<Props, "boot" | "population" | "elapsedNs">) {
  const t = useTranslations("boot");
  const length = bootLength(boot);
  const shown = length.kind === "booting" ? elapsedNs : length.kind === "unknown" ? undefined : length.ns;
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
      <dt>{t(caption)}</dt>
      <dd className="big">
        {shown === undefined ? (
          <span className="dim">{t("notKnown")}</span>
        ) : (
          <DurationText ns={shown} format={{ minDecimals: 1 }} />
        )}
      </dd>
      {length.kind === "boot" && population && (
        <dd className="standing">
          <PercentileText percentile={population.bootPercentile} n={population.boot?.n ?? 0} />
        </dd>
      )}
    </div>
  );
}

/** Who booted where and when, how it ended, how long it took, and how that compares. */
export function BootHeader({ boot, neighbours, population, isPinned, dates, elapsedNs }: Props) {
  const t = useTranslations("boot");
  const keep = useTranslations("keep");
  const against = useTranslations("against");
  const list = useTranslations("boots");
  const ready = readyLength(boot);
  const wall = wallTimeText(boot.wallTime, dates, "full");
  return (
    <header className="boot-header">
      <div className="boot-who">
        <h1>
          <Link href={containerHref(boot.container)}>{visibleText(boot.container)}</Link>
        </h1>
        <OutcomeBadge outcome={boot.outcome} />
        <p className="dim">
          {t("onHost", { host: visibleText(boot.hostName) })} ·{" "}
          {wall === undefined ? list("noWallTime") : <time>{wall}</time>}
        </p>
      </div>
      <dl className="boot-figures">
        <BootFigure boot={boot} population={population} elapsedNs={elapsedNs} />
        {ready !== undefined && (
          <div>
            <dt>
              {t("readyAfter")}{" "}
              {boot.readyPort !== undefined && t("readyPort", { port: String(boot.readyPort) })}
            </dt>
            <dd className="big">
              <DurationText ns={ready} format={{ minDecimals: 1 }} />
            </dd>
            {population?.ready && (
              <dd className="standing">
                <PercentileText percentile={population.readyPercentile} n={population.ready.n} />
              </dd>
            )}
          </div>
        )}
      </dl>
      <div className="boot-actions">
        <Neighbour id={neighbours.previous} direction="previous" />
        <Neighbour id={neighbours.next} direction="next" />
        <CopyButton
          shortcut="y"
          labels={{ idle: t("copyLink"), done: t("copied"), failed: t("copyFailed") }}
        />
        {neighbours.previous !== undefined && (
          <Link className="button" href={compareHref({ boots: [neighbours.previous, boot.id] })}>
            {t("comparePrevious")}
          </Link>
        )}
        {boot.outcome !== "booting" && (
          <Link
            className="button"
            href={againstHref({ boot: boot.id, against: "container" })}
            title={against("linkLong")}
          >
            {against("link")}
          </Link>
        )}
        <ForEditors>
          <PinButton id={boot.id} isPinned={isPinned} shortcut="p" />
          <Link className="button" href={shareHref({ kind: "boot", id: boot.id })} title={keep("shareLong")}>
            {keep("share")}
          </Link>
        </ForEditors>
        <ExportMenu id={boot.id} />
      </div>
      <Announced className="summary">
        <BootSummaryText boot={boot} population={population} />
      </Announced>
    </header>
  );
}
