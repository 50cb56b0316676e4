import {
  compareHref,
  MAX_COMPARED,
  visibleText,
  withBoot,
  type Baseline,
  type CompareView,
  type PaletteMessage,
} from "@hacotaki/core";
import { useTranslations } from "next-intl";
import { wallTimeText, type Dates } from "../../../i18n/wall-time.ts";
import { DurationText } from "../../ui/duration.tsx";
import { Link } from "../../ui/link.tsx";
import { OutcomeBadge } from "../../ui/outcome.tsx";
import { ViewFields } from "./view-fields.tsx";
import { Field } from "../../ui/field.tsx";

type Props = {
  readonly view: CompareView;
  /** What was looked for; empty where nothing was. */
  readonly sought: string;
  readonly found: PaletteMessage["boots"];
  /** Baselines that are one boot. */
  readonly baselines: readonly Baseline[];
  readonly dates: Dates;
};

/** Finds one boot more to compare, by container, id, or the name it was kept under. */
export function AddBoot({ view, sought, found, baselines, dates }: Props) {
  const t = useTranslations("compare");
  if (view.boots.length >= MAX_COMPARED) return <p className="dim">{t("mostBoots")}</p>;
  const named = baselines.flatMap(({ name, of }) =>
    of.kind === "boot" && !view.boots.includes(of.id) ? [{ name, id: of.id }] : [],
  );
  const others = found.filter(({ id }) => !view.boots.includes(id));
  return (
    <section className="compare-add" id="add" aria-label={t("add")}>
      <form method="get" action="/compare#add" role="search">
        <ViewFields href={compareHref(view)} />
        <Field label={t("addLabel")}>
          <input name="find" type="search" defaultValue={sought} maxLength={100} size={28} required />
        </Field>
        <button className="button">{t("find")}</button>
      </form>
      {sought !== "" &&
        (others.length === 0 ? (
          <p className="dim" role="status">
            {t("noneFound")}
          </p>
        ) : (
          <ul className="compare-found">
            {others.map(({ id, container, outcome, wallTime, durationNs }) => (
              <li key={id}>
                <Link href={compareHref(withBoot(view, id))}>{t("addOne", { id })}</Link> {container}{" "}
                <OutcomeBadge outcome={outcome} />{" "}
                {durationNs !== undefined && <DurationText ns={durationNs} />}{" "}
                <span className="dim">{wallTimeText(wallTime, dates, "full")}</span>
              </li>
            ))}
          </ul>
        ))}
      {named.length > 0 && (
        <p>
          <span className="dim">{t("kept")}</span>{" "}
          {named.map(({ name, id }) => (
            <Link key={name} className="compare-kept" href={compareHref(withBoot(view, id))}>
              {visibleText(name, 80)}
            </Link>
          ))}
        </p>
      )}
    </section>
  );
}
