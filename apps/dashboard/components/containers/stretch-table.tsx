import type { ContainerBin } from "@hacotaki/core";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { ChartTable } from "../ui/chart-table.tsx";
import { TextRows } from "../ui/text-table.tsx";
import type { TextCell } from "../ui/text-table-rows.ts";
import type { Stretches } from "./stretches.ts";

type Props = {
  readonly summary: string;
  readonly stretches: Stretches;
  /** Of the columns after the one that says when. */
  readonly heads: ReactNode;
  readonly cells: (bin: ContainerBin) => readonly TextCell[];
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
        <TextRows
          rows={bins
            .filter(({ n }) => n > 0)
            .map((bin) => [{ text: when(bin), href: href(bin), isHead: true }, ...cells(bin)])}
        />
      </table>
    </ChartTable>
  );
}
