import {
  bootHref,
  compareHref,
  compareLetter,
  labelParameter,
  MAX_COMPARED,
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

type Place = Omit<Props, "said"> & { readonly boot: Boot; readonly place: number };

/** Moves a boot up or down; at the end there is nowhere to go. */
function Move({ boots, view, boot, place, by, sign }: Place & { by: -1 | 1; sign: string }) {
  const t = useTranslations("compare");
  const label = t(by < 0 ? "moveUp" : "moveDown", { letter: compareLetter(place) });
  return boots[place + by] === undefined ? (
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
}

function Actions(props: Place) {
  const t = useTranslations("compare");
  const { boots, view, baseline, boot, place } = props;
  return (
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
          aria-label={t("removeOne", { letter: compareLetter(place) })}
        >
          {t("remove")}
        </Link>
      )}
      <span className="compare-moves">
        <Move {...props} by={-1} sign="↑" />
        <Move {...props} by={1} sign="↓" />
      </span>
    </span>
  );
}

function ChosenBoot({ said, ...props }: Place & { readonly said: ReactNode }) {
  const t = useTranslations("compare");
  const noWallTime = useTranslations("boots")("noWallTime");
  const { view, baseline, dates, boot, place } = props;
  const length = bootLength(boot);
  const letter = compareLetter(place);
  return (
    <li data-letter={letter}>
      <span className="letter" data-baseline={place === baseline} data-drag={boot.id} title={t("drag")}>
        {letter}
      </span>
      <div className="compare-who">
        <Link href={bootHref(boot.id)}>{visibleText(boot.container, 60)}</Link>{" "}
        <OutcomeBadge outcome={boot.outcome} />{" "}
        <span className="dim">
          {wallTimeText(boot.wallTime, dates, "full") ?? noWallTime} · {visibleText(boot.hostName, 40)}
        </span>
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
      <span className="number compare-length">{"ns" in length ? <DurationText ns={length.ns} /> : "—"}</span>
      <Actions {...props} />
      {said}
    </li>
  );
}

/** Who is compared, in which order, and what they are called: every action is an address. */
export function ChosenBoots({ said, ...props }: Props) {
  const t = useTranslations("compare");
  const { boots, view } = props;
  return (
    <>
      <form id={FORM} method="get" action="/compare">
        <ViewFields href={compareHref(view)} without={(name) => name.startsWith("label-")} />
      </form>
      <DraggedOrder className="compare-boots" view={view}>
        {boots.map((boot, place) => (
          <ChosenBoot key={boot.id} {...props} {...{ boot, place }} said={said[place]} />
        ))}
        <li className="compare-apply">
          <button form={FORM} className="quiet">
            {t("applyLabels")}
          </button>
          {boots.length < MAX_COMPARED && <a href="#add">{t("addMore")}</a>}
        </li>
      </DraggedOrder>
    </>
  );
}
