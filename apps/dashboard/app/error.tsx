"use client";

import { useTranslations } from "next-intl";

/** Says that something failed, never how: the log has the stack, found by the digest. */
export default function ErrorPage({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  const t = useTranslations("error");
  return (
    <div className="page narrow">
      <h1>{t("title")}</h1>
      <p>{t("text", { digest: error.digest ?? "none" })}</p>
      <p>
        <button type="button" className="button" onClick={reset}>
          {t("retry")}
        </button>
      </p>
    </div>
  );
}
