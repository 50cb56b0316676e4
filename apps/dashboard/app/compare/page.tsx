import {
  againstHref,
  cohortHref,
  compareHref,
  parseAgainstView,
  parseCohortForm,
  parseCohortView,
  parseCompareView,
  utcNow,
  type SearchParams,
} from "@hacotaki/core";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { redirect } from "next/navigation";
import { BootComparison, soughtIn } from "../../components/compare/boots/boot-comparison.tsx";
import { CompareStart } from "../../components/compare/boots/compare-start.tsx";
import { CohortPage, cohortTitle } from "../../components/compare/cohorts/cohort-page.tsx";
import { AgainstUsual } from "../../components/compare/usual/against-usual.tsx";
import { cardMetadata } from "../../components/shell/card-metadata.ts";
import { cohortFormHref, rejectedOfSides } from "../../components/compare/cohorts/rejected-sides.ts";
import { visitorDates } from "../../i18n/visitor-dates.ts";

type Props = { readonly searchParams: Promise<SearchParams> };

/** Boots are compared one by one where any are named, else cohorts of them. */
const isPair = (params: SearchParams) => params["boots"] !== undefined;

export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  const params = await searchParams;
  const [t, cohorts] = await Promise.all([getTranslations("compare"), getTranslations("cohorts")]);
  const against = parseAgainstView(params);
  if (against) {
    const words = await getTranslations("against");
    return cardMetadata(`/cards${againstHref(against.view).replace("?", ".png?")}`, {
      title: words("title"),
      description: words("card"),
    });
  }
  if (isPair(params)) {
    const { boots, baseline } = parseCompareView(params).view;
    const query = compareHref({ boots, ...(baseline === undefined ? {} : { baseline }) }).split("?")[1];
    return cardMetadata(`/cards/compare.png?${query ?? ""}`, {
      title: t("title"),
      description: t("card", { count: boots.length }),
    });
  }
  const { timeZone } = await visitorDates();
  const { view } = parseCohortView(params, { now: utcNow(), timeZone });
  const title = cohortTitle(view);
  if (title === undefined) return { title: cohorts("title") };
  return cardMetadata(`/cards${cohortHref(view).replace("?", ".png?")}`, {
    title,
    description: cohorts("card"),
  });
}

export default async function ComparePage({ searchParams }: Props) {
  const params = await searchParams;
  const against = parseAgainstView(params);
  if (against) return <AgainstUsual {...against} />;
  if (isPair(params)) return <BootComparison params={params} />;
  const { timeZone } = await visitorDates();
  const clock = { now: utcNow(), timeZone };
  const form = parseCohortForm(params, clock);
  // A form cannot send the link of what it chose; what made no sense stays in the address, so that the page tells of it.
  if (form) redirect(cohortFormHref(form.view, params, form.dropped));
  const start = <CompareStart chosen={[]} sought={soughtIn(params)} />;
  return <CohortPage {...parseCohortView(params, clock)} rejected={rejectedOfSides(params)} start={start} />;
}
