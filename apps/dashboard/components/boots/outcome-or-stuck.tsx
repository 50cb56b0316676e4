"use client";

import type { BootId } from "@hacotaki/core";
import { useTranslations } from "next-intl";
import { useSyncExternalStore } from "react";
import { noStuckBoots, onStuckBoots, stuckBoots } from "../../follow/stuck-boots.ts";
import { OutcomeBadge } from "../ui/outcome.tsx";

/** That it is on its way, or stuck there. */
export function OutcomeOrStuck({ id }: { readonly id: BootId }) {
  const t = useTranslations("boots");
  const stuck = useSyncExternalStore(onStuckBoots, stuckBoots, noStuckBoots);
  return stuck.includes(id) ? (
    <span className="outcome bad" data-outcome="booting" data-stuck="true">
      <svg viewBox="0 0 16 16" width="12" height="12" aria-hidden="true">
        <path d="M8 3v6M8 12v1" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
      </svg>
      {t("stuck")}
    </span>
  ) : (
    <OutcomeBadge outcome="booting" />
  );
}
