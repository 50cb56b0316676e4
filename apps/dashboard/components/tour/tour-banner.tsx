import type { BootId } from "@hacotaki/core";
import { cookies } from "next/headers";
import { getTranslations } from "next-intl/server";
import { parseTour, stepAddress, STEPS, TOUR_COOKIE } from "./steps.ts";

/** What to see on a boot of the tour, and the way on; nothing on other pages, nor for who is not on the tour. */
export async function TourBanner({ id }: { readonly id: BootId }) {
  const tour = parseTour((await cookies()).get(TOUR_COOKIE)?.value);
  const step = tour && STEPS[tour.place - 1];
  if (step === undefined || tour === undefined || tour.isLeft || step.id !== id) return undefined;
  const t = await getTranslations("tour");
  const { place } = tour;
  return (
    <aside className="tour-banner" aria-label={t("title")}>
      <p>
        <strong>
          {t("place", { place, count: STEPS.length })} {t(`steps.${step.name}.title`)}
        </strong>{" "}
        {t(`steps.${step.name}.text`)}
      </p>
      <nav aria-label={t("ways")}>
        <a className="button" href={place > 1 ? stepAddress(place - 1) : "/tour"}>
          {t("previous")}
        </a>
        <a className="button" data-primary href={place < STEPS.length ? stepAddress(place + 1) : "/tour/end"}>
          {t(place < STEPS.length ? "next" : "end")}
        </a>
        <a href="/tour/leave">{t("leave")}</a>
      </nav>
    </aside>
  );
}
