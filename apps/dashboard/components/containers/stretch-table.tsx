import type { ContainerBin } from "@hacotaki/core";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { ChartTable } from "../ui/chart-table.tsx";
import type { Stretches } from "./stretches.ts";

type Props = {
  readonly summary: string;
  readonly stretches: Stretches;
  /** Of the columns after the one that says when. */
  readonly heads: ReactNode;
  readonly cells: (bin: ContainerBin) => ReactNode;
};

/** A chart over stretches of time in figures: a row for each that has boots. */
export function StretchTable({ summary, stretches: { bins, when, href }, heads, cells }: Props) {
  const t = useTranslations("container");
  return (
    <ChartTable summary={summary}>
      <table className="data">
        <thead>
          <tr>
            <th scope="col">{t("when")}</th>
            {heads}
          </tr>
        </thead>
        <tbody>
          {bins
            .filter(({ n }) => n > 0)
            .map((bin) => (
              <tr key={bin.since.toString()}>
                <th scope="row">
                  <a href={href(bin)}>{when(bin)}</a>
                </th>
                {cells(bin)}
              </tr>
            ))}
        </tbody>
      </table>
    </ChartTable>
  );
}
