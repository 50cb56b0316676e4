import { MIN_POPULATION, type ContainerBin } from "@hacotaki/core";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { BandChart } from "../../charts/band/band.tsx";
import { layoutBand } from "../../charts/band/layout.ts";
import { StretchTable } from "./stretch-table.tsx";
import { durationWords, type Stretches } from "./stretches.ts";
import { Explained } from "../ui/explained.tsx";

type Props = {
  readonly stretches: Stretches;
  /** Drawn over the chart, and below it. */
  readonly marks: ReactNode;
  readonly axis: ReactNode;
};

/** What a bin is called for who cannot see it. */
function useBinName({ when }: Pick<Stretches, "when">) {
  const t = useTranslations("container");
  return (bin: ContainerBin) => {
    const facts = { when: when(bin), count: bin.n, failed: bin.failed };
    if (bin.boot === undefined) return t("binUnmeasured", facts);
    return bin.boot.n < MIN_POPULATION
      ? t("binFew", { ...facts, min: durationWords(bin.boot.min), max: durationWords(bin.boot.max) })
      : t("bin", { ...facts, p50: durationWords(bin.boot.p50), p95: durationWords(bin.boot.p95) });
  };
}

function Key() {
  const t = useTranslations("container");
  return (
    <p className="chart-note">
      <svg width="24" height="14" className="band-chart" aria-hidden="true">
        <rect className="band" x="1" y="2" width="22" height="10" />
        <line className="p95" x1="1" x2="23" y1="2" y2="2" />
        <line className="p50" x1="1" x2="23" y1="12" y2="12" />
      </svg>{" "}
      {t("bandNote")}{" "}
      <svg width="12" height="14" className="band-chart" aria-hidden="true">
        <line className="whisker" x1="6" x2="6" y1="0" y2="14" />
        <circle className="dot" cx="6" cy="7" r="3.5" />
      </svg>{" "}
      {t("fewNote", { need: MIN_POPULATION })}
    </p>
  );
}

function BandTable({ stretches }: Pick<Props, "stretches">) {
  const t = useTranslations("container");
  const heads = [t("boots"), t("failed"), "p50", "p95", t("longest")];
  return (
    <StretchTable
      summary={t("bandTable")}
      stretches={stretches}
      heads={heads.map((head) => (
        <th key={head} scope="col" className="number">
          {head}
        </th>
      ))}
      cells={({ n, failed, boot }) =>
        [
          String(n),
          String(failed),
          boot ? durationWords(boot.p50) : "—",
          boot && boot.n >= MIN_POPULATION ? durationWords(boot.p95) : "—",
          boot ? durationWords(boot.max) : "—",
        ].map((text) => ({ text, isNumber: true }))
      }
    />
  );
}

/** How long boots took over time. */
export function BandSection({ stretches, marks, axis }: Props) {
  const t = useTranslations("container");
  const { bins, range, href } = stretches;
  const name = useBinName(stretches);
  return (
    <section aria-labelledby="band-title">
      <h2 id="band-title">{t("band")}</h2>
      <Explained topic="bands" of={t("band")} />
      <Key />
      <BandChart geometry={layoutBand(bins, range)} href={href} name={name}>
        {marks}
      </BandChart>
      {axis}
      <BandTable stretches={stretches} />
    </section>
  );
}
