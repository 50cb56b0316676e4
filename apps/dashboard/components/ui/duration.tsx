import { durationParts, exactDuration, type DurationFormat } from "@hacotaki/core";

/** A duration with its unit dimmed; every nanosecond in the tooltip and, for machines, in `value`. */
export function DurationText({ ns, format }: { ns: bigint; format?: DurationFormat }) {
  return (
    <data className="duration" value={ns.toString()} title={exactDuration(ns)}>
      {durationParts(ns, format).map(({ value, unit }) => (
        <span key={unit}>
          {value}
          <span className="unit"> {unit} </span>
        </span>
      ))}
    </data>
  );
}
