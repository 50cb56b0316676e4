import "../components/ui/tokens.css";
import "../components/ui/base.css";
import "../components/ui/time.css";
import "../components/boots/boots.css";
import "../components/boot/boot.css";
import "../components/boot/waterfall/waterfall.css";
import "../components/boot/reasons.css";
import "../components/boot/waterfall/inside.css";
import "../components/shell/fonts.css";
import "../components/shell/shell.css";
import "../components/compare/cohorts/cohorts.css";
import "../components/compare/boots/compare.css";
import "../components/alerts/alerts.css";
import "../components/collector/collector.css";
import "../components/hosts/hosts.css";
import "../components/containers/container.css";
import "../components/live/live.css";
import "../components/compare/usual/against.css";
import "../components/boot/hand-over.css";
import "../components/ui/keep.css";
import "../components/shell/login.css";
import "../components/docs/docs.css";
import "../components/tour/tour.css";
import type { Metadata, Viewport } from "next";
import { cookies, headers } from "next/headers";
import { getLocale, getMessages, getTimeZone, getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { ChartDefinitions } from "../charts/definitions.tsx";
import { Announcer } from "../components/ui/announcer.tsx";
import { DropImport } from "../components/collector/drop-import.tsx";
import { DrawnUpTo } from "../components/ui/drawn-up-to.tsx";
import { ForEditors } from "../components/ui/for-editors.tsx";
import { BrowserMessages } from "../components/shell/browser-messages.tsx";
import { BrowserZone } from "../components/shell/browser-zone.tsx";
import { FocusOnNavigation } from "../components/shell/focus-on-navigation.tsx";
import { SharedHeader } from "../components/shell/shared-header.tsx";
import { PreferencesMenu } from "../components/shell/preferences-menu.tsx";
import { SiteHeader } from "../components/shell/site-header.tsx";
import { FollowDatabase } from "../follow/follow-database.tsx";
import { OfflineBar } from "../components/shell/offline-bar.tsx";
import { mono, sans } from "../components/shell/fonts.ts";
import { clientMessagesText } from "../i18n/client-messages.ts";
import { hasHosts, isFleet, isForShare, visitor } from "../bridge/page.ts";
import { BROWSER_ZONE, preferenceOf, type Preference } from "../i18n/preferences.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("app");
  return { title: { default: t("name"), template: `%s · ${t("name")}` }, description: t("description") };
}

export const viewport: Viewport = {
  colorScheme: "light dark",
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#fcfcfa" },
    { media: "(prefers-color-scheme: dark)", color: "#121418" },
  ],
};

/** Pages that may be long (a boot of 10,000 spans): they say themselves how far they are waited for. */
const MAY_BE_LONG = /^\/(?:boots|compare)(?:\/|$)/;

export default async function RootLayout({ children }: { children: ReactNode }) {
  const [jar, given, isShare, viewer, locale, timeZone, messages, t] = await Promise.all([
    cookies(),
    headers(),
    isForShare(),
    visitor(),
    getLocale(),
    getTimeZone(),
    getMessages(),
    getTranslations("app"),
  ]);
  const theme = preferenceOf("theme", jar.get("theme")?.value) ?? "system";
  const shortcuts = preferenceOf("shortcuts", jar.get("shortcuts")?.value) ?? "on";
  const scale = preferenceOf("scale", jar.get("scale")?.value) ?? "linear";
  const zone = preferenceOf("zone", jar.get("zone")?.value) ?? "browser";
  const preferences = { theme, shortcuts, scale, zone, locale: locale satisfies Preference<"locale"> };
  const browserZone = jar.get(BROWSER_ZONE)?.value;
  const root = { lang: locale, "data-theme": theme, className: `${sans.variable} ${mono.variable}` };
  const path = given.get("x-hacotaki-path") ?? "";
  const isLogin = path === "/login";
  // Whoever sees a share, or has yet to log in, sees nothing else: no navigation, no socket, no client component at all.
  if (isShare || isLogin)
    return (
      <html {...root}>
        <body>
          <a className="skip" href="#content">
            {t("skip")}
          </a>
          <SharedHeader>{isLogin && <PreferencesMenu chosen={preferences} />}</SharedHeader>
          <main id="content" tabIndex={-1}>
            {children}
          </main>
          <ChartDefinitions />
          <DrawnUpTo id="content-end" />
        </body>
      </html>
    );
  return (
    <html {...root}>
      <body>
        <BrowserMessages locale={locale} timeZone={timeZone} text={clientMessagesText(messages)}>
          <a className="skip" href="#content">
            {t("skip")}
          </a>
          <SiteHeader preferences={preferences} visitor={viewer} hasHosts={await hasHosts()} />
          <main id="content" tabIndex={-1}>
            {children}
          </main>
          <Announcer />
          <FocusOnNavigation />
          <OfflineBar />
          <BrowserZone known={browserZone} shown={zone === "browser" ? timeZone : undefined} />
          {!isFleet() && (
            <ForEditors>
              <DropImport />
            </ForEditors>
          )}
          <FollowDatabase />
          <ChartDefinitions />
          {!MAY_BE_LONG.test(path) && <DrawnUpTo id="content-end" />}
        </BrowserMessages>
      </body>
    </html>
  );
}
