import {
  neighbourRange,
  parseTimeRange,
  timeRangeText,
  wordsOf,
  type Clock,
  type TimeRange,
} from "@hacotaki/core";
import { useTranslations } from "next-intl";
import { Fragment } from "react";
import { zoneText, type Dates } from "../../i18n/wall-time.ts";
import { Link } from "./link.tsx";
import { TIME_PRESETS } from "./time-presets.ts";
import { FieldProblem } from "./field-problem.tsx";

type Props = {
  /** Of the form's field. */
  readonly name: string;
  readonly range: TimeRange;
  /** What the field said that makes no sense. */
  readonly rejected: string | undefined;
  readonly dates: Dates;
  /** UTC ns. */
  readonly now: bigint;
  /** The page over another range; `{}` is all of time. */
  readonly hrefOf: (range: TimeRange) => string;
};

const EXAMPLES = ["yesterday", "2026-11-28", "14:00-14:30", "now-2h", "2026-11-20..2026-11-24"] as const;

const TimeExamples = () => (
  <>
    {EXAMPLES.map((example, index) => (
      <Fragment key={example}>
        {index > 0 && " "}
        <code>{example}</code>
      </Fragment>
    ))}
  </>
);

/** One range before or after: a link, or where it would be. */
function Step({ by, clock, range, hrefOf }: Pick<Props, "range" | "hrefOf"> & { by: -1 | 1; clock: Clock }) {
  const t = useTranslations("time");
  const next = neighbourRange(range, by, clock);
  const label = t(by === -1 ? "earlier" : "later");
  const sign = <span aria-hidden="true">{by === -1 ? "‹" : "›"}</span>;
  return next === undefined ? (
    <span className="time-step" aria-hidden="true" title={label}>
      {sign}
    </span>
  ) : (
    <Link className="time-step" href={hrefOf(next)} scroll={false} aria-label={label} title={label}>
      {sign}
    </Link>
  );
}

function Presets({ clock, range, hrefOf }: Pick<Props, "range" | "hrefOf"> & { clock: Clock }) {
  const t = useTranslations("time");
  const words = wordsOf(range);
  const isAll = range.since === undefined && range.until === undefined;
  const link = (key: string, to: TimeRange, label: string, isCurrent: boolean) => (
    <li key={key}>
      <Link href={hrefOf(to)} scroll={false} aria-current={isCurrent ? "true" : undefined}>
        {label}
      </Link>
    </li>
  );
  return (
    <ul className="time-presets">
      {TIME_PRESETS.map((preset) =>
        link(preset, parseTimeRange(preset, clock) ?? {}, t(`preset.${preset}`), words === preset),
      )}
      {link("all", {}, t("preset.all"), isAll)}
    </ul>
  );
}

/**
 * The one way in which pages ask for a range of time: typed in words, chosen from presets, or moved to the one before
 * or after. A field of the form around it and links: it needs no script.
 */
export function TimeControl({ name, range, rejected, dates, now, hrefOf }: Props) {
  const t = useTranslations("time");
  const clock = { now, timeZone: dates.timeZone };
  const [zoneId, problemId] = [`${name}-zone`, `${name}-problem`];
  const text = rejected ?? timeRangeText(range, clock);
  return (
    <div className="field time-field">
      <span aria-hidden="true">{t("label")}</span>
      <div className="time-control" role="group" aria-label={t("label")}>
        <Step by={-1} {...{ clock, range, hrefOf }} />
        <input
          type="text"
          name={name}
          defaultValue={text}
          title={text}
          placeholder={t("any")}
          aria-label={t("label")}
          aria-invalid={rejected === undefined ? undefined : true}
          aria-describedby={rejected === undefined ? zoneId : `${problemId} ${zoneId}`}
          autoComplete="off"
          size={22}
          maxLength={120}
        />
        <details className="menu time-menu" name="menu">
          <summary aria-label={t("choose")} title={t("choose")} />
          <div className="menu-body">
            <Presets {...{ clock, range, hrefOf }} />
            <p className="dim">
              {t("understood")} <TimeExamples />
            </p>
            <p className="dim">{t("zone", { name: dates.timeZone })}</p>
          </div>
        </details>
        <Step by={1} {...{ clock, range, hrefOf }} />
        <span id={zoneId} className="time-zone" title={dates.timeZone}>
          {zoneText(now, dates.timeZone)}
        </span>
      </div>
      {rejected !== undefined && (
        <FieldProblem id={problemId}>
          {t("notUnderstood", { words: rejected })} <TimeExamples />
        </FieldProblem>
      )}
    </div>
  );
}
