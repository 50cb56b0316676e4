"use client";

import { useTranslations } from "next-intl";

/** Says that something failed, never how: the log has the stack, found by the digest. */
export default function ErrorPage({ error }: { error: Error & { digest?: string } }) {
  const t = useTranslations("error");
  return (
    <div className="page narrow">
      <h1>{t("title")}</h1>
      <p>{t("text", { digest: error.digest ?? "none" })}</p>
      {error.digest !== undefined && <p className="code">{error.digest}</p>}
      {/* Whole loads: what failed may have left the page in any state. */}
      <p className="error-actions">
        <button type="button" className="button" data-primary onClick={() => location.reload()}>
          {t("retry")}
        </button>
        <a href="/" className="button">
          {t("toBoots")}
        </a>
        <a href="/collector" className="button">
          {t("toCollector")}
        </a>
      </p>
    </div>
  );
}
