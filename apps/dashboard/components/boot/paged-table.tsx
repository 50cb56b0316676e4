import type { ReactNode } from "react";
import { InTurn, partsInTurn } from "../ui/in-turn.tsx";
import { TableFrame } from "../ui/table-frame.tsx";

export type Head = { readonly label: ReactNode; readonly isNumber?: boolean };

type Props<Row> = {
  readonly heads: readonly Head[];
  /** A page of them. */
  readonly rows: readonly Row[];
  /** A row, with a key. */
  readonly children: (row: Row) => ReactNode;
  /** Leads on to the other pages. */
  readonly below: ReactNode;
};

const Rows = <Row,>({ rows, children }: Pick<Props<Row>, "rows" | "children">) => rows.map(children);

/** A table of which a page is shown, its rows written in turns. */
export function PagedTable<Row>({ heads, rows, children, below }: Props<Row>) {
  return (
    <>
      <TableFrame>
        <table className="data">
          <thead>
            <tr>
              {heads.map(({ label, isNumber }, place) => (
                <th key={place} scope="col" className={isNumber ? "number" : undefined}>
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {partsInTurn(rows).map((part) => (
              <InTurn key={part.from}>
                <Rows rows={part.rows}>{children}</Rows>
              </InTurn>
            ))}
          </tbody>
        </table>
      </TableFrame>
      {below}
    </>
  );
}
