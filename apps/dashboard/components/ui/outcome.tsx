import type { Outcome } from "@hacotaki/core";
import { useTranslations } from "next-intl";

/** Shapes differ, so that an outcome is told without colour. */
const SHAPES: Readonly<Record<Outcome, string>> = {
  booting: "M3 8a5 5 0 1 1 5 5",
  up: "M3 8.5 6.5 12 13 4.5",
  ready: "M3 8.5 6.5 12 13 4.5M13 12.5h.01",
  failed: "M4 4l8 8M12 4l-8 8",
  partial: "M3 8h3M10 8h3",
};

export function OutcomeBadge({ outcome }: { outcome: Outcome }) {
  const t = useTranslations("outcome");
  const means = useTranslations("outcomeMeans");
  return (
    <span className="outcome" data-outcome={outcome} title={means(outcome)}>
      <svg viewBox="0 0 16 16" width="12" height="12" aria-hidden="true">
        <path d={SHAPES[outcome]} fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
      </svg>
      {t(outcome)}
    </span>
  );
}
