import { getTranslations } from "next-intl/server";
import { answerMissing } from "../../bridge/page.ts";

/** The same for a share that expired, was revoked, or never was. */
export async function NoSuchShare() {
  const [t] = await Promise.all([getTranslations("share"), answerMissing()]);
  return (
    <div className="page narrow">
      <h1>{t("noneTitle")}</h1>
      <p>{t("none")}</p>
    </div>
  );
}
