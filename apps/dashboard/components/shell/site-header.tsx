import { Link } from "../ui/link.tsx";
import { useTranslations } from "next-intl";
import { isFleet } from "../../bridge/page.ts";
import type { Visitor } from "../../bridge/server.ts";
import { Connection } from "./connection.tsx";
import { AccountMenu } from "./account-menu.tsx";
import { HelpMenu } from "./help-menu.tsx";
import { DrawnUpTo } from "../ui/drawn-up-to.tsx";
import { NavLink } from "./nav-link.tsx";
import { Palette } from "./palette.tsx";
import { PreferencesMenu, type Preferences } from "./preferences-menu.tsx";
import { StuckFlag } from "./stuck-flag.tsx";
import { Shortcuts } from "./shortcuts.tsx";

type Props = {
  readonly preferences: Preferences;
  readonly visitor: Visitor;
  /** Whether there is more than one host to tell apart. */
  readonly hasHosts: boolean;
};

export function SiteHeader({ preferences, visitor, hasHosts }: Props) {
  const { name, role } = visitor;
  const t = useTranslations("app");
  return (
    <header className="site-header">
      <Link href="/" className="wordmark">
        <svg viewBox="0 0 20 16" width="20" height="16" aria-hidden="true">
          <path d="M0 1h7v3H0zM6 6.5h9v3H6zM14 12h6v3h-6z" fill="currentColor" />
        </svg>
        {t("name")}
      </Link>
      <nav aria-label={t("nav")}>
        <NavLink href="/" shortcut="g b">
          {t("boots")}
        </NavLink>
        <NavLink href="/containers" shortcut="g c">
          {t("containers")}
        </NavLink>
        <NavLink href="/images" shortcut="g i">
          {t("images")}
        </NavLink>
        {hasHosts && (
          <NavLink href="/hosts" shortcut="g h">
            {t("hosts")}
          </NavLink>
        )}
        <NavLink href="/compare" shortcut="g m">
          {t("compare")}
        </NavLink>
        <NavLink href="/live" shortcut="g l">
          {t("live")}
        </NavLink>
        <NavLink href="/collector" shortcut="g o">
          {t(isFleet() ? "fleet" : "collector")}
        </NavLink>
        <NavLink href="/alerts" shortcut="g a">
          {t("alerts")}
        </NavLink>
        <NavLink href="/pins" besides="/shares" shortcut="g p">
          {t("kept")}
        </NavLink>
      </nav>
      <div className="site-tools">
        <StuckFlag />
        <Connection />
        <Palette />
        <Shortcuts isOn={preferences.shortcuts === "on"} />
        <HelpMenu />
        {name !== undefined && role !== undefined && <AccountMenu name={name} role={role} />}
        <PreferencesMenu chosen={preferences} />
      </div>
      <DrawnUpTo id="site-header-end" />
    </header>
  );
}
