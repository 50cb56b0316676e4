import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Link } from "../../components/ui/link.tsx";
import { visitor } from "../../bridge/page.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("login");
  return { title: t("forbiddenTitle") };
}

/** What the server shows in place of a page that somebody's role does not reach. */
export default async function ForbiddenPage() {
  const [t, error, { name, role }] = await Promise.all([
    getTranslations("login"),
    getTranslations("error"),
    visitor(),
  ]);
  return (
    <div className="page narrow">
      <h1>{t("forbiddenTitle")}</h1>
      {name !== undefined && role !== undefined && (
        <p>{t("forbidden", { user: t("user", { name, role: t(`roles.${role}`) }) })}</p>
      )}
      <p>
        <Link href="/" className="button">
          {error("toBoots")}
        </Link>
      </p>
    </div>
  );
}
