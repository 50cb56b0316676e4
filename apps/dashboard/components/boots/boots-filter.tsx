import {
  bootsHref,
  boxText,
  durationText,
  filterQuery,
  OUTCOMES,
  SORTED_SPANS,
  sortedSpan,
  type BootSort,
  type BootsView,
} from "@hacotaki/core";
import type { ContainerFacts } from "@hacotaki/store";
import { Link } from "../ui/link.tsx";
import { useTranslations } from "next-intl";
import { Fragment, type ReactNode } from "react";
import { zonedText, type Dates } from "../../i18n/wall-time.ts";
import { AutoSubmit } from "./auto-submit.tsx";
import { Choice, ContainerChoice, Field, HostChoice } from "../ui/field.tsx";
import { FilterParts } from "../ui/filter-parts.tsx";
import { labelOfSlug, useSpanName } from "../ui/span-name.ts";

type Props = {
  readonly view: BootsView;
  readonly containers: readonly ContainerFacts[];
  readonly hosts: readonly { readonly id: string; readonly name: string }[];
  readonly dates: Dates;
  /** UTC ns. */
  readonly now: bigint;
};

const MINUTE = 60_000_000_000n;
const PRESETS = [
  { name: "last15m", ns: 15n * MINUTE },
  { name: "last1h", ns: 60n * MINUTE },
  { name: "last24h", ns: 1_440n * MINUTE },
  { name: "last7d", ns: 10_080n * MINUTE },
] as const;
/** From this much ago on, in whole seconds. */
function sinceAgo(view: BootsView, now: bigint, ns: bigint): BootsView {
  const { until: _until, ...rest } = view;
  return { ...rest, since: ((now - ns) / 1_000_000_000n) * 1_000_000_000n };
}

const written = <T,>(value: T | undefined, write: (value: T) => string) =>
  value === undefined ? "" : write(value);

/** A range of two texts, from and to. */
function Range({
  legend,
  className,
  ends,
  size,
  maxLength,
  children,
}: {
  legend: string;
  className: string;
  ends: readonly { name: string; value: string; placeholder: string; label: string }[];
  size: number;
  maxLength: number;
  children?: ReactNode;
}) {
  return (
    <fieldset className={className}>
      <legend>{legend}</legend>
      {ends.map(({ name, value, placeholder, label }, place) => (
        <Fragment key={name}>
          {place > 0 && <span aria-hidden="true">–</span>}
          <input
            type="text"
            name={name}
            defaultValue={value}
            placeholder={placeholder}
            aria-label={label}
            {...{ size, maxLength }}
          />
        </Fragment>
      ))}
      {children}
    </fieldset>
  );
}

function Durations({ view }: Pick<Props, "view">) {
  const t = useTranslations("boots");
  const least = written(view.minDuration, durationText);
  const most = written(view.maxDuration, durationText);
  return (
    <Range
      legend={t("durationRange")}
      className="field range"
      ends={[
        { name: "min", value: least, placeholder: "20ms", label: t("atLeast") },
        { name: "max", value: most, placeholder: "1.5s", label: t("atMost") },
      ]}
      size={9}
      maxLength={40}
    />
  );
}

function Times({ view, dates, now }: Pick<Props, "view" | "dates" | "now">) {
  const t = useTranslations("boots");
  const zoned = (ns: bigint) => zonedText(ns, dates.timeZone);
  const minute = (now / MINUTE) * MINUTE;
  const since = written(view.since, zoned);
  const until = written(view.until, zoned);
  return (
    <Range
      legend={t("timeRange")}
      className="field range times"
      ends={[
        { name: "from", value: since, placeholder: zoned(minute - 60n * MINUTE), label: t("from") },
        { name: "to", value: until, placeholder: zoned(minute), label: t("to") },
      ]}
      size={24}
      maxLength={60}
    >
      <span className="time-presets">
        {PRESETS.map(({ name, ns }) => (
          <Link key={name} href={bootsHref(sinceAgo(view, now, ns))} scroll={false}>
            {t(name)}
          </Link>
        ))}
      </span>
    </Range>
  );
}

function Outcomes({ view }: Pick<Props, "view">) {
  const t = useTranslations("boots");
  const outcome = useTranslations("outcome");
  return (
    <fieldset className="field">
      <legend>{t("outcome")}</legend>
      <div className="segments">
        {OUTCOMES.map((each) => (
          <label key={each} className="segment" data-outcome={each}>
            <input
              type="checkbox"
              name="outcome"
              value={each}
              defaultChecked={view.outcomes?.includes(each) ?? false}
            />
            <span>{outcome(each)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function Sort({ view }: Pick<Props, "view">) {
  const t = useTranslations("boots");
  const sorts: readonly BootSort[] = [
    "newest",
    "slowest",
    ...SORTED_SPANS.map((slug) => `span:${slug}` as const),
  ];
  const spanName = useSpanName();
  const name = (sort: BootSort) => {
    const slug = sortedSpan({ sort });
    if (slug === undefined) return t(sort === "newest" ? "newest" : "slowest");
    return t("slowestIn", { span: spanName(labelOfSlug(slug), 60) });
  };
  return (
    <Choice label={t("sort")} name="sort" chosen={view.sort}>
      {!sorts.includes(view.sort) && <option value={view.sort}>{name(view.sort)}</option>}
      {sorts.map((each) => (
        <option key={each} value={each}>
          {name(each)}
        </option>
      ))}
    </Choice>
  );
}

/** The whole state is the address: a plain form that sends itself as things are chosen. */
export function BootsFilter({ view, containers, hosts, dates, now }: Props) {
  const t = useTranslations("boots");
  return (
    <form className="filter" method="get" action="/" role="search" aria-label={t("filter")}>
      <ContainerChoice name="container" chosen={view.container} containers={containers} />
      {hosts.length > 1 && <HostChoice name="host" chosen={view.host} hosts={hosts} />}
      <Outcomes view={view} />
      <Field label={t("text")} className="field grow">
        <input
          type="search"
          name="q"
          defaultValue={view.text ?? ""}
          placeholder={t("textHint")}
          maxLength={200}
          data-shortcut="/"
          aria-keyshortcuts="/"
        />
      </Field>
      <Durations view={view} />
      <Times {...{ view, dates, now }} />
      <Field label={t("hacoFile")}>
        <input
          type="text"
          name="haco"
          defaultValue={view.hacoFile ?? ""}
          placeholder="/etc/haconiwa.d/web.haco"
          size={24}
          maxLength={4096}
        />
      </Field>
      <Sort view={view} />
      {view.phase !== undefined && <input type="hidden" name="phase" value={view.phase} />}
      {view.scale !== undefined && <input type="hidden" name="scale" value={view.scale} />}
      {view.box !== undefined && <input type="hidden" name="box" value={boxText(view.box)} />}
      {view.zoom !== "all" && <input type="hidden" name="zoom" value={view.zoom} />}
      <div className="field actions">
        <AutoSubmit label={t("apply")} href={bootsHref(view)} />
      </div>
      {(view.box !== undefined || filterQuery(view).size > 0) && (
        <FilterParts view={view} hosts={hosts} dates={dates} />
      )}
    </form>
  );
}
