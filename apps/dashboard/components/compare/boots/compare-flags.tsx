import type { Alignment } from "@hacotaki/core";
import { useTranslations } from "next-intl";
import { At } from "../../../charts/at.tsx";
import { layoutFlags, type ComparedFlag, type ComparedInstant } from "../../../charts/compare/layout.ts";
import type { ComparedBoot } from "./compared-table.ts";

const ROW = 12;
/** A name from here on would leave the chart: it stands left of its line. */
const NEAR_EDGE = 0.85;

type FlagProps = { readonly flag: ComparedFlag; readonly boots: readonly ComparedBoot[]; readonly y: number };

function Flag({ flag: { kind, x, boots: places }, boots, y }: FlagProps) {
  const isNearEdge = x > NEAR_EDGE;
  return (
    <At x={x}>
      <line className={`compare-instant ${kind}`} y1={y - ROW + 1} y2="100%" />
      <text x={isNearEdge ? -3 : 3} y={y - 2} textAnchor={isNearEdge ? "end" : "start"} className={kind}>
        {kind}{" "}
        {places.map((place) => (
          <tspan key={place} dx="2" data-boot={boots[place]?.letter} data-letter={boots[place]?.letter}>
            {boots[place]?.letter}
          </tspan>
        ))}
      </text>
    </At>
  );
}

type Props = {
  readonly instants: readonly ComparedInstant[];
  readonly boots: readonly ComparedBoot[];
  readonly width: number;
  readonly align: Alignment;
  /** Where 0 is, as a fraction; undefined where it is out of sight. */
  readonly origin: number | undefined;
};

/** Under the ruler: when each boot's program was executed and when it was ready, and what all are aligned on. */
export function CompareFlags({ instants, boots, width, align, origin }: Props) {
  const t = useTranslations("compare");
  const kinds = (["exec", "ready"] as const)
    .map((kind) => layoutFlags(instants, kind, width))
    .filter((flags) => flags.length > 0);
  const isPhase = align.startsWith("phase:");
  const rows = kinds.length + (isPhase ? 1 : 0);
  if (rows === 0) return undefined;
  const isNearEdge = (origin ?? 0) > NEAR_EDGE;
  return (
    <svg className="compare-flags" width="100%" height={rows * ROW + 2} role="img" aria-label={t("flags")}>
      {isPhase && origin !== undefined && (
        <At x={origin}>
          <text x={isNearEdge ? -3 : 3} y={ROW - 2} textAnchor={isNearEdge ? "end" : "start"}>
            {align.slice("phase:".length)}
          </text>
        </At>
      )}
      {origin !== undefined && (
        <At x={origin}>
          <line className="compare-origin" y1="0" y2="100%" />
        </At>
      )}
      {kinds.map((flags, row) =>
        flags.map((flag) => (
          <Flag
            key={`${flag.kind} ${flag.boots.join(" ")}`}
            flag={flag}
            boots={boots}
            y={(row + (isPhase ? 2 : 1)) * ROW}
          />
        )),
      )}
    </svg>
  );
}
