import {
  bootsHref,
  configuredBy,
  formatDuration,
  formatPercent,
  timesFigure,
  MIN_POPULATION,
  isReasonSlug,
  OUTCOMES,
  type AttributeDifference,
  type BootsView,
  type WhatDiffers as Differences,
} from "@hacotaki/core";
import { Link } from "../ui/link.tsx";
import { SampleNotice } from "../ui/sample-notice.tsx";
import { useTranslations } from "next-intl";
import { useValueName } from "../ui/reason-name.ts";
import type { ReactNode } from "react";
import { percent } from "../../charts/percent.ts";
import { useSpanName } from "../ui/span-name.ts";
import { Explained } from "../ui/explained.tsx";

const ROWS = 8;
/** A difference of shares below this is nothing to tell. */
const LEAST = 0.02;

/** A span is said to take longer from so many times on: "1.0× as long" says nothing. */
const TOLD = 1.1;

type Props = {
  readonly view: BootsView;
  readonly differences: Differences;
};

/** The list narrowed to what a row tells of, where the filter has a word for it. */
function narrowed(view: BootsView, { attribute, value, key }: AttributeDifference): BootsView | undefined {
  if (value === undefined) return undefined;
  if (attribute === "container") return { ...view, container: value };
  if (attribute === "haco-file") return { ...view, hacoFile: value };
  if (attribute === "command") return { ...view, text: value.slice(0, 200) };
  if (attribute === "host") return key === undefined ? undefined : { ...view, host: key };
  if (attribute === "kernel") return { ...view, kernel: value };
  if (attribute === "reason") return isReasonSlug(value) ? { ...view, reason: value } : undefined;
  const outcome = attribute === "outcome" ? OUTCOMES.find((each) => each === value) : undefined;
  return outcome && { ...view, outcomes: [outcome] };
}

function Pair({ selected, rest }: { selected: number; rest: number }) {
  return (
    <svg className="pair" width="100%" height="14" aria-hidden="true">
      <rect className="selected" x="0" y="1" width={percent(selected)} height="5" />
      <rect className="rest" x="0" y="8" width={percent(rest)} height="5" />
    </svg>
  );
}

const ns = (duration: number) => BigInt(Math.round(duration));

/** Heads of both tables: what is told of, and how it is inside the box and outside. */
function Heads({ name, children }: { name: string; children?: ReactNode }) {
  const t = useTranslations("differs");
  return (
    <thead>
      <tr>
        <th scope="col">{name}</th>
        <th scope="col" className="number">
          {t("inBox")}
        </th>
        <th scope="col" className="number">
          {t("outside")}
        </th>
        {children}
        <td />
      </tr>
    </thead>
  );
}

type AttributesProps = Pick<Props, "view"> & { readonly rows: readonly AttributeDifference[] };

function Attributes({ rows, view }: AttributesProps) {
  const t = useTranslations("differs");
  const name = useValueName();
  return (
    <table>
      <caption>{t("attributes")}</caption>
      <Heads name={t("value")} />
      <tbody>
        {rows.map((row) => {
          const target = narrowed(view, row);
          const text = (
            <>
              <span className="dim">{t(`of.${row.attribute}`, { of: configuredBy(row.value) })}</span>{" "}
              {name(row)}
            </>
          );
          return (
            <tr key={`${row.attribute} ${row.value}`}>
              <th scope="row">
                {target === undefined ? (
                  text
                ) : (
                  <Link href={bootsHref(target)} scroll={false}>
                    {text}
                  </Link>
                )}
              </th>
              <td className="number">{formatPercent(row.selectedShare)}</td>
              <td className="number">{formatPercent(row.restShare)}</td>
              <td className="pair-cell">
                <Pair selected={row.selectedShare} rest={row.restShare} />
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Spans({ rows, view }: Pick<Props, "view"> & { readonly rows: Differences["spans"] }) {
  const spanName = useSpanName();
  const t = useTranslations("differs");
  const longest = Math.max(1, ...rows.flatMap((span) => [span.selected.p50, span.rest.p50]));
  return (
    <table>
      <caption>{t("spans")}</caption>
      <Heads name={t("spanName")}>
        <th scope="col" className="number" title={t("superiorityMeans")}>
          {t("superiority")}
        </th>
      </Heads>
      <tbody>
        {rows.map((span) => (
          <tr key={span.slug} className={`g-${span.group}`}>
            <th scope="row">
              <Link href={bootsHref({ ...view, sort: `span:${span.slug}` })} scroll={false}>
                {spanName(span.label, 60)}
              </Link>
            </th>
            <td className="number">{formatDuration(ns(span.selected.p50))}</td>
            <td className="number">{formatDuration(ns(span.rest.p50))}</td>
            <td className="number">{formatPercent(span.superiority)}</td>
            <td className="pair-cell">
              <Pair selected={span.selected.p50 / longest} rest={span.rest.p50 / longest} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What the boots in the box have in common that the others have not, and which spans took longer. */
export function WhatDiffers({ view, differences }: Props) {
  const spanName = useSpanName();
  const t = useTranslations("differs");
  const name = useValueName();
  const { selected, rest } = differences;
  if (selected < MIN_POPULATION || rest < MIN_POPULATION)
    return (
      <section className="what-differs">
        <h2>{t("title")}</h2>
        <Explained topic="differs" of={t("title")} />
        <p className="dim">{t("few", { selected, rest, least: MIN_POPULATION })}</p>
      </section>
    );
  const attributes = differences.attributes
    .filter(({ selectedShare, restShare }) => selectedShare - restShare >= LEAST)
    .slice(0, ROWS);
  const spans = differences.spans.slice(0, ROWS);
  const [first] = attributes;
  const slower = spans.find((span) => span.rest.p50 > 0 && span.selected.p50 >= span.rest.p50 * TOLD);
  return (
    <section className="what-differs">
      <h2>{t("title")}</h2>
      <Explained topic="differs" of={t("title")} />
      <p>
        {t("counts", { selected, rest })}{" "}
        {first &&
          t("attribute", {
            share: formatPercent(first.selectedShare),
            attribute: t(`of.${first.attribute}`, { of: configuredBy(first.value) }),
            value: name(first),
            rest: formatPercent(first.restShare),
          })}
        {!first && t("noAttribute")}{" "}
        {slower &&
          t("span", {
            span: spanName(slower.label, 60),
            times: timesFigure(slower.selected.p50 / slower.rest.p50),
          })}
      </p>
      <SampleNotice sample={differences.sample} />
      <div className="differs-tables">
        {first && <Attributes rows={attributes} view={view} />}
        <Spans rows={spans} view={view} />
      </div>
    </section>
  );
}
