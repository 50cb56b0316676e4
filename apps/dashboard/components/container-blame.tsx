import { usualBlame, type ContainerReport } from "@hacotaki/core";
import { useTranslations } from "next-intl";
import { UsualBlameTable } from "./blame-table.tsx";

/** Which spans make this container's boots as long as they are. */
export function ContainerBlame({ report }: { report: ContainerReport }) {
  const t = useTranslations("container");
  const rows = usualBlame(report.spans);
  if (rows.length === 0) return undefined;
  return (
    <section aria-labelledby="blame-title">
      <h2 id="blame-title">{t("blame")}</h2>
      <UsualBlameTable rows={rows} />
    </section>
  );
}
