"use client";

import type { BootId, Outcome } from "@hacotaki/core";
import { useTranslations } from "next-intl";
import { useSyncExternalStore } from "react";
import { noStuckBoots, onStuckBoots, stuckBoots } from "../../follow/stuck-boots.ts";
import { OutcomeBadge } from "../ui/outcome.tsx";

/** How it ended, or that it is stuck on its way. */
export function OutcomeOrStuck({ id, outcome }: { readonly id: BootId; readonly outcome: Outcome }) {
  const t = useTranslations("boots");
  const stuck = useSyncExternalStore(onStuckBoots, stuckBoots, noStuckBoots);
  return outcome === "booting" && stuck.includes(id) ? (
    <span className="outcome bad" data-outcome="booting" data-stuck="true">
      <svg viewBox="0 0 16 16" width="12" height="12" aria-hidden="true">
        <path d="M8 3v6M8 12v1" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
      </svg>
      {t("stuck")}
    </span>
  ) : (
    <OutcomeBadge outcome={outcome} />
  );
}
