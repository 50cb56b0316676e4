import { type BootSummary, type ContainerView } from "@hacotaki/core";
import { useTranslations } from "next-intl";
import { bootsBehind } from "../ui/boots-behind.ts";
import type { Dates } from "../../i18n/wall-time.ts";
import { BootsOnOneScale } from "../boots/boots-on-one-scale.tsx";

type Props = {
  readonly name: string;
  readonly view: ContainerView;
  readonly dates: Dates;
  readonly boots: readonly BootSummary[];
};

/** The slowest boots that came up, on one time scale. */
export function SlowestBoots({ name, view, dates, boots }: Props) {
  const t = useTranslations("container");
  return (
    <section className="boot-list" aria-labelledby="slowest-title">
      <h2 id="slowest-title">{t("slowest")}</h2>
      <BootsOnOneScale boots={boots} dates={dates} />
      <p className="section-link">
        <a href={bootsBehind({ container: name, ...view, outcomes: ["up", "ready"] }, "slowest")}>
          {t("slowestAll")}
        </a>
      </p>
    </section>
  );
}
