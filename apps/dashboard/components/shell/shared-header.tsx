import { useTranslations } from "next-intl";
import type { ReactNode } from "react";

/** The name of what made the page; it leads nowhere. */
export function SharedHeader({ children }: { children?: ReactNode }) {
  const t = useTranslations("app");
  return (
    <header className="site-header">
      <span className="wordmark">
        <svg viewBox="0 0 20 16" width="20" height="16" aria-hidden="true">
          <path d="M0 1h7v3H0zM6 6.5h9v3H6zM14 12h6v3h-6z" fill="currentColor" />
        </svg>
        {t("name")}
      </span>
      {children && <div className="site-tools">{children}</div>}
    </header>
  );
}
