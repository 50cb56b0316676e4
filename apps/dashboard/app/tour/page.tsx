import type { Metadata } from "next";
import { cookies } from "next/headers";
import { getTranslations } from "next-intl/server";
import { readDatabase } from "../../bridge/page.ts";
import { parseTour, STEPS, TOUR_COOKIE } from "../../components/tour/steps.ts";
import { TourOverview } from "../../components/tour/tour-overview.tsx";
import { DatabaseProblem } from "../../components/ui/database-problem.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("tour"))("title") };
}

export default async function Tour() {
  // First what makes it a visitor's page: a build would read a database that it has not.
  const jar = await cookies();
  const found = await readDatabase((reader) => reader.findBoots(STEPS.map(({ id }) => id)));
  if (found.kind === "broken") return <DatabaseProblem {...found} />;
  const missing = STEPS.length - (found.kind === "absent" ? 0 : found.value.length);
  return <TourOverview missing={missing} tour={parseTour(jar.get(TOUR_COOKIE)?.value)} />;
}
