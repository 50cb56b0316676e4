import { usualBlame, type ContainerReport, type ContainerView } from "@hacotaki/core";
import { useTranslations } from "next-intl";
import { bootsBehind } from "../ui/boots-behind.ts";
import { UsualBlameTable } from "../ui/blame-table.tsx";
import { Explained } from "../ui/explained.tsx";

/** Which spans make this container's boots as long as they are. */
export function ContainerBlame({
  name,
  view,
  report,
}: {
  name: string;
  view: ContainerView;
  report: ContainerReport;
}) {
  const t = useTranslations("container");
  const rows = usualBlame(report.spans);
  if (rows.length === 0) return undefined;
  return (
    <section aria-labelledby="blame-title">
      <h2 id="blame-title">{t("blame")}</h2>
      <Explained topic="blame" of={t("blame")} />
      <UsualBlameTable
        rows={rows}
        href={(slug) => bootsBehind({ container: name, ...view }, `span:${slug}`)}
      />
    </section>
  );
}
