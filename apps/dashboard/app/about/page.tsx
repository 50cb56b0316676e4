import { Facts } from "../../components/ui/facts.tsx";
import { CopyButton } from "../../components/ui/copy-button.tsx";
import { Link } from "../../components/ui/link.tsx";
import { installation, readDatabase } from "../../bridge/page.ts";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("help"))("about") };
}

/** Which version this is, of what, and what to put into a report of a problem. */
export default async function About() {
  const [t, read] = await Promise.all([getTranslations("help"), readDatabase((reader) => reader.facts())]);
  const { version, isInstalled, runtime } = installation();
  const facts = read.kind === "read" ? read.value : undefined;
  const rows = [
    [t("version"), version],
    [t("installation"), t(`installations.${isInstalled ? "package" : "repository"}`)],
    [t("runtime"), runtime],
    [
      t("database"),
      facts &&
        t("databaseOf", { engine: `${facts.engine} ${facts.engineVersion}`, schema: facts.schemaVersion }),
    ],
  ] as const;
  const store =
    facts === undefined ? "" : `; ${facts.engine} ${facts.engineVersion}, schema ${facts.schemaVersion}`;
  // For whoever develops it: in English.
  const report = `Hacotaki ${version} (${isInstalled ? "package" : "repository"}); ${runtime}${store}`;
  return (
    <div className="page narrow">
      <h1>{t("aboutTitle")}</h1>
      <p className="lead">{t("lead")}</p>
      <Facts
        rows={[
          ...rows,
          [
            t("licence"),
            <Link key="licence" href="/docs/dependencies">
              {t("licenceOf")}
            </Link>,
          ],
        ]}
      />
      <p className="docs-ways">
        <CopyButton text={report} labels={{ idle: t("copyFacts"), done: t("copied") }} />{" "}
        <Link href="/docs/changelog" className="button">
          {t("news")}
        </Link>{" "}
        <Link href="/docs" className="button">
          {t("documentation")}
        </Link>
      </p>
    </div>
  );
}
