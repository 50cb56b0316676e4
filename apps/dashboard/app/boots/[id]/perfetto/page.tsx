import { bootHref, parseBootId, visibleText } from "@hacotaki/core";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { DatabaseProblem } from "../../../../components/ui/database-problem.tsx";
import { NoSuchBoot } from "../../../../components/boot/no-such-boot.tsx";
import { PerfettoButton } from "../../../../components/boot/perfetto-button.tsx";
import { readDatabase } from "../../../../bridge/page.ts";

type Props = { readonly params: Promise<{ readonly id: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("perfetto");
  return { title: t("title") };
}

/**
 * Hands a boot to Perfetto's viewer. A page of its own, because only a page that may keep a window it opened can do so:
 * the server answers it with another opener policy than all others.
 */
export default async function PerfettoPage({ params }: Props) {
  const id = parseBootId((await params).id);
  if (id === undefined) return <NoSuchBoot id={undefined} />;
  const [result, t] = await Promise.all([
    readDatabase((reader) => reader.findBoot(id)),
    getTranslations("perfetto"),
  ]);
  if (result.kind === "broken") return <DatabaseProblem {...result} />;
  if (result.kind === "absent" || result.value === undefined) return <NoSuchBoot id={id} />;
  const { boot } = result.value;
  const trace = `/api/v1/boots/${boot.id}/export/perfetto`;
  const container = visibleText(boot.container, 80);
  return (
    <div className="page narrow hand-over">
      <h1>{t("title")}</h1>
      <p>{t("what", { container })}</p>
      <p>{t("where")}</p>
      <div className="needs-script">
        <PerfettoButton
          traceUrl={trace}
          title={`${container} ${boot.id}`}
          labels={{
            open: t("open"),
            waiting: t("waiting"),
            done: t("done"),
            blocked: t("blocked"),
            "no-answer": t("noAnswer"),
            "no-trace": t("noTrace"),
          }}
        />
      </div>
      <p>
        {t.rich("byHand", {
          trace: (words) => (
            <a href={trace} download>
              {words}
            </a>
          ),
        })}
      </p>
      <p>
        {/* Another opener policy than this page's: a full load. */}
        <a href={bootHref(boot.id)}>{t("back")}</a>
      </p>
    </div>
  );
}
