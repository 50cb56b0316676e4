import { exactDuration, formatDuration } from "@hacotaki/core";

/** A difference with sign, arrow and colour: longer is up, shorter is down. */
export function Delta({ ns }: { ns: bigint }) {
  const direction = ns > 0n ? "slower" : ns < 0n ? "faster" : "same";
  return (
    <data className="delta" data-direction={direction} value={ns.toString()} title={exactDuration(ns)}>
      <span aria-hidden="true">{direction === "slower" ? "▲" : direction === "faster" ? "▼" : ""}</span>{" "}
      {ns > 0n ? "+" : ""}
      {formatDuration(ns)}
    </data>
  );
}
