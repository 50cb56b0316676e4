import {
  bootsHref,
  formatDuration,
  formatPercent,
  formatTimes,
  MIN_POPULATION,
  OUTCOMES,
  visibleText,
  type AttributeDifference,
  type BootsView,
  type WhatDiffers as Differences,
} from "@hacotaki/core";
import { Link } from "../ui/link.tsx";
import { useTranslations } from "next-intl";
import { percent } from "../../charts/percent.ts";

const ROWS = 8;
/** A difference of shares below this is nothing to tell. */
const LEAST = 0.02;

type Props = {
  readonly view: BootsView;
  readonly differences: Differences;
  readonly hosts: readonly { readonly id: string; readonly name: string }[];
};

/** The list narrowed to what a row tells of, where the filter has a word for it. */
function narrowed(
  view: BootsView,
  { attribute, value }: AttributeDifference,
  hosts: Props["hosts"],
): BootsView | undefined {
  if (value === undefined) return undefined;
  if (attribute === "container") return { ...view, container: value };
  if (attribute === "haco-file") return { ...view, hacoFile: value };
  if (attribute === "command") return { ...view, text: value.slice(0, 200) };
  if (attribute === "host") {
    const host = hosts.find(({ name }) => name === value);
    return host && { ...view, host: host.id };
  }
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

/** What the boots in the box have in common that the others have not, and which spans took longer. */
export function WhatDiffers({ view, differences, hosts }: Props) {
  const t = useTranslations("differs");
  const { selected, rest } = differences;
  if (selected < MIN_POPULATION || rest < MIN_POPULATION)
    return (
      <section className="what-differs">
        <h2>{t("title")}</h2>
        <p className="dim">{t("few", { selected, rest, least: MIN_POPULATION })}</p>
      </section>
    );
  const attributes = differences.attributes
    .filter(({ selectedShare, restShare }) => selectedShare - restShare >= LEAST)
    .slice(0, ROWS);
  const spans = differences.spans.slice(0, ROWS);
  const name = (row: AttributeDifference) =>
    row.value === undefined ? t("unknown") : visibleText(row.value, 80);
  const [first] = attributes;
  const slower = spans.find((span) => span.selected.p50 > span.rest.p50 && span.rest.p50 > 0);
  const longest = Math.max(1, ...spans.flatMap((span) => [span.selected.p50, span.rest.p50]));
  const ns = (duration: number) => BigInt(Math.round(duration));
  return (
    <section className="what-differs">
      <h2>{t("title")}</h2>
      <p>
        {t("counts", { selected, rest })}{" "}
        {first &&
          t("attribute", {
            share: formatPercent(first.selectedShare),
            attribute: t(`of.${first.attribute}`),
            value: name(first),
            rest: formatPercent(first.restShare),
          })}
        {!first && t("noAttribute")}{" "}
        {slower &&
          t("span", {
            span: visibleText(slower.label, 60),
            times: formatTimes(slower.selected.p50 / slower.rest.p50),
          })}
      </p>
      <div className="differs-tables">
        {first && (
          <table>
            <caption>{t("attributes")}</caption>
            <thead>
              <tr>
                <th scope="col">{t("value")}</th>
                <th scope="col" className="number">
                  {t("inBox")}
                </th>
                <th scope="col" className="number">
                  {t("outside")}
                </th>
                <td />
              </tr>
            </thead>
            <tbody>
              {attributes.map((row) => {
                const target = narrowed(view, row, hosts);
                const text = (
                  <>
                    <span className="dim">{t(`of.${row.attribute}`)}</span> {name(row)}
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
        )}
        <table>
          <caption>{t("spans")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("spanName")}</th>
              <th scope="col" className="number">
                {t("inBox")}
              </th>
              <th scope="col" className="number">
                {t("outside")}
              </th>
              <th scope="col" className="number" title={t("superiorityMeans")}>
                {t("superiority")}
              </th>
              <td />
            </tr>
          </thead>
          <tbody>
            {spans.map((span) => (
              <tr key={span.slug} className={`g-${span.group}`}>
                <th scope="row">
                  <Link href={bootsHref({ ...view, sort: `span:${span.slug}` })} scroll={false}>
                    {visibleText(span.label, 60)}
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
      </div>
    </section>
  );
}
