import { exactDuration, formatDuration, signedInColumn, type ColumnFormat } from "@hacotaki/core";

/** A difference with sign, arrow and colour: longer is up, shorter is down. In a column that has a unit, without it. */
export function Delta({ ns, format }: { ns: bigint; format?: ColumnFormat }) {
  const direction = ns > 0n ? "slower" : ns < 0n ? "faster" : "same";
  return (
    <data className="delta" data-direction={direction} value={ns.toString()} title={exactDuration(ns)}>
      <span aria-hidden="true">{direction === "slower" ? "▲" : direction === "faster" ? "▼" : ""}</span>{" "}
      {format ? signedInColumn(ns, format) : `${ns > 0n ? "+" : ""}${formatDuration(ns)}`}
    </data>
  );
}
