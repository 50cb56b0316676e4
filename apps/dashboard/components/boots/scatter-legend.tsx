import { OUTCOMES } from "@hacotaki/core";
import { useTranslations } from "next-intl";
import { LEVELS, type ScatterGeometry } from "../../charts/scatter/layout.ts";

const CELL = 10;

/** Every sign on the scatter, explained: those alone that are on it. */
export function ScatterLegend({ scatter }: { scatter: ScatterGeometry }) {
  const t = useTranslations("charts");
  const outcome = useTranslations("outcome");
  const isCells = scatter.kind === "cells";
  const hasCrosses = scatter.crosses.length > 0;
  const outcomes = OUTCOMES.filter(
    (each) => scatter.paths.some((path) => path.outcome === each) || (hasCrosses && each === "failed"),
  );
  return (
    <ul className="scatter-legend" aria-label={t("legend")}>
      {outcomes.map((each) => (
        <li key={each}>
          <svg
            className={hasCrosses && each === "failed" ? "crosses" : "marks"}
            width={CELL}
            height={CELL}
            aria-hidden="true"
          >
            <path
              data-outcome={each}
              {...(isCells
                ? { "data-level": LEVELS, d: "M0 0h10v10h-10z" }
                : { d: hasCrosses && each === "failed" ? "M1.5 1.5l7 7M1.5 8.5l7 -7" : "M5 5h0" })}
            />
          </svg>{" "}
          {outcome(each)}
        </li>
      ))}
      {isCells && (
        <li>
          {t("few")}{" "}
          <svg className="marks" width={CELL * LEVELS} height={CELL} aria-hidden="true">
            {Array.from({ length: LEVELS }, (_, n) => (
              <path
                key={n}
                data-outcome={outcomes[0]}
                data-level={n + 1}
                d={`M${n * CELL} 0h${CELL}v${CELL}h-${CELL}z`}
              />
            ))}
          </svg>{" "}
          {t("many")}
        </li>
      )}
      {scatter.rug !== "" && (
        <li>
          <svg className="rug" width={CELL} height={CELL} aria-hidden="true">
            <path d="M5 1v8" />
          </svg>{" "}
          {t("withoutDuration")}
        </li>
      )}
    </ul>
  );
}
