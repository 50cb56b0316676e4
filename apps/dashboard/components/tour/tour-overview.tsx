import { useTranslations } from "next-intl";
import { isFleet } from "../../bridge/page.ts";
import { ForEditors } from "../ui/for-editors.tsx";
import { stepAddress, STEPS, type TourPlace } from "./steps.ts";

type Props = {
  /** Steps whose boots are not in the database. */
  readonly missing: number;
  readonly tour: TourPlace | undefined;
};

/** The tour at a glance: where to begin, to go on, or to load its boots first. */
export function TourOverview({ missing, tour }: Props) {
  const t = useTranslations("tour");
  const isThere = missing === 0;
  return (
    <div className="page narrow">
      <h1>{t("title")}</h1>
      <p className="lead">{t("lead")}</p>
      {isThere ? (
        <p>
          <a className="button" data-primary href={stepAddress(tour?.place ?? 1)}>
            {tour === undefined ? t("begin") : t("resume", { place: tour.place, count: STEPS.length })}
          </a>
        </p>
      ) : (
        <>
          <p>{t(isFleet() ? "notInFleet" : "missing", { count: missing })}</p>
          <ForEditors>
            {!isFleet() && (
              <form method="post" action="/api/import/tour">
                <button className="button" data-primary>
                  {t("load")}
                </button>
              </form>
            )}
          </ForEditors>
        </>
      )}
      <ol className="tour-steps">
        {STEPS.map(({ name }, at) => (
          <li key={name} aria-current={tour?.place === at + 1 ? "step" : undefined}>
            {isThere ? (
              <a href={stepAddress(at + 1)}>{t(`steps.${name}.title`)}</a>
            ) : (
              t(`steps.${name}.title`)
            )}
          </li>
        ))}
      </ol>
    </div>
  );
}
