import { cache } from "react";
import { documentation } from "../../bridge/page.ts";
import type { PageLink } from "./docs-page.tsx";
import { linkedPages, readDocument, type Document } from "./document.ts";

/** A page of the documentation by its address below /docs ("" is the index); undefined where there is none. */
export const documentAt = cache((address: string): Document | undefined => {
  const markdown =
    address === "README" ? undefined : documentation().page(address === "" ? "README" : address);
  return markdown === undefined ? undefined : readDocument(markdown);
});

/** Every page that the index leads to, in its order, and what is new last. */
export function allPages(): readonly PageLink[] {
  const index = documentAt("");
  return [...(index === undefined ? [] : linkedPages(index)), "changelog"].flatMap((address) => {
    const title = documentAt(address)?.title;
    return title === undefined ? [] : [{ address, title }];
  });
}
