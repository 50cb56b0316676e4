import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { answerMissing } from "../../bridge/page.ts";
import { NoSuchPage } from "../ui/no-such-page.tsx";
import { DocsPage } from "./docs-page.tsx";
import { allPages, documentAt } from "./read-documentation.ts";

/** What a page below /docs is called. */
export const docsMetadata = async (address: string): Promise<Metadata> => ({
  title: documentAt(address)?.title ?? (await getTranslations("error"))("notFoundTitle"),
});

/** The page at an address below /docs; "" is the index. */
export async function DocsAt({ address }: { readonly address: string }) {
  const document = documentAt(address);
  if (document !== undefined) return <DocsPage {...{ document, address }} pages={allPages()} />;
  await answerMissing();
  return <NoSuchPage />;
}
