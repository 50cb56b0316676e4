import { useTranslations } from "next-intl";
import { Link } from "../ui/link.tsx";

/** What helps on, from every page: the documentation, its words, and which version this is. */
export function HelpMenu() {
  const t = useTranslations("help");
  return (
    <details className="menu" name="menu">
      <summary className="quiet">{t("title")}</summary>
      <ul className="menu-body help-links">
        <li>
          <Link href="/tour">{t("tour")}</Link>
        </li>
        <li>
          <Link href="/docs/waterfall">{t("reading")}</Link>
        </li>
        <li>
          <Link href="/docs/waterfall#glossary">{t("words")}</Link>
        </li>
        <li>
          <Link href="/docs">{t("documentation")}</Link>
        </li>
        <li>
          <Link href="/docs/changelog">{t("news")}</Link>
        </li>
        <li>
          <Link href="/about">{t("about")}</Link>
        </li>
      </ul>
    </details>
  );
}
