import { containerHref, containersHref, nearNames, visibleText } from "@hacotaki/core";
import { getTranslations } from "next-intl/server";
import { answerMissing, readDatabase } from "../../bridge/page.ts";
import { Link } from "../ui/link.tsx";

const NEAR_SHOWN = 5;

/** No boot has this container's name: it may be written otherwise. */
export async function NoSuchContainer({ name }: { readonly name: string }) {
  const [t, error, containers] = await Promise.all([
    getTranslations("container"),
    getTranslations("error"),
    readDatabase((reader) => reader.containers()),
    answerMissing(),
  ]);
  const names = containers.kind === "read" ? containers.value.map((each) => each.name) : [];
  const near = nearNames(name, names, NEAR_SHOWN);
  return (
    <div className="page narrow">
      <h1>{error("notFoundTitle")}</h1>
      <p>{t("unknown", { container: visibleText(name, 100) })}</p>
      {near.length > 0 && (
        <>
          <p>{t("near")}</p>
          <ul className="near-names">
            {near.map((each) => (
              <li key={each}>
                <Link href={containerHref(each)}>{visibleText(each, 100)}</Link>
              </li>
            ))}
          </ul>
        </>
      )}
      <p>
        <Link href={containersHref()} className="button">
          {t("toContainers")}
        </Link>
      </p>
    </div>
  );
}
