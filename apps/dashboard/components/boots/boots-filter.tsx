import {
  bootsHref,
  durationText,
  filterQuery,
  OUTCOMES,
  SORTED_SPANS,
  sortedSpan,
  visibleText,
  type BootSort,
  type BootsView,
} from "@hacotaki/core";
import type { ContainerFacts } from "@hacotaki/store";
import { Link } from "../ui/link.tsx";
import { useTranslations } from "next-intl";
import { zonedText, type Dates } from "../../i18n/wall-time.ts";
import { AutoSubmit } from "./auto-submit.tsx";
import { FilterParts } from "../ui/filter-parts.tsx";

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

/** The whole state is the address: a plain form that sends itself as things are chosen. */
export function BootsFilter({ view, containers, hosts, dates, now }: Props) {
  const t = useTranslations("boots");
  const outcome = useTranslations("outcome");
  const known = view.container === undefined || containers.some(({ name }) => name === view.container);
  const zoned = (ns: bigint) => zonedText(ns, dates.timeZone);
  const sorts: readonly BootSort[] = [
    "newest",
    "slowest",
    ...SORTED_SPANS.map((slug) => `span:${slug}` as const),
  ];
  const isKnownSort = sorts.includes(view.sort);
  const sortName = (sort: BootSort) => {
    const slug = sortedSpan({ sort });
    return slug === undefined ? t(sort === "newest" ? "newest" : "slowest") : t("slowestIn", { span: slug });
  };
  return (
    <form className="filter" method="get" action="/" role="search" aria-label={t("filter")}>
      <label className="field">
        <span>{t("container")}</span>
        <select name="container" defaultValue={view.container ?? ""} data-chosen={view.container ?? ""}>
          <option value="">{t("allContainers")}</option>
          {!known && <option value={view.container}>{visibleText(view.container ?? "", 60)}</option>}
          {containers.map(({ name, boots }) => (
            <option key={name} value={name}>
              {visibleText(name, 60)} ({boots})
            </option>
          ))}
        </select>
      </label>
      {hosts.length > 1 && (
        <label className="field">
          <span>{t("host")}</span>
          <select name="host" defaultValue={view.host ?? ""} data-chosen={view.host ?? ""}>
            <option value="">{t("allHosts")}</option>
            {hosts.map(({ id, name }) => (
              <option key={id} value={id}>
                {visibleText(name, 60)}
              </option>
            ))}
          </select>
        </label>
      )}
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
      <label className="field grow">
        <span>{t("text")}</span>
        <input
          type="search"
          name="q"
          defaultValue={view.text ?? ""}
          placeholder={t("textHint")}
          maxLength={200}
          data-shortcut="/"
          aria-keyshortcuts="/"
        />
      </label>
      <fieldset className="field range">
        <legend>{t("durationRange")}</legend>
        <input
          type="text"
          name="min"
          defaultValue={written(view.minDuration, durationText)}
          placeholder="20ms"
          aria-label={t("atLeast")}
          size={9}
          maxLength={40}
        />
        <span aria-hidden="true">–</span>
        <input
          type="text"
          name="max"
          defaultValue={written(view.maxDuration, durationText)}
          placeholder="1.5s"
          aria-label={t("atMost")}
          size={9}
          maxLength={40}
        />
      </fieldset>
      <fieldset className="field range times">
        <legend>{t("timeRange")}</legend>
        <input
          type="text"
          name="from"
          defaultValue={written(view.since, zoned)}
          placeholder={zoned((now / MINUTE - 60n) * MINUTE)}
          aria-label={t("from")}
          size={24}
          maxLength={60}
        />
        <span aria-hidden="true">–</span>
        <input
          type="text"
          name="to"
          defaultValue={written(view.until, zoned)}
          placeholder={zoned((now / MINUTE) * MINUTE)}
          aria-label={t("to")}
          size={24}
          maxLength={60}
        />
        <span className="time-presets">
          {PRESETS.map(({ name, ns }) => (
            <Link key={name} href={bootsHref(sinceAgo(view, now, ns))} scroll={false}>
              {t(name)}
            </Link>
          ))}
        </span>
      </fieldset>
      <label className="field">
        <span>{t("hacoFile")}</span>
        <input
          type="text"
          name="haco"
          defaultValue={view.hacoFile ?? ""}
          placeholder="/etc/haconiwa.d/web.haco"
          size={24}
          maxLength={4096}
        />
      </label>
      <label className="field">
        <span>{t("sort")}</span>
        <select name="sort" defaultValue={view.sort} data-chosen={view.sort}>
          {!isKnownSort && <option value={view.sort}>{sortName(view.sort)}</option>}
          {sorts.map((each) => (
            <option key={each} value={each}>
              {sortName(each)}
            </option>
          ))}
        </select>
      </label>
      {view.phase !== undefined && <input type="hidden" name="phase" value={view.phase} />}
      {view.axis !== "log" && <input type="hidden" name="axis" value={view.axis} />}
      {view.zoom !== "all" && <input type="hidden" name="zoom" value={view.zoom} />}
      <fieldset className="field">
        <legend>{t("scale")}</legend>
        <div className="segments">
          {(["shared", "own"] as const).map((each) => (
            <label key={each} className="segment">
              <input type="radio" name="scale" value={each} defaultChecked={view.scale === each} />
              <span>{t(each)}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <div className="field actions">
        <AutoSubmit label={t("apply")} href={bootsHref(view)} />
      </div>
      {filterQuery(view).size > 0 && <FilterParts view={view} hosts={hosts} dates={dates} />}
    </form>
  );
}
