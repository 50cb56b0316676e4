import { exactDuration, formatInColumn, type ColumnFormat } from "@hacotaki/core";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Delta } from "../../ui/delta.tsx";
import { relative, type ComparedTable, type Durations } from "./compared-table.ts";

function Took({ ns, format }: { ns: bigint | undefined; format: ColumnFormat }) {
  const t = useTranslations("compare");
  return ns === undefined ? (
    <span className="dim">{t("missing")}</span>
  ) : (
    <data value={ns.toString()} title={exactDuration(ns)}>
      {formatInColumn(ns, format)}
    </data>
  );
}

const Difference = ({ ns, format }: { ns: bigint | undefined; format: ColumnFormat }) =>
  ns === undefined ? <span className="dim">—</span> : <Delta ns={ns} format={format} />;

type Props = {
  readonly table: ComparedTable;
  readonly durations: Durations;
  /** How much longer than the baseline's, ns; undefined where neither has it. */
  readonly delta: (place: number) => bigint | undefined;
  /** The last cell of a pair. */
  readonly bar: ReactNode;
};

/** Cells of a row: how long each boot took, and by how much it differs from the baseline. */
export function Measures({ table, durations, delta, bar }: Props) {
  const { boots, baseline, pair, format } = table;
  return (
    <>
      {durations.map((ns, place) => (
        <td key={boots[place]?.letter} className="number">
          {pair !== undefined || place === baseline ? (
            <Took {...{ ns, format }} />
          ) : (
            <>
              <Difference ns={delta(place)} format={format} />
              <span className="compare-took">
                <Took {...{ ns, format }} />
              </span>
            </>
          )}
        </td>
      ))}
      {pair !== undefined && (
        <>
          <td className="number">
            <Difference ns={delta(pair)} format={format} />
          </td>
          <td className="number">{relative(table, durations)}</td>
          {bar}
        </>
      )}
    </>
  );
}
