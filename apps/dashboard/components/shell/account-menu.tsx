import type { Role } from "@hacotaki/core";
import { useTranslations } from "next-intl";

/** Who is logged in, and the way out. A plain form, so that it works without script. */
export function AccountMenu({ name, role }: { name: string; role: Role }) {
  const t = useTranslations("login");
  return (
    <details className="menu" name="menu">
      <summary className="quiet account-name" title={t("account")}>
        {name}
      </summary>
      <form method="post" action="/api/logout">
        <p className="account-who">{t("user", { name, role: t(`roles.${role}`) })}</p>
        <button className="button">{t("logout")}</button>
      </form>
    </details>
  );
}
