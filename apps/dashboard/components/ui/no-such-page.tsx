import { getTranslations } from "next-intl/server";
import { Link } from "./link.tsx";

/** There is nothing at this address. */
export async function NoSuchPage() {
  const t = await getTranslations("error");
  return (
    <div className="page narrow">
      <h1>{t("notFoundTitle")}</h1>
      <p>{t("notFound")}</p>
      <form action="/" role="search" className="search-boots">
        <label>
          <span>{t("search")}</span>
          <input type="search" name="q" size={36} maxLength={200} />
        </label>{" "}
        <button className="button" data-primary>
          {t("find")}
        </button>
      </form>
      <p>
        <Link href="/" className="button">
          {t("toBoots")}
        </Link>{" "}
        <Link href="/containers" className="button">
          {t("toContainers")}
        </Link>{" "}
        <Link href="/docs" className="button">
          {t("toDocs")}
        </Link>
      </p>
    </div>
  );
}
