import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";

export { NoSuchPage as default } from "../components/ui/no-such-page.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("error"))("notFoundTitle") };
}
