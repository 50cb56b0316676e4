import {
  AGAINST,
  againstHref,
  bootHref,
  containerHref,
  formatDuration,
  headlineDuration,
  heldAgainstPopulation,
  heldBoot,
  MIN_POPULATION,
  referenceOf,
  visibleText,
  type AgainstRow,
  type AgainstView,
  type Boot,
  type Population,
} from "@hacotaki/core";
import { getTranslations } from "next-intl/server";
import { NO_COLLECTOR } from "../../collector/recording-facts.ts";
import { readDatabase, statistics } from "../../../bridge/page.ts";
import { visitorDates } from "../../../i18n/visitor-dates.ts";
import { wallTimeText } from "../../../i18n/wall-time.ts";
import { AgainstTable } from "./against-table.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { DatabaseProblem } from "../../ui/database-problem.tsx";
import { DrawnUpTo, FEW_ROWS } from "../../ui/drawn-up-to.tsx";
import { DroppedNotice } from "../../ui/dropped-notice.tsx";
import { EmptyState } from "../../collector/empty-state.tsx";
import { Link } from "../../ui/link.tsx";
import { Notice } from "../../ui/notice.tsx";
import { OutcomeBadge } from "../../ui/outcome.tsx";
import { NoChoice, Switch } from "../../ui/switch.tsx";
import { PercentileText } from "../../ui/percentile-text.tsx";
import { spanNamer } from "../../ui/span-name.ts";
import { populationNamer } from "../../ui/population-name.ts";
import { Explained } from "../../ui/explained.tsx";

/** Spans of the boot path named in the sentence, the farthest from the median first; the table has all of them. */
const NAMED = 3;

/** Undefined while statistics cannot be told. */
async function populationOf(boot: Boot, { against }: AgainstView): Promise<Population | undefined> {
  const reference = referenceOf(against, boot) ?? { container: boot.container };
  try {
    return await statistics().population(reference, heldBoot(boot));
  } catch {
    return undefined;
  }
}

const distance = ({ durationNs, usual }: AgainstRow) => {
  const ns = durationNs - (usual?.p50Ns ?? durationNs);
  return ns < 0n ? -ns : ns;
};

/** How long it took, what is usual, and what is not. */
async function Sentence({ rows, population }: { rows: readonly AgainstRow[]; population: Population }) {
  const t = await getTranslations("against");
  const spanName = spanNamer(await getTranslations("spanNames"));
  const whole = rows.find((row) => row.of === "boot");
  if (population.n < MIN_POPULATION) return <p className="summary">{t("few", { n: population.n })}</p>;
  const unusual = rows
    .filter(({ onPath, standing }) => onPath && (standing === "longer" || standing === "shorter"))
    .sort((a, b) => (distance(a) < distance(b) ? 1 : -1));
  const named = unusual
    .slice(0, NAMED)
    .map((row) =>
      t(row.standing === "longer" ? "namedLonger" : "namedShorter", {
        span: spanName(row.label, 60),
        delta: formatDuration(distance(row)),
      }),
    )
    .join(t("comma"));
  return (
    <p className="summary">
      {whole?.usual === undefined ? (
        t("noLength")
      ) : (
        <>
          {t("took", {
            duration: headlineDuration(whole.durationNs),
            usual: headlineDuration(whole.usual.p50Ns),
            low: headlineDuration(whole.usual.p5Ns),
            high: headlineDuration(whole.usual.p95Ns),
          })}{" "}
          <PercentileText percentile={whole.usual.percentile} n={whole.n} />
          {t("stop")}
        </>
      )}{" "}
      {unusual.length === 0
        ? t("none")
        : t(unusual.length > NAMED ? "unusualMost" : "unusual", { count: unusual.length, spans: named })}
    </p>
  );
}

/** Choices as links: each is an address, and works without script. */
async function Choices({ view, boot }: { view: AgainstView; boot: Boot }) {
  const t = await getTranslations("against");
  return (
    <div className="compare-choices">
      <Switch label={t("heldAgainst")}>
        {AGAINST.map((against) =>
          referenceOf(against, boot) === undefined ? (
            <NoChoice key={against} why={t("noWallTime")}>
              {t(`against.${against}`)}
            </NoChoice>
          ) : (
            <Link
              key={against}
              href={againstHref({ ...view, against })}
              scroll={false}
              aria-current={against === view.against}
            >
              {t(`against.${against}`)}
            </Link>
          ),
        )}
      </Switch>
    </div>
  );
}

/** One boot against its population, as the address chooses it. */
export async function AgainstUsual({
  view: wanted,
  dropped,
}: {
  view: AgainstView;
  dropped: readonly string[];
}) {
  const [result, t, list, copy, dates] = await Promise.all([
    readDatabase((reader) => reader.findBoot(wanted.boot)),
    getTranslations("against"),
    getTranslations("boots"),
    getTranslations("compare"),
    visitorDates(),
  ]);
  if (result.kind === "broken") return <DatabaseProblem {...result} />;
  if (result.kind === "absent") return <EmptyState {...NO_COLLECTOR} />;
  if (result.value === undefined)
    return (
      <div className="page">
        <h1>{t("title")}</h1>
        <Explained topic="percentile" of={t("title")} />
        <Notice tone="warn">{t("notFound", { id: wanted.boot })}</Notice>
        <Link className="button" href="/">
          {copy("toBoots")}
        </Link>
      </div>
    );
  const { boot } = result.value;
  const isPossible = referenceOf(wanted.against, boot) !== undefined;
  const view: AgainstView = isPossible ? wanted : { ...wanted, against: "container" };
  const population = await populationOf(boot, view);
  const rows = population && heldAgainstPopulation(boot, population);
  const container = visibleText(boot.container, 60);
  const host = visibleText(boot.hostName, 40);
  const wall = wallTimeText(boot.wallTime, dates, "full") ?? list("noWallTime");
  return (
    <div className="page wide against">
      <header className="compare-header">
        <h1>{t("title")}</h1>
        <Explained topic="percentile" of={t("title")} />
        <CopyButton
          shortcut="y"
          labels={{ idle: copy("copyLink"), done: copy("copied"), failed: copy("copyFailed") }}
        />
      </header>
      <DroppedNotice names={dropped} />
      {!isPossible && <Notice tone="warn">{t("noWallTime")}</Notice>}
      <p className="against-boot">
        <Link href={bootHref(boot.id)}>{container}</Link> <OutcomeBadge outcome={boot.outcome} />{" "}
        <span className="dim">
          {wall} · {host}
        </span>
      </p>
      {population === undefined || rows === undefined ? (
        <Notice tone="warn">{t("unavailable")}</Notice>
      ) : (
        <>
          <Sentence rows={rows} population={population} />
          <Choices view={view} boot={boot} />
          <p className="dim">
            {t(`stated.${view.against}`, {
              n: population.n,
              container: populationNamer(list)(boot, 60),
              host,
              when: wall,
            })}{" "}
            {t("only")}
          </p>
          {rows.length > 0 && <AgainstTable rows={rows} id={boot.id} />}
          {rows.length <= FEW_ROWS && <DrawnUpTo id="against-end" />}
          <p className="dim">{t("how")}</p>
        </>
      )}
      <p>
        <Link href={containerHref(boot.container)}>{copy("toContainer", { container })}</Link>
      </p>
    </div>
  );
}
