import { getTranslations } from "next-intl/server";
import { Link } from "./link.tsx";

/** There is nothing at this address. */
export async function NoSuchPage() {
  const t = await getTranslations("error");
  return (
    <div className="page narrow">
      <h1>{t("notFoundTitle")}</h1>
      <p>{t("notFound")}</p>
      <p>
        <Link href="/" className="button">
          {t("toBoots")}
        </Link>
      </p>
    </div>
  );
}
