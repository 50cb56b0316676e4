"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { BROWSER_ZONE } from "../../i18n/preferences.ts";

const ONE_YEAR_S = 31_536_000;

type Props = {
  /** What the browser said before. */
  readonly known: string | undefined;
  /** The zone that the page was made with, where it was to be the browser's. */
  readonly shown: string | undefined;
};

/** Tells the server the browser's zone, which no request says; a page that was made with another is made again. */
export function BrowserZone({ known, shown }: Props) {
  const router = useRouter();
  useEffect(() => {
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    if (timeZone === known) return;
    document.cookie = `${BROWSER_ZONE}=${timeZone}; Path=/; Max-Age=${ONE_YEAR_S}; SameSite=Lax`;
    // "Etc/UTC" is "UTC" elsewhere.
    if (shown !== undefined && shown.replace("Etc/", "") !== timeZone.replace("Etc/", "")) router.refresh();
  }, [known, shown, router]);
  return null;
}
