import { visibleText } from "@hacotaki/core";
import type { RecordingFacts } from "@hacotaki/store";
import { useTranslations } from "next-intl";
import { layoutSparkline } from "../../charts/sparkline/layout.ts";
import { Sparkline } from "../../charts/sparkline/sparkline.tsx";
import { eventRates } from "../../bridge/page.ts";
import { RATES_NS } from "./event-rates.ts";
import { isSilent } from "./recording-facts.ts";
import { wallTimeText, type Dates } from "../../i18n/wall-time.ts";
import { Facts } from "../ui/facts.tsx";
import { Notice } from "../ui/notice.tsx";
import { TableFrame } from "../ui/table-frame.tsx";

const NS_PER_S = 1_000_000_000n;

const ratePerSecond = ({ events, startedAt, seenAt }: RecordingFacts) =>
  seenAt > startedAt ? Number((events * NS_PER_S * 10n) / (seenAt - startedAt)) / 10 : 0;

const CHART = { width: 240, height: 28 };

/** Events a second over the last minutes: drawn, and the newest and the highest in words. */
function EventRates({ recording, now, dates }: { recording: RecordingFacts; now: bigint; dates: Dates }) {
  const t = useTranslations("collector");
  const rates = eventRates(recording.id);
  const last = rates.at(-1);
  if (!last) return <span className="dim">{t("rateSoon")}</span>;
  const geometry = layoutSparkline(rates, { since: now - RATES_NS, until: now }, CHART);
  const number = (value: number) => Math.round(value).toLocaleString(dates.locale);
  const text = t("rateNow", { rate: number(last.perSecond), peak: number(geometry.peak) });
  return (
    <span className="event-rates">
      <Sparkline geometry={geometry} {...CHART} label={t("rateChart")} />
      <span>{text}</span>
    </span>
  );
}

/** One binary a collector is attached to, and what to do when that does not go well. */
export function AttachedRecording({
  recording,
  now,
  dates,
}: {
  recording: RecordingFacts;
  now: bigint;
  dates: Dates;
}) {
  const t = useTranslations("collector");
  const silent = isSilent(recording, now);
  const number = (value: bigint | number) => value.toLocaleString(dates.locale);
  const rows = [
    [t("generation"), recording.generation],
    [
      t("probes"),
      recording.probes.length === 0 ? (
        t("noProbes")
      ) : (
        <code key="probes">{recording.probes.map((name) => visibleText(name)).join(", ")}</code>
      ),
    ],
    [t("buildId"), recording.buildId && <code key="build">{recording.buildId}</code>],
    [t("rate"), silent ? undefined : <EventRates key="rate" recording={recording} now={now} dates={dates} />],
    [
      t("events"),
      `${number(recording.events)} · ${t("perSecond", { rate: number(ratePerSecond(recording)) })}`,
    ],
    [
      t("dropped"),
      <span key="dropped" className={recording.dropped > 0n ? "bad" : ""}>
        {number(recording.dropped)}
      </span>,
    ],
    [t("since"), wallTimeText(recording.startedAt, dates, "full")],
    [t("seen"), wallTimeText(recording.seenAt, dates, "full")],
    [t("pid"), recording.pid],
    [t("note"), recording.note && visibleText(recording.note, 500)],
  ] as const;
  return (
    <article className="recording">
      <h3>
        <code>{visibleText(recording.path, 300)}</code>{" "}
        <span className="state" data-state={silent ? "silent" : "attached"}>
          {silent ? t("silent", { when: wallTimeText(recording.seenAt, dates, "full") ?? "" }) : t("running")}
        </span>
      </h3>
      {silent && (
        <Notice tone="warn">
          <p>{t("silentHelp")}</p>
        </Notice>
      )}
      {recording.dropped > 0n && (
        <Notice tone="warn">
          <p>{t("droppedHelp")}</p>
        </Notice>
      )}
      <Facts rows={rows} />
    </article>
  );
}

export function RecordingTable({
  recordings,
  dates,
}: {
  recordings: readonly RecordingFacts[];
  dates: Dates;
}) {
  const t = useTranslations("collector");
  return (
    <TableFrame>
      <table className="data cards recordings">
        <thead>
          <tr>
            <th scope="col">{t("source")}</th>
            <th scope="col">{t("path")}</th>
            <th scope="col">{t("since")}</th>
            <th scope="col" className="number">
              {t("events")}
            </th>
            <th scope="col" className="number">
              {t("dropped")}
            </th>
            <th scope="col">{t("note")}</th>
          </tr>
        </thead>
        <tbody>
          {recordings.map((recording) => (
            <tr key={recording.id}>
              <td data-head={t("source")}>{t(`kind.${recording.kind}`)}</td>
              <td className="code" data-head={t("path")}>
                {visibleText(recording.path, 200)}
              </td>
              <td className="whole" data-head={t("since")}>
                {wallTimeText(recording.startedAt, dates, "full")}
              </td>
              <td className="number" data-head={t("events")}>
                {recording.events.toLocaleString(dates.locale)}
              </td>
              <td className="number" data-head={t("dropped")}>
                {recording.dropped.toLocaleString(dates.locale)}
              </td>
              <td {...(recording.note ? { "data-head": t("note") } : {})}>
                {recording.note && visibleText(recording.note, 300)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}
