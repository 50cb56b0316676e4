import { Link } from "../components/link.tsx";
import { getTranslations } from "next-intl/server";

export default async function NotFound() {
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
