import { populationKind, visibleText, type Boot } from "@hacotaki/core";
import { useTranslations } from "next-intl";

/** Names the boots that a boot is held against: "image web:1.4", or its container's name, at most so long. */
export type PopulationNamer = (boot: Pick<Boot, "container" | "oci">, most?: number) => string;

/** Where hooks are none, as in pages that wait. */
export const populationNamer =
  (t: ReturnType<typeof useTranslations<"boots">>): PopulationNamer =>
  (boot, most) =>
    t("populationOf", { kind: populationKind(boot) ?? "name", name: visibleText(boot.container, most) });

export const usePopulationName = (): PopulationNamer => populationNamer(useTranslations("boots"));
