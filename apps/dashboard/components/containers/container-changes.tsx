import {
  bootHref,
  cohortHref,
  compareHref,
  configuredBy,
  DEFAULT_CHANGE_OPTIONS,
  formatDuration,
  formatFraction,
  formatPercent,
  type CohortSide,
  type ContainerChange,
  type ContainerChanges as Changes,
  type ContainerView,
} from "@hacotaki/core";
import { useTranslations } from "next-intl";
import { useValueName } from "../ui/reason-name.ts";
import { wallTimeText, type Dates } from "../../i18n/wall-time.ts";
import { Delta } from "../ui/delta.tsx";
import { Link } from "../ui/link.tsx";
import { useSpanName } from "../ui/span-name.ts";
import { Explained } from "../ui/explained.tsx";
import { TableFrame } from "../ui/table-frame.tsx";

type Props = {
  readonly name: string;
  readonly view: ContainerView;
  readonly dates: Dates;
  readonly changes: Changes;
};

const whole = (ns: number) => BigInt(Math.round(ns));
const signed = (ns: number) => `${ns > 0 ? "+" : ""}${formatDuration(whole(ns))}`;

/** What a change is of, in the visitor's language where it is no span. */
export function useChangeLabel(): (change: Pick<ContainerChange, "slug" | "label">) => string {
  const spanName = useSpanName();
  const t = useTranslations("changes");
  return ({ slug, label }) =>
    slug === "boot" ? t("boot") : slug === "ready" ? t("ready") : spanName(label, 60);
}

function Row({
  number,
  change,
  name,
  view,
  dates,
}: Omit<Props, "changes"> & { readonly number: number; readonly change: ContainerChange }) {
  const t = useTranslations("changes");
  const differs = useTranslations("differs");
  const valueOf = useValueName();
  const label = useChangeLabel();
  const { before, after, shift, attributes, slug, group } = change;
  const side = ({ since, until }: ContainerChange["before"]): CohortSide => ({
    kind: "filter",
    filter: { container: name, ...(view.host === undefined ? {} : { host: view.host }), since, until },
  });
  const isSpan = group !== undefined;
  return (
    <tr id={`change-${number}`} className={isSpan ? `g-${group}` : ""}>
      <td className="number">{number}</td>
      <th scope="row">
        {isSpan && <span className="swatch" />}
        {label(change)}
      </th>
      <td className="when">{wallTimeText(after.at, dates, "full")}</td>
      <td className="number">{formatDuration(whole(before.p50))}</td>
      <td className="number">{formatDuration(whole(after.p50))}</td>
      <td className="number">
        <Delta ns={whole(shift.estimate)} />{" "}
        <span className="dim">{t("interval", { low: signed(shift.low), high: signed(shift.high) })}</span>
      </td>
      <td className="with">
        {attributes.length === 0 ? (
          <span className="dim">—</span>
        ) : (
          attributes.map(({ attribute, before: was, after: is }) => (
            <div key={attribute}>
              <span className="dim">{differs(`of.${attribute}`, { of: configuredBy(is ?? was) })}</span>{" "}
              {valueOf({ attribute, value: was }, 40)} → {valueOf({ attribute, value: is }, 40)}
            </div>
          ))
        )}
      </td>
      <td className="links">
        <Link href={bootHref(before.boot)}>{t("last")}</Link> ·{" "}
        <Link href={bootHref(after.boot)}>{t("first")}</Link> ·{" "}
        <Link href={compareHref({ boots: [before.boot, after.boot], ...(isSpan ? { span: slug } : {}) })}>
          {t("both")}
        </Link>
        <br />
        <Link href={cohortHref({ baseline: side(before), candidate: side(after), span: slug })}>
          {t("cohorts", { before: before.n, after: after.n })}
        </Link>
      </td>
    </tr>
  );
}

/** Since when the container's boots take another time, for what, and what changed along with it. */
export function ContainerChanges({ name, view, dates, changes: told }: Props) {
  const t = useTranslations("changes");
  const { looked, all, changes, omitted, sample } = told;
  const { alpha, minChange, minOfBoot } = DEFAULT_CHANGE_OPTIONS;
  return (
    <section aria-labelledby="changes-title">
      <h2 id="changes-title">{t("title")}</h2>
      <Explained topic="changes" of={t("title")} />
      <p className="chart-note">
        {changes.length === 0
          ? t("none", { looked })
          : t("note", { count: changes.length + omitted, looked })}{" "}
        {looked < all && t("cut", { all })} {sample && t("sampled", { oneIn: sample.oneIn })}{" "}
        {t("least", {
          change: formatPercent(minChange),
          part: formatFraction(minOfBoot),
          alpha: formatPercent(alpha),
        })}
        {omitted > 0 && ` ${t("omitted", { omitted })}`}
      </p>
      {changes.length > 0 && (
        <TableFrame label={t("title")}>
          <table className="data changes-table">
            <thead>
              <tr>
                <th scope="col" className="number">
                  {t("number")}
                </th>
                <th scope="col">{t("what")}</th>
                <th scope="col">{t("when")}</th>
                <th scope="col" className="number">
                  {t("before")}
                </th>
                <th scope="col" className="number">
                  {t("after")}
                </th>
                <th scope="col" className="number">
                  {t("shift")}
                </th>
                <th scope="col">{t("with")}</th>
                <th scope="col">{t("look")}</th>
              </tr>
            </thead>
            <tbody>
              {changes.map((change, place) => (
                <Row
                  key={`${change.slug} ${change.after.boot}`}
                  number={changes.length - place}
                  change={change}
                  name={name}
                  view={view}
                  dates={dates}
                />
              ))}
            </tbody>
          </table>
        </TableFrame>
      )}
    </section>
  );
}
