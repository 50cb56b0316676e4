import { getTranslations } from "next-intl/server";

/** The same for a share that expired, was revoked, or never was. */
export default async function NoShare() {
  const t = await getTranslations("share");
  return (
    <div className="page narrow">
      <h1>{t("noneTitle")}</h1>
      <p>{t("none")}</p>
    </div>
  );
}
