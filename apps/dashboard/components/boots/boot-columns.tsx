/** Widths of the list's columns; classes, because the policy forbids style attributes. */
export function BootColumns({ hasTicks = false }: { hasTicks?: boolean }) {
  return (
    <colgroup>
      {hasTicks && <col className="tick" />}
      <col className="when" />
      <col className="container-column" />
      <col className="host" />
      <col className="outcome-column" />
      <col className="number" />
      <col className="number" />
      <col className="chart" />
    </colgroup>
  );
}
