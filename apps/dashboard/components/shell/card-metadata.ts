import type { Metadata } from "next";
import { originOfVisit } from "../../bridge/page.ts";

/** Size of the pictures under /cards. */
const SIZE = { width: 1200, height: 630 };

/**
 * What a chat shows beside a link to a page: title, sentence and picture. Links to pictures have to be whole: without a
 * known origin there is none.
 */
export async function cardMetadata(
  card: string,
  { title, description }: { readonly title: string; readonly description: string },
): Promise<Metadata> {
  const origin = await originOfVisit();
  if (origin === null) return { title, description };
  const images = [{ url: `${origin}${card}`, ...SIZE, type: "image/png", alt: description }];
  return {
    title,
    description,
    openGraph: { type: "website", siteName: "Hacotaki", title, description, images },
    twitter: { card: "summary_large_image", title, description, images },
  };
}
