import "../styles/tokens.css";
import "../styles/base.css";
import "../styles/boots.css";
import "../styles/boot.css";
import "../styles/waterfall.css";
import "../styles/shell.css";
import "../styles/cohorts.css";
import "../styles/compare.css";
import "../styles/container.css";
import "../styles/live.css";
import "../styles/against.css";
import "../styles/hand-over.css";
import "../styles/keep.css";
import "../styles/login.css";
import type { Metadata, Viewport } from "next";
import { cookies, headers } from "next/headers";
import { NextIntlClientProvider } from "next-intl";
import { getLocale, getMessages, getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { ChartDefinitions } from "../charts/definitions.tsx";
import { Announcer } from "../components/announcer.tsx";
import { DropImport } from "../components/drop-import.tsx";
import { ForEditors } from "../components/for-editors.tsx";
import { FocusOnNavigation } from "../components/focus-on-navigation.tsx";
import { SharedHeader } from "../components/shared-header.tsx";
import { PreferencesMenu } from "../components/preferences.tsx";
import { SiteHeader } from "../components/site-header.tsx";
import { FollowDatabase } from "../live/follow-database.tsx";
import { OfflineBar } from "../live/offline-bar.tsx";
import { mono, sans } from "../lib/fonts.ts";
import { clientMessages } from "../lib/client-messages.ts";
import { isForShare } from "../lib/share-admitted.ts";
import { visitor } from "../lib/visitor.ts";
import { preferenceOf, type Preference } from "../lib/preferences.ts";

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

export default async function RootLayout({ children }: { children: ReactNode }) {
  const [jar, given, isShare, viewer, locale, messages, t] = await Promise.all([
    cookies(),
    headers(),
    isForShare(),
    visitor(),
    getLocale(),
    getMessages(),
    getTranslations("app"),
  ]);
  const theme = preferenceOf("theme", jar.get("theme")?.value) ?? "system";
  const shortcuts = preferenceOf("shortcuts", jar.get("shortcuts")?.value) ?? "on";
  const preferences = { theme, shortcuts, locale: locale satisfies Preference<"locale"> };
  const root = { lang: locale, "data-theme": theme, className: `${sans.variable} ${mono.variable}` };
  const isLogin = given.get("x-hacotaki-path") === "/login";
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
        </body>
      </html>
    );
  return (
    <html {...root}>
      <body>
        <NextIntlClientProvider messages={clientMessages(messages)}>
          <a className="skip" href="#content">
            {t("skip")}
          </a>
          <SiteHeader preferences={preferences} visitor={viewer} />
          <main id="content" tabIndex={-1}>
            {children}
          </main>
          <Announcer />
          <FocusOnNavigation />
          <OfflineBar />
          <ForEditors>
            <DropImport />
          </ForEditors>
          <FollowDatabase />
          <ChartDefinitions />
        </NextIntlClientProvider>
      </body>
    </html>
  );
}
