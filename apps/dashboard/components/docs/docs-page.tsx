import { useLocale, useTranslations } from "next-intl";
import { Link } from "../ui/link.tsx";
import { Notice } from "../ui/notice.tsx";
import type { Document } from "./document.ts";
import { Markdown } from "./markdown.tsx";

export type PageLink = { readonly address: string; readonly title: string };

type Props = {
  readonly document: Document;
  /** Below /docs; "" is the index. */
  readonly address: string;
  /** All pages that the index leads to. */
  readonly pages: readonly PageLink[];
};

function OnThisPage({ document }: Pick<Props, "document">) {
  const t = useTranslations("docs");
  const headings = document.headings.filter(({ depth }) => depth === 2);
  if (headings.length < 2) return undefined;
  return (
    <nav className="docs-headings" aria-labelledby="docs-headings">
      <h2 id="docs-headings">{t("onThisPage")}</h2>
      <ul>
        {headings.map(({ anchor, text }) => (
          <li key={anchor}>
            <a href={`#${anchor}`}>{text}</a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** A page of the documentation, between the list of all pages and that of its headings. */
export function DocsPage({ document, address, pages }: Props) {
  const t = useTranslations("docs");
  const isForeign = useLocale() !== "en";
  const at = pages.findIndex((page) => page.address === address);
  const next = pages[at + 1];
  return (
    <div className="page docs">
      {isForeign && <Notice tone="plain">{t("inEnglish")}</Notice>}
      <OnThisPage document={document} />
      <article className="docs-text" lang="en">
        <Markdown {...{ document, address }} />
        {at >= 0 && next !== undefined && (
          <p className="docs-next">
            <span lang={isForeign ? "ja" : "en"}>{t("next")}</span>{" "}
            <Link href={`/docs/${next.address}`}>{next.title}</Link>
          </p>
        )}
      </article>
      <nav className="docs-pages" aria-labelledby="docs-pages">
        <h2 id="docs-pages">{t("pages")}</h2>
        <ul lang="en">
          <li>
            <Link href="/docs" aria-current={address === "" ? "page" : undefined}>
              {t("index")}
            </Link>
          </li>
          {pages.map((page) => (
            <li key={page.address}>
              <Link
                href={`/docs/${page.address}`}
                aria-current={page.address === address ? "page" : undefined}
              >
                {page.title}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
    </div>
  );
}
