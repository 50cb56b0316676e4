"use client";

import {
  containerHref,
  CONTAINER_SORTS,
  containersHref,
  imagesHref,
  formatShare,
  visibleText,
  type ContainersView,
} from "@hacotaki/core";
import { useTranslations } from "next-intl";
import { lazy, memo, Suspense, useEffect } from "react";
import { wallTimeText, type Dates } from "../../i18n/wall-time.ts";
import { bootsBehind } from "../ui/boots-behind.ts";
import { Link } from "../ui/link.tsx";
import { QuantileCell } from "../ui/quantile-cell.tsx";
import { Spacer } from "../ui/spacer.tsx";
import { useListWindow } from "../ui/use-list-window.ts";
import type { ContainerLine, ContainersMessage } from "./list-containers.ts";
import { Spark } from "./spark.tsx";
import { useContainerLines } from "./use-container-lines.ts";
import { TableFrame } from "../ui/table-frame.tsx";

const LOAD_AHEAD = 15;

const PageRowsInSight = lazy(() => import("../ui/page-rows-in-sight.tsx"));

/** Containers have pages of their own, images lists of their boots. */
const OF = {
  containers: {
    tableHref: containersHref,
    hrefOf: (name: string) => containerHref(name),
    filterOf: (container: string) => ({ container }),
  },
  images: {
    tableHref: imagesHref,
    hrefOf: (image: string) => bootsBehind({ image }),
    filterOf: (image: string) => ({ image }),
  },
} as const;
type Of = keyof typeof OF;

function Failed({ of, line: { name, known, failed = 0 } }: { of: Of; line: ContainerLine }) {
  if (known === undefined || failed === 0)
    return <span className="dim">{known === undefined ? "—" : "0"}</span>;
  return (
    <a className="bad" href={bootsBehind({ ...OF[of].filterOf(name), outcomes: ["failed"] })}>
      {failed} ({formatShare(BigInt(failed), BigInt(known))})
    </a>
  );
}

type RowProps = {
  readonly of: Of;
  readonly line: ContainerLine;
  readonly index: number;
  readonly dates: Dates;
  /** What is said of it while a budget of it is broken. */
  readonly flag: string | undefined;
};

const ContainerRow = memo(function ContainerRow({ of, line, index, dates, flag }: RowProps) {
  const t = useTranslations("containers");
  const { name, boots, p50, p95, wallTime, spark } = line;
  return (
    <tr aria-rowindex={index + 2}>
      <th scope="row">
        <Link href={OF[of].hrefOf(name)}>{visibleText(name, 80)}</Link>
        {flag !== undefined && (
          <>
            {" "}
            <Link href="/alerts" className="alert-state" data-state="firing">
              {flag}
            </Link>
          </>
        )}
      </th>
      <td className="number" data-head={t("boots")}>
        {boots}
      </td>
      <QuantileCell ns={p50} head={t("median")} />
      <QuantileCell ns={p95} head={t("p95")} />
      <td className="number" data-head={t("failed")}>
        <Failed of={of} line={line} />
      </td>
      <td className="when" data-head={t("last")}>
        {wallTimeText(wallTime, dates, "full") ?? <span className="dim">{t("noWallTime")}</span>}
      </td>
      <td className="spark">{spark && <Spark {...spark} />}</td>
    </tr>
  );
});

/** Classes of the columns: the widths stay as they are while rows come and go. */
const CLASSES = {
  name: undefined,
  boots: "number",
  median: "number",
  p95: "number",
  failed: "number failed-column",
  last: "when",
} as const;

/** The next page as an address, for who has no script. */
function More({
  of,
  view,
  next,
  onMore,
}: {
  of: Of;
  view: ContainersView;
  next: number;
  onMore: () => void;
}) {
  const t = useTranslations("containers");
  return (
    <p className="list-end">
      <a
        className="button"
        href={OF[of].tableHref({ ...view, from: next })}
        onClick={(event) => {
          event.preventDefault();
          onMore();
        }}
      >
        {t("more")}
      </a>
    </p>
  );
}

type Props = {
  readonly of: Of;
  readonly initial: ContainersMessage;
  readonly view: ContainersView;
  readonly dates: Dates;
  /** Names of those with a broken budget, and what is said of them. */
  readonly broken: { readonly names: readonly string[]; readonly flag: string };
};

/** Containers or images in an order, those in sight drawn. Heads of columns are links that sort. */
export function ContainerTable({ of, initial, view, dates, broken }: Props) {
  const t = useTranslations("containers");
  const { lines, next, loading, loadMore } = useContainerLines(initial, view, of);
  const { table, first, end, above, below, isPastFirst, watch } = useListWindow(lines.length);
  const wantsMore =
    end > lines.length - LOAD_AHEAD && next !== undefined && loading === "idle" && isPastFirst;
  useEffect(() => {
    if (wantsMore) loadMore();
  });
  const sorts = ["name", ...CONTAINER_SORTS.filter((sort) => sort !== "name")] as const;
  return (
    <>
      <Suspense>{watch && <PageRowsInSight {...watch} />}</Suspense>
      <TableFrame label={t(of === "images" ? "images" : "title")}>
        <table ref={table} className="data containers" aria-rowcount={initial.total + 1}>
          <thead>
            <tr aria-rowindex={1}>
              {sorts.map((sort) => (
                <th
                  key={sort}
                  scope="col"
                  className={CLASSES[sort]}
                  aria-sort={view.sort === sort ? (sort === "name" ? "ascending" : "descending") : undefined}
                >
                  <Link href={OF[of].tableHref({ sort })}>
                    {t(sort === "name" && of === "images" ? "image" : sort)}
                  </Link>
                </th>
              ))}
              <th scope="col" className="spark">
                {t("spark")}
              </th>
            </tr>
          </thead>
          <tbody>
            <Spacer height={above} />
            {lines.slice(first, end).map((line, index) => (
              <ContainerRow
                key={line.name}
                of={of}
                line={line}
                index={view.from + first + index}
                dates={dates}
                flag={broken.names.includes(line.name) ? broken.flag : undefined}
              />
            ))}
            <Spacer height={below} />
          </tbody>
        </table>
      </TableFrame>
      <p className="list-end" role="status">
        {loading === "loading" && t("loading")}
        {loading === "failed" && <span className="bad">{t("failedToLoad")}</span>}
      </p>
      {next !== undefined && <More of={of} view={view} next={next} onMore={loadMore} />}
    </>
  );
}
