import { ALL_CALLS, bootHref, formatDuration, partText, visibleText, type Instant } from "@hacotaki/core";
import { sharedCounts } from "@hacotaki/core/drawing/inside";
import type { RowGeometry } from "@hacotaki/core/drawing/waterfall";
import { useTranslations } from "next-intl";
import { memo } from "react";
import type { PartRow, ShorterRow } from "../../../charts/waterfall/hit.ts";
import { CallDensity, Offscreen, PartBar } from "../../../charts/waterfall/waterfall.tsx";
import { Caret } from "./caret.tsx";
import type { Linked } from "./linked.ts";

/** Characters of a name that are in the page: the style sheet cuts it where it has to. */
const SHOWN = 120;

const PartName = memo(function PartName({ row, bootId, view, isInteractive }: Linked & { row: PartRow }) {
  const t = useTranslations("inside");
  const whole = partText(row);
  const name = row.kind === "call" ? row.call.name : undefined;
  return (
    <div role="gridcell" className="wf-name">
      <a
        className="code"
        href={bootHref(bootId, { ...view, span: row.span.slug, part: row.part })}
        tabIndex={isInteractive ? -1 : undefined}
      >
        {name === undefined ? (
          <>
            <svg
              viewBox="0 0 12 12"
              width="12"
              height="12"
              className="wf-program"
              role="img"
              aria-label={t("program")}
            >
              <path
                d="M1.5 2.5h9v7h-9zM3.5 4.5l1.5 1.5-1.5 1.5M6.5 7.5h2"
                fill="none"
                stroke="currentColor"
              />
            </svg>
            {visibleText(whole, SHOWN)}
          </>
        ) : (
          <>
            {visibleText(name, SHOWN)}
            <span className="dim">{visibleText(whole.slice(name.length), SHOWN)}</span>
          </>
        )}
      </a>
    </div>
  );
});

/** The bar in words. */
const PartText = memo(function PartText({ row, startAt }: { row: PartRow; startAt: Instant }) {
  const t = useTranslations("inside");
  const { startAt: at, endAt } = row.kind === "call" ? row.call : row.helper;
  const start = formatDuration(at - startAt);
  const result = row.kind === "call" ? row.call.result : undefined;
  return (
    <span className="sr">
      {endAt === undefined
        ? t("openRow", { start })
        : t("row", { duration: formatDuration(endAt - at), start })}
      {result !== undefined && `. ${t("returned", { result })}`}
    </span>
  );
});

const ShorterName = memo(function ShorterName({
  row,
  ns,
  insides,
  ...linked
}: Linked & { row: ShorterRow; ns: bigint; insides: readonly string[] }) {
  const t = useTranslations("inside");
  const words = t("shorter", sharedCounts(row.calls));
  return (
    <div role="gridcell" className="wf-name">
      <Caret
        {...linked}
        of={row.span.slug + ALL_CALLS}
        isOpen={row.isOpen}
        all={insides}
        label={t(row.isOpen ? "hide" : "show", { span: words })}
      />
      <span className="wf-shorter">
        {words} <span className="dim">{formatDuration(ns)}</span>
      </span>
    </div>
  );
});

type Props = Linked & {
  readonly geometry: Exclude<RowGeometry, { kind: "lane" }>;
  readonly startAt: Instant;
  readonly isSelected: boolean;
  readonly insides: readonly string[];
};

/** Name and bar of what ran in a span. */
export function InsideCells({ geometry, startAt, isSelected, insides, ...linked }: Props) {
  if (geometry.kind === "shorter")
    return (
      <>
        <ShorterName {...linked} {...{ insides }} row={geometry.row} ns={geometry.ns} />
        <div role="gridcell" className="wf-cell">
          <CallDensity geometry={geometry} />
        </div>
      </>
    );
  const { row } = geometry;
  if (row.kind === "span" || geometry.kind === "bar") return undefined;
  return (
    <>
      <PartName {...linked} row={row} />
      <div role="gridcell" className="wf-cell">
        {geometry.kind === "part" ? (
          <PartBar part={geometry.part} isSelected={isSelected} />
        ) : (
          <Offscreen arrow={geometry.arrow} />
        )}
        <PartText row={row} startAt={startAt} />
      </div>
    </>
  );
}
