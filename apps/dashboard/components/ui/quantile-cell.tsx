import { DurationText } from "./duration.tsx";

type Props = {
  /** A duration between two whole nanoseconds; undefined where there are too few boots for it. */
  readonly ns: number | undefined;
  /** Of its column, for rows that are cards on a phone. */
  readonly head: string;
};

export const QuantileCell = ({ ns, head }: Props) => (
  <td className="number" data-head={head}>
    {ns === undefined ? <span className="dim">—</span> : <DurationText ns={BigInt(Math.round(ns))} />}
  </td>
);
