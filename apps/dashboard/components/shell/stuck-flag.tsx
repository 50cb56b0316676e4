"use client";

import { bootHref } from "@hacotaki/core";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect, useSyncExternalStore } from "react";
import { followStuckBoots, noStuckBoots, onStuckBoots, stuckBoots } from "../../follow/stuck-boots.ts";
import { Link } from "../ui/link.tsx";

/** Says something before the title of whatever page is open; a page that changes its title keeps it. */
function useTitlePrefix(prefix: string): void {
  useEffect(() => {
    if (prefix === "") return undefined;
    const put = () => {
      if (!document.title.startsWith(prefix)) document.title = prefix + document.title;
    };
    put();
    const titles = new MutationObserver(put);
    titles.observe(document.head, { childList: true, subtree: true, characterData: true });
    return () => {
      titles.disconnect();
      if (document.title.startsWith(prefix)) document.title = document.title.slice(prefix.length);
    };
  }, [prefix]);
}

/** How many boots are stuck, on every page and in its tab: it leads to them. */
export function StuckFlag() {
  const t = useTranslations("app");
  const stuck = useSyncExternalStore(onStuckBoots, stuckBoots, noStuckBoots);
  const path = usePathname();
  useEffect(followStuckBoots, []);
  const [first] = stuck;
  // A stuck boot's own page says it itself.
  useTitlePrefix(
    stuck.length === 0 || path.startsWith("/boots/") ? "" : t("stuckTitle", { count: stuck.length }),
  );
  return (
    <span className="stuck-flag" role="status">
      {first !== undefined && (
        <Link className="bad" href={stuck.length === 1 ? bootHref(first) : "/live"} title={t("stuckLong")}>
          <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
            <path d="M6 1.5v5.5M6 9.5v1" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
          </svg>
          <span className="stuck-words">{t("stuck", { count: stuck.length })}</span>
          <span className="stuck-few" aria-hidden="true">
            {stuck.length}
          </span>
        </Link>
      )}
    </span>
  );
}
