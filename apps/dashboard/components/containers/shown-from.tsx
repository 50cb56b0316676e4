import type { ContainersView } from "@hacotaki/core";
import { useTranslations } from "next-intl";
import { Link } from "../ui/link.tsx";

type Props = {
  readonly view: ContainersView;
  /** Rows of this page. */
  readonly count: number;
  /** Where the first page is. */
  readonly first: string;
};

/** Which rows a page after the first has, and the way back. */
export function ShownFrom({ view: { from }, count, first }: Props) {
  const t = useTranslations("containers");
  if (from === 0) return undefined;
  return (
    <>
      {" "}
      {t("shown", { from: from + 1, to: from + count })} <Link href={first}>{t("first")}</Link>
    </>
  );
}
