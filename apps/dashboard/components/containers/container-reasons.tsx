import { formatPercent, type ContainerReport, type ContainerView } from "@hacotaki/core";
import { useTranslations } from "next-intl";
import { bootsBehind } from "../ui/boots-behind.ts";
import { Explained } from "../ui/explained.tsx";
import { Link } from "../ui/link.tsx";
import { useReasonName } from "../ui/reason-name.ts";

type Props = { readonly name: string; readonly view: ContainerView; readonly report: ContainerReport };

/** Of which reason how many of this container's boots are, by what is told first of each. */
export function ContainerReasons({ name, view, report: { reasons, n } }: Props) {
  const t = useTranslations("container");
  const reasonName = useReasonName();
  const told = reasons.flatMap(({ slug, n: of }) => (slug === undefined ? [] : [{ slug, n: of }]));
  if (told.length === 0) return undefined;
  return (
    <section aria-labelledby="reasons-title">
      <h2 id="reasons-title">{t("reasons")}</h2>
      <Explained topic="reasons" of={t("reasons")} />
      <table className="data">
        <thead>
          <tr>
            <th scope="col">{t("reason")}</th>
            <th scope="col" className="number">
              {t("reasonBoots")}
            </th>
            <th scope="col" className="number">
              {t("reasonShare")}
            </th>
          </tr>
        </thead>
        <tbody>
          {told.map(({ slug, n: of }) => (
            <tr key={slug}>
              <th scope="row">
                <Link href={bootsBehind({ container: name, ...view, reason: slug })}>{reasonName(slug)}</Link>
              </th>
              <td className="number">{of}</td>
              <td className="number">{formatPercent(of / n)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
