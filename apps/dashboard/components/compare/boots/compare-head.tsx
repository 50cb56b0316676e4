import { compareHref, type BootId } from "@hacotaki/core";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Link } from "../../ui/link.tsx";
import type { ComparedTable } from "./compared-table.ts";

const sortedBy = (id: BootId | undefined) => (id === undefined ? {} : { sort: id });

/** The head of a column of differences, which sorts the rows by it. */
function SortByDifference({
  table: { boots, baseline, view },
  place,
}: {
  table: ComparedTable;
  place: number;
}) {
  const t = useTranslations("compare");
  const boot = boots[place];
  return (
    <Link href={compareHref({ ...view, ...sortedBy(boot?.id) })} scroll={false} replace title={t("sortBy")}>
      {t("delta", { candidate: boot?.letter ?? "", baseline: boots[baseline]?.letter ?? "" })}
      {view.sort === boot?.id && <span aria-hidden="true"> ↓</span>}
    </Link>
  );
}

function BootHeads({ table }: { table: ComparedTable }) {
  const { boots, baseline, pair, view, format } = table;
  return boots.map(({ id, letter, name, label }, place) => (
    <th
      key={letter}
      scope="col"
      className="number"
      title={name}
      data-letter={letter}
      aria-sort={pair === undefined && view.sort === id ? "descending" : undefined}
    >
      <span className="letter" data-baseline={place === baseline}>
        {letter}
      </span>{" "}
      {pair !== undefined || place === baseline ? (
        <span className="unit">{format.unit}</span>
      ) : (
        <>
          <SortByDifference table={table} place={place} /> <span className="unit">{format.unit}</span>
        </>
      )}
      {label !== undefined && <span className="compare-label-head">{label}</span>}
    </th>
  ));
}

/** The head of the table: the ruler, a column a boot, and of two boots their difference. `axis` is the ruler's cell. */
export function CompareHead({ table, axis }: { table: ComparedTable; axis: ReactNode }) {
  const t = useTranslations("compare");
  const { boots, pair, view } = table;
  const { sort: _, ...inPathOrder } = view;
  return (
    <thead>
      <tr>
        <th scope="col">
          {view.sort === undefined ? (
            t("span")
          ) : (
            <Link href={compareHref(inPathOrder)} scroll={false} replace>
              {t("spanOrder")}
            </Link>
          )}
        </th>
        <th scope="col" className="compare-axis">
          {axis}
        </th>
        <BootHeads table={table} />
        {pair !== undefined && (
          <>
            <th
              scope="col"
              className="number"
              aria-sort={view.sort === boots[pair]?.id ? "descending" : undefined}
            >
              <SortByDifference table={table} place={pair} />{" "}
              <span className="unit">{table.format.unit}</span>
            </th>
            <th scope="col" className="number">
              {table.changes === "percent" ? "%" : "×"}
            </th>
            <th scope="col">
              <span className="sr">{t("bar")}</span>
            </th>
          </>
        )}
      </tr>
    </thead>
  );
}
