import { statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { utcNow, visibleText } from "@hacotaki/core";
import type { RecordingFacts, StoreReader } from "@hacotaki/store";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { CopyButton } from "../../components/ui/copy-button.tsx";
import { DatabaseFactsList } from "../../components/collector/database-facts.tsx";
import { DatabaseProblem } from "../../components/ui/database-problem.tsx";
import { ForEditors } from "../../components/ui/for-editors.tsx";
import { FleetPage } from "../../components/collector/fleet-page.tsx";
import { HourGraphs } from "../../components/collector/hour-graphs.tsx";
import { HourNotices } from "../../components/collector/hour-notices.tsx";
import { ImportFile } from "../../components/collector/import-panel.tsx";
import { Notice } from "../../components/ui/notice.tsx";
import { commandName } from "../../components/collector/command-name.ts";
import { BinaryCommand, RecordCommand } from "../../components/collector/record-command.tsx";
import { Shipping } from "../../components/collector/shipping.tsx";
import { AttachedRecording, RecordingTable } from "../../components/collector/recordings.tsx";
import { FollowChanges } from "../../follow/follow-page.tsx";
import { isFleet, isHaconiwaAwaited, notebook, ownSamples, readDatabase } from "../../bridge/page.ts";
import { isSilent } from "../../components/collector/recording-facts.ts";
import { isAttached, RECORDINGS_READ } from "../../components/ui/watched.ts";
import { visitorDates } from "../../i18n/visitor-dates.ts";
import { Explained } from "../../components/ui/explained.tsx";

const RECORDINGS_SHOWN = 100;

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("collector");
  return { title: t("title") };
}

/** Room left where the database is; undefined where the file system does not tell. */
const freeBytes = (path: string) =>
  statfs(dirname(path)).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => undefined,
  );

const load = async (reader: StoreReader) => {
  const [live, recordings, facts, samples] = await Promise.all([
    reader.liveRecordings(RECORDINGS_READ),
    reader.recordings(RECORDINGS_SHOWN),
    reader.facts(),
    reader.collectorSamples(utcNow()),
  ]);
  return { live, recordings, facts, samples, free: await freeBytes(facts.path) };
};

async function NoCollector({ hadOne }: { hadOne: boolean }) {
  const [t, copy] = await Promise.all([getTranslations("collector"), getTranslations("empty")]);
  const command = (text: string) => (
    <p className="command">
      <code>{text}</code> <CopyButton text={text} labels={{ idle: copy("copy"), done: copy("copied") }} />
    </p>
  );
  if (isHaconiwaAwaited())
    return (
      <Notice tone="plain" title={t("awaited")}>
        <p>{copy("bootAwaited")}</p>
        <p>{copy("bootElsewhere")}</p>
        <BinaryCommand />
      </Notice>
    );
  return (
    <Notice tone="plain" title={t(hadOne ? "detached" : "none")}>
      <p>{t("noneHint")}</p>
      {command(`sudo ${commandName()} doctor`)}
      <ForEditors>
        <p>{t("start")}</p>
        <RecordCommand />
      </ForEditors>
    </Notice>
  );
}

export default async function CollectorPage() {
  const [result, t, empty, dates] = await Promise.all([
    readDatabase(load),
    getTranslations("collector"),
    getTranslations("empty"),
    visitorDates(),
  ]);
  if (result.kind === "broken") return <DatabaseProblem {...result} />;
  const now = utcNow();
  /** Said once for all the binaries on it. */
  const machineOf = ({ hostName, kernel }: Pick<RecordingFacts, "hostName" | "kernel">) =>
    [
      `${t("host")} ${visibleText(hostName)}`,
      ...(kernel ? [`${t("kernel")} ${visibleText(kernel)}`] : []),
    ].join(" · ");
  if (result.kind === "absent")
    return (
      <div className="page wide">
        <h1>{t("title")}</h1>
        <p>{t("absent", { path: visibleText(result.path, 400) })}</p>
        <NoCollector hadOne={false} />
      </div>
    );
  const { live, recordings, facts, samples, free } = result.value;
  if (isFleet()) return <FleetPage facts={facts} dates={dates} />;
  const ships = notebook().read((kept) => kept.ships()) ?? [];
  const hour = await getTranslations("hour");
  const current = live.filter((each) => isAttached(each, now) || isSilent(each, now));
  const earlier = recordings.filter(({ id }) => !current.some((each) => each.id === id));
  return (
    <div className="page wide">
      <h1>{t("title")}</h1>
      <FollowChanges since={facts.revision} />
      <section>
        <h2>{t("attached")}</h2>
        <Explained topic="recording" of={t("attached")} />
        {current.length === 0 && <NoCollector hadOne={live.length > 0} />}
        {[...Map.groupBy(current, machineOf)].map(([machine, attached]) => (
          <div key={machine}>
            <p className="dim">{machine}</p>
            {attached.map((recording) => (
              <AttachedRecording key={recording.id} recording={recording} now={now} dates={dates} />
            ))}
          </div>
        ))}
      </section>
      <section id="hour">
        <h2>{hour("title")}</h2>
        <Explained topic="hour" of={hour("title")} />
        <HourNotices samples={samples} dates={dates} />
        <HourGraphs samples={samples} own={ownSamples()} now={now} dates={dates} />
      </section>
      {ships.length > 0 && (
        <section id="ship">
          <h2>{t("ship.title")}</h2>
          {ships.map((ship) => (
            <Shipping key={ship.destination} ship={ship} now={now} dates={dates} />
          ))}
        </section>
      )}
      <section>
        <h2>{t("database")}</h2>
        <DatabaseFactsList facts={facts} freeBytes={free} dates={dates} />
      </section>
      <ForEditors>
        <section id="import">
          <h2>{empty("importTitle")}</h2>
          <p>{empty("importText")}</p>
          <ImportFile />
        </section>
      </ForEditors>
      {earlier.length > 0 && (
        <section>
          <h2>{t("earlier")}</h2>
          <Explained topic="recording" of={t("earlier")} />
          <RecordingTable recordings={earlier} dates={dates} />
        </section>
      )}
    </div>
  );
}
