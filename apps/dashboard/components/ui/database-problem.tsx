import { visibleText } from "@hacotaki/core";
import { useTranslations } from "next-intl";
import type { DatabaseState } from "../../server/database.ts";
import { Notice } from "./notice.tsx";

type Broken = Extract<DatabaseState, { readonly kind: "broken" }>;

/** Exactly what is wrong with the database, and what to do. */
export function DatabaseProblem({ path, code, message }: Broken) {
  const t = useTranslations("database");
  return (
    <div className="page narrow">
      <h1>{t("title")}</h1>
      <Notice tone="bad" title={t(`what.${code}`)}>
        <p>{t(`do.${code}`)}</p>
      </Notice>
      <p className="code">{t("file", { path: visibleText(path, 400) })}</p>
      <p className="code">{t("said", { message: visibleText(message, 600) })}</p>
      <p className="dim">{t("retry")}</p>
    </div>
  );
}
