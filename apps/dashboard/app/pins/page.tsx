import { bootHref } from "@hacotaki/core";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { DatabaseProblem } from "../../components/ui/database-problem.tsx";
import { ForEditors } from "../../components/ui/for-editors.tsx";
import { KeptSwitch } from "../../components/ui/kept-switch.tsx";
import { Link } from "../../components/ui/link.tsx";
import { BootsOnOneScale } from "../../components/boots/boots-on-one-scale.tsx";
import { notebook, readDatabase } from "../../bridge/page.ts";
import { visitorDates } from "../../i18n/visitor-dates.ts";

/** More than this nobody scrolls through. */
const MOST = 500;

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("keep");
  return { title: t("pinsTitle") };
}

export default async function PinsPage() {
  const pins = (notebook().read((kept) => kept.pins()) ?? []).slice(0, MOST);
  const ids = pins.map(({ bootId }) => bootId);
  const [result, t, dates] = await Promise.all([
    readDatabase((reader) => reader.findBoots(ids)),
    getTranslations("keep"),
    visitorDates(),
  ]);
  if (result.kind === "broken") return <DatabaseProblem {...result} />;
  const boots = result.kind === "read" ? result.value : [];
  const missing = ids.filter((id) => !boots.some((boot) => boot.id === id));
  return (
    <div className="page wide">
      <h1>{t("pinsTitle")}</h1>
      <ForEditors>
        <KeptSwitch shown="pins" />
      </ForEditors>
      <p className="dim">{t(pins.length === 0 ? "pinsNone" : "pinsText")}</p>
      {boots.length > 0 && (
        <div className="boot-list">
          <BootsOnOneScale boots={boots} dates={dates} isPinned />
        </div>
      )}
      {missing.length > 0 && (
        <>
          <p>{t("pinsMissing")}</p>
          <ul className="pins-missing">
            {missing.map((id) => (
              <li key={id}>
                <Link href={bootHref(id)}>
                  <code>{id}</code>
                </Link>
                <ForEditors>
                  <form method="post" action="/api/pins" className="inline-form">
                    <input type="hidden" name="boot" value={id} />
                    <button className="button" name="pinned" value="no">
                      {t("unpin")}
                    </button>
                  </form>
                </ForEditors>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
