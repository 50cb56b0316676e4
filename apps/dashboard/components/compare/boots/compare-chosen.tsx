import {
  bootHref,
  compareHref,
  compareLetter,
  labelParameter,
  MAX_COMPARE_LABEL,
  visibleText,
  withMoved,
  withoutBoot,
  type Boot,
  type CompareView,
} from "@hacotaki/core";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { bootLength } from "../../ui/boot-facts.ts";
import { wallTimeText, type Dates } from "../../../i18n/wall-time.ts";
import { DraggedOrder } from "./dragged-order.tsx";
import { DurationText } from "../../ui/duration.tsx";
import { Link } from "../../ui/link.tsx";
import { OutcomeBadge } from "../../ui/outcome.tsx";
import { ViewFields } from "./view-fields.tsx";

const FORM = "compare-labels";

type Props = {
  readonly boots: readonly Boot[];
  readonly view: CompareView;
  /** Place of the baseline. */
  readonly baseline: number;
  readonly dates: Dates;
  /** What is said of each, by place: how it differs from the baseline. */
  readonly said: readonly ReactNode[];
};

/** Who is compared, in which order, and what they are called: every action is an address. */
export function ChosenBoots({ boots, view, baseline, dates, said }: Props) {
  const t = useTranslations("compare");
  const noWallTime = useTranslations("boots")("noWallTime");
  const move = (boot: Boot, by: -1 | 1, sign: string) => {
    const place = boots.indexOf(boot);
    const isEnd = boots[place + by] === undefined;
    const label = t(by < 0 ? "moveUp" : "moveDown", { letter: compareLetter(place) });
    return isEnd ? (
      <span className="compare-move" aria-hidden="true" />
    ) : (
      <Link
        className="compare-move"
        href={compareHref(withMoved(view, boot.id, by))}
        scroll={false}
        aria-label={label}
        title={label}
      >
        {sign}
      </Link>
    );
  };
  return (
    <>
      <form id={FORM} method="get" action="/compare">
        <ViewFields href={compareHref(view)} without={(name) => name.startsWith("label-")} />
      </form>
      <DraggedOrder className="compare-boots" view={view}>
        {boots.map((boot, place) => {
          const length = bootLength(boot);
          const letter = compareLetter(place);
          return (
            <li key={boot.id}>
              <span
                className="letter"
                data-baseline={place === baseline}
                data-drag={boot.id}
                title={t("drag")}
              >
                {letter}
              </span>
              <div className="compare-who">
                <Link href={bootHref(boot.id)}>{visibleText(boot.container, 60)}</Link>{" "}
                <OutcomeBadge outcome={boot.outcome} />
                <p className="dim">
                  {wallTimeText(boot.wallTime, dates, "full") ?? noWallTime} ·{" "}
                  {visibleText(boot.hostName, 40)}
                </p>
                {said[place]}
              </div>
              <input
                form={FORM}
                name={labelParameter(boot.id)}
                defaultValue={view.labels?.[boot.id] ?? ""}
                maxLength={MAX_COMPARE_LABEL}
                aria-label={t("labelOf", { letter })}
                placeholder={t("label")}
                autoComplete="off"
                className="compare-label"
              />
              <span className="number compare-length">
                {"ns" in length ? <DurationText ns={length.ns} /> : "—"}
              </span>
              <span className="compare-actions">
                {place === baseline ? (
                  <span className="dim">{t("isBaseline")}</span>
                ) : (
                  <Link href={compareHref({ ...view, baseline: boot.id })} scroll={false}>
                    {t("makeBaseline")}
                  </Link>
                )}
                {boots.length > 2 && (
                  <Link
                    href={compareHref(withoutBoot(view, boot.id))}
                    scroll={false}
                    aria-label={t("removeOne", { letter })}
                  >
                    {t("remove")}
                  </Link>
                )}
                <span className="compare-moves">
                  {move(boot, -1, "↑")}
                  {move(boot, 1, "↓")}
                </span>
              </span>
            </li>
          );
        })}
        <li className="compare-apply">
          <button form={FORM} className="button quiet">
            {t("applyLabels")}
          </button>
        </li>
      </DraggedOrder>
    </>
  );
}
