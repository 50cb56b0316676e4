import {
  cohortHref,
  filterText,
  shareHref,
  visibleText,
  type Baseline,
  type BootFilter,
  type CohortView,
} from "@hacotaki/core";
import { useTranslations } from "next-intl";
import { bootsBehind } from "../../ui/boots-behind.ts";
import { wallTimeText, type Dates } from "../../../i18n/wall-time.ts";
import { ForEditors } from "../../ui/for-editors.tsx";
import { Link } from "../../ui/link.tsx";
import { Field } from "../../ui/field.tsx";

type Props = {
  readonly view: CohortView;
  readonly baselines: readonly Baseline[];
  readonly dates: Dates;
  /** Cohorts on this page that can be kept. */
  readonly sides: readonly { readonly name: "baseline" | "candidate"; readonly filter: BootFilter }[];
};

/** Cohorts that were kept under a name, and a form to keep one of this page. */
export function CohortBaselines({ view, baselines, dates, sides }: Props) {
  const t = useTranslations("cohorts");
  const keep = useTranslations("keep");
  return (
    <section aria-labelledby="baselines-title" className="cohort-baselines" id="baselines">
      <h2 id="baselines-title">{t("baselines")}</h2>
      {baselines.length === 0 && <p className="dim">{t("baselinesNone")}</p>}
      {baselines.length > 0 && (
        <ul>
          {baselines.map(({ name, note, of, savedAt }) => (
            <li key={name}>
              <div>
                <Link href={cohortHref({ ...view, baseline: { kind: "named", name } })}>
                  {visibleText(name, 80)}
                </Link>{" "}
                {note !== undefined && <span className="dim">{visibleText(note, 200)}</span>}
              </div>
              {of.kind === "boot" ? (
                <span className="dim">{t("oneBoot")}</span>
              ) : (
                <Link href={bootsBehind(of.filter)}>{t("toBoots")}</Link>
              )}
              <span className="dim">
                {t("savedAt", { when: wallTimeText(savedAt, dates, "full") ?? "" })}
              </span>
              <ForEditors>
                <Link
                  className="button quiet"
                  href={shareHref({ kind: "baseline", name })}
                  aria-label={t("shareNamed", { name: visibleText(name, 80) })}
                  title={keep("shareLong")}
                >
                  {keep("share")}
                </Link>
                <form method="post" action="/api/baselines">
                  <input type="hidden" name="remove" value={name} />
                  <button
                    className="button quiet"
                    aria-label={t("removeNamed", { name: visibleText(name, 80) })}
                  >
                    {t("remove")}
                  </button>
                </form>
              </ForEditors>
            </li>
          ))}
        </ul>
      )}
      {sides.length > 0 && (
        <ForEditors>
          <form method="post" action="/api/baselines" className="cohort-save">
            <Field label={t("saveName")}>
              <input name="name" required maxLength={80} size={28} autoComplete="off" />
            </Field>
            <Field label={t("saveWhich")}>
              <select name="filter" defaultValue={filterText(sides[0]?.filter ?? {})}>
                {sides.map(({ name, filter }) => (
                  <option key={name} value={filterText(filter)}>
                    {t(`side.${name}`)}
                  </option>
                ))}
              </select>
            </Field>
            <button className="button">{t("save")}</button>
          </form>
        </ForEditors>
      )}
    </section>
  );
}
