import { utcNow, visibleText } from "@hacotaki/core";
import type { StoreReader } from "@hacotaki/store";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { readDatabase } from "../../bridge/page.ts";
import { EmptyState } from "../../components/collector/empty-state.tsx";
import { hostsHref, parseHostsLabel } from "../../components/collector/hosts-link.ts";
import { HostTable } from "../../components/collector/host-table.tsx";
import { NO_COLLECTOR } from "../../components/collector/recording-facts.ts";
import { bootsBehind } from "../../components/ui/boots-behind.ts";
import { DatabaseProblem } from "../../components/ui/database-problem.tsx";
import { Link } from "../../components/ui/link.tsx";
import { FollowChanges } from "../../follow/follow-page.tsx";
import { visitorDates } from "../../i18n/visitor-dates.ts";

const MOST_HOSTS = 1_000;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("hosts"))("title") };
}

async function load(reader: StoreReader, label: string | undefined) {
  const { revision } = await reader.facts();
  return { revision, hosts: await reader.hosts(), facts: await reader.hostFacts?.(MOST_HOSTS, label) };
}

/** What the page is narrowed to, and the ways from there. */
async function Narrowed({ label, isEmpty }: { readonly label: string; readonly isEmpty: boolean }) {
  const t = await getTranslations("hosts");
  return (
    <p className="summary">
      {t("narrowed", { label: visibleText(label, 80) })} {isEmpty && t("none")}{" "}
      <Link href={hostsHref()}>{t("allHosts")}</Link>
      {!isEmpty && (
        <>
          {" · "}
          <Link href={bootsBehind({ hostLabel: label })}>{t("theirBoots")}</Link>
        </>
      )}
    </p>
  );
}

/** The hosts of a fleet in figures; of one host's database, whose boots it has. */
export default async function HostsPage({
  searchParams,
}: {
  readonly searchParams: Promise<{ readonly label?: string | string[] }>;
}) {
  const label = parseHostsLabel((await searchParams).label);
  const [dates, t, result] = await Promise.all([
    visitorDates(),
    getTranslations("hosts"),
    readDatabase((reader) => load(reader, label)),
  ]);
  if (result.kind === "broken") return <DatabaseProblem {...result} />;
  if (result.kind === "absent") return <EmptyState {...NO_COLLECTOR} />;
  const { revision, hosts, facts } = result.value;
  if (hosts.length === 0) return <EmptyState {...NO_COLLECTOR} />;
  return (
    <div className="page wide">
      <h1>{t("title")}</h1>
      <FollowChanges since={revision} />
      {facts === undefined ? (
        <>
          <p className="summary">{t("one")}</p>
          <ul>
            {hosts.map(({ id, name }) => (
              <li key={id}>
                <Link href={bootsBehind({ host: id })}>{visibleText(name, 80)}</Link>
              </li>
            ))}
          </ul>
        </>
      ) : (
        <>
          {label === undefined ? (
            <p className="summary">
              {t("summary", { count: hosts.length })}{" "}
              {hosts.length > facts.length && t("first", { count: facts.length })}
            </p>
          ) : (
            <Narrowed label={label} isEmpty={facts.length === 0} />
          )}
          {facts.length > 0 && <HostTable hosts={facts} now={utcNow()} dates={dates} />}
        </>
      )}
    </div>
  );
}
