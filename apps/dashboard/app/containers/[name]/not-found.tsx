import { containerHref, containersHref, nearNames, visibleText } from "@hacotaki/core";
import { headers } from "next/headers";
import { Link } from "../../../components/link.tsx";
import { getTranslations } from "next-intl/server";
import { readDatabase } from "../../../lib/database.ts";

const NEAR_SHOWN = 5;

/** The name in the path; the server passes it on, because this page is told nothing else. */
async function wantedName(): Promise<string | undefined> {
  const segment = /^\/containers\/([^/]+)$/.exec((await headers()).get("x-hacotaki-path") ?? "")?.[1];
  try {
    return segment === undefined ? undefined : decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

export default async function NoSuchContainer() {
  const [t, error, wanted, containers] = await Promise.all([
    getTranslations("container"),
    getTranslations("error"),
    wantedName(),
    readDatabase((reader) => reader.containers()),
  ]);
  const names = containers.kind === "read" ? containers.value.map(({ name }) => name) : [];
  // Next makes this page along with every page it may have to replace.
  if (wanted !== undefined && names.includes(wanted)) return undefined;
  const near = nearNames(wanted ?? "", names, NEAR_SHOWN);
  return (
    <div className="page narrow">
      <h1>{error("notFoundTitle")}</h1>
      <p>{t("unknown", { container: visibleText(wanted ?? "", 100) })}</p>
      {near.length > 0 && (
        <>
          <p>{t("near")}</p>
          <ul className="near-names">
            {near.map((name) => (
              <li key={name}>
                <Link href={containerHref(name)}>{visibleText(name, 100)}</Link>
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
