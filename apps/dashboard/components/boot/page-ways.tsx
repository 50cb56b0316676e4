import { formatDuration, type Boot } from "@hacotaki/core";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Link } from "../ui/link.tsx";

type Props = {
  readonly boot: Boot;
  readonly of: "markTable" | "eventTable";
  readonly total: number;
  /** What is on this page. */
  readonly shown: readonly { readonly at: bigint }[];
  readonly limit: number;
  /** Where the next page is, and the first one where this is another. */
  readonly next: string | undefined;
  readonly first: string | undefined;
  readonly children?: ReactNode;
};

/** How many there are in all, which of them are here, and the way to the others. Nothing where all are here. */
export function PageWays({ boot, of, total, shown, limit, next, first, children }: Props) {
  const t = useTranslations(`boot.${of}`);
  const [from] = shown;
  const to = shown.at(-1);
  if (next === undefined && first === undefined) return undefined;
  return (
    <nav className="page-ways" aria-label={t("total", { count: total })}>
      <span>
        {t("total", { count: total })}
        {from !== undefined &&
          to !== undefined &&
          `, ${t("stretch", {
            from: formatDuration(from.at - boot.startAt),
            to: formatDuration(to.at - boot.startAt),
          })}`}
      </span>
      {first !== undefined && <Link href={first}>{t("first")}</Link>}
      {next !== undefined && <Link href={next}>{t("next", { count: limit })}</Link>}
      {children}
    </nav>
  );
}
