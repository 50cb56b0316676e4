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
import "../styles/hand-over.css";
import "../styles/keep.css";
import type { Metadata, Viewport } from "next";
import { cookies } from "next/headers";
import { NextIntlClientProvider } from "next-intl";
import { getLocale, getMessages, getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { ChartDefinitions } from "../charts/definitions.tsx";
import { Announcer } from "../components/announcer.tsx";
import { DropImport } from "../components/drop-import.tsx";
import { FocusOnNavigation } from "../components/focus-on-navigation.tsx";
import { SharedHeader } from "../components/shared-header.tsx";
import { SiteHeader } from "../components/site-header.tsx";
import { FollowDatabase } from "../live/follow-database.tsx";
import { OfflineBar } from "../live/offline-bar.tsx";
import { mono, sans } from "../lib/fonts.ts";
import { clientMessages } from "../lib/client-messages.ts";
import { isForShare } from "../lib/share-admitted.ts";
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
  const [jar, isShare, locale, messages, t] = await Promise.all([
    cookies(),
    isForShare(),
    getLocale(),
    getMessages(),
    getTranslations("app"),
  ]);
  const theme = preferenceOf("theme", jar.get("theme")?.value) ?? "system";
  const shortcuts = preferenceOf("shortcuts", jar.get("shortcuts")?.value) ?? "on";
  const preferences = { theme, shortcuts, locale: locale satisfies Preference<"locale"> };
  const root = { lang: locale, "data-theme": theme, className: `${sans.variable} ${mono.variable}` };
  // Whoever sees a share sees nothing else: no navigation, no socket, no client component at all.
  if (isShare)
    return (
      <html {...root}>
        <body>
          <a className="skip" href="#content">
            {t("skip")}
          </a>
          <SharedHeader />
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
          <SiteHeader preferences={preferences} />
          <main id="content" tabIndex={-1}>
            {children}
          </main>
          <Announcer />
          <FocusOnNavigation />
          <OfflineBar />
          <DropImport />
          <FollowDatabase />
          <ChartDefinitions />
        </NextIntlClientProvider>
      </body>
    </html>
  );
}
