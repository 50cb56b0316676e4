import { COHORT_SIDES, visibleText, type ShareSnapshot } from "@hacotaki/core";
import { useTranslations } from "next-intl";
import type { Dates } from "../../i18n/wall-time.ts";
import {
  CohortAttributes,
  CohortDistribution,
  CohortDoubts,
  CohortVerdict,
  isComparable,
} from "../compare/cohorts/cohort-told.tsx";
import { CohortMeasures } from "../compare/cohorts/cohort-measures.tsx";
import { SideParts } from "../compare/cohorts/side-parts.tsx";

type Snapshot = Extract<ShareSnapshot, { kind: "cohorts" }>;
type Props = { readonly snapshot: Snapshot; readonly dates: Dates };

/** Which boots were compared, in words: what is not shown of that is said to be left out. */
function Sides({ snapshot, dates }: Props) {
  const [t, share] = [useTranslations("cohorts"), useTranslations("share")];
  const list = useTranslations("boots");
  return (
    <ul className="cohort-chosen">
      {COHORT_SIDES.map((side) => {
        const { name, filter, host, isCut } = snapshot[side];
        return (
          <li key={side}>
            <svg className="cohort-key" width="22" height="8" aria-hidden="true">
              <line className={`ecdf-curve ${side}`} x2="22" y1="4" y2="4" />
            </svg>
            <div>
              <strong>{t(`side.${side}`)}</strong>{" "}
              {name !== undefined && <span>“{visibleText(name, 80)}”</span>}
              <p className="dim">
                {(!isCut || Object.keys(filter).length > 0) && (
                  <SideParts filter={filter} hosts={[]} dates={dates} />
                )}
                {host !== undefined && ` · ${list("host")}: ${visibleText(host, 80)}`}
                {isCut && ` · ${share("sideCut")}`}
              </p>
            </div>
            <span>{t("n", { n: snapshot.comparison[side] })}</span>
          </li>
        );
      })}
    </ul>
  );
}

/** Two cohorts as they were compared when they were shared. */
export function SharedCohorts({ snapshot, dates }: Props) {
  const { comparison, span } = snapshot;
  const isTold = isComparable(comparison);
  const shown = comparison.measures.find(({ slug }) => slug === span)?.slug ?? "boot";
  return (
    <div className="compare cohorts">
      {isTold && <CohortVerdict comparison={comparison} />}
      <Sides snapshot={snapshot} dates={dates} />
      <CohortDoubts comparison={comparison} />
      {isTold && (
        <>
          <CohortDistribution comparison={comparison} shown={shown} isShared />
          <CohortMeasures comparison={comparison} view={undefined} shown={shown} />
          <CohortAttributes comparison={comparison} isShared />
        </>
      )}
    </div>
  );
}
