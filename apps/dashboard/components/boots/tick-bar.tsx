"use client";

import { compareHref, type BootId } from "@hacotaki/core";
import { useTranslations } from "next-intl";
import { clearTicks } from "./ticks.ts";
import { Link } from "../ui/link.tsx";

/** What was ticked, and where that leads: in sight wherever the list is scrolled to. */
export function TickBar({ ids }: { ids: readonly BootId[] }) {
  const t = useTranslations("boots");
  if (ids.length === 0) return undefined;
  return (
    <div className="tick-bar" role="region" aria-label={t("ticked")}>
      <span role="status">{t("tickedCount", { count: ids.length })}</span>
      {ids.length > 1 ? (
        <Link className="button" data-primary="" href={compareHref({ boots: ids })}>
          {t("compareTicked")}
        </Link>
      ) : (
        <span className="dim">{t("tickAnother")}</span>
      )}
      <button type="button" className="quiet" onClick={clearTicks}>
        {t("clearTicked")}
      </button>
    </div>
  );
}
