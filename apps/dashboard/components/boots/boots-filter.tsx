import {
  labelOfSlug,
  bootsHref,
  boxText,
  durationText,
  filterQuery,
  isKept,
  OUTCOMES,
  REASON_SLUGS,
  SORTED_SPANS,
  sortedSpan,
  withRange,
  type BootSort,
  type BootsView,
} from "@hacotaki/core";
import type { ContainerFacts } from "@hacotaki/store";
import { useTranslations } from "next-intl";
import { Fragment } from "react";
import { isFleet } from "../../bridge/page.ts";
import type { Dates } from "../../i18n/wall-time.ts";
import { AutoSubmit } from "./auto-submit.tsx";
import { Choice, Field, HostChoice, RuntimeChoice, TextField } from "../ui/field.tsx";
import { ContainerChoice } from "../ui/container-choice.tsx";
import { FieldProblem } from "../ui/field-problem.tsx";
import { FilterParts } from "../ui/filter-parts.tsx";
import { ForEditors } from "../ui/for-editors.tsx";
import { useReasonName } from "../ui/reason-name.ts";
import type { Rejected } from "../ui/rejected.ts";
import { useSpanName } from "../ui/span-name.ts";
import { TimeControl } from "../ui/time-control.tsx";

type Props = {
  readonly view: BootsView;
  readonly containers: readonly ContainerFacts[];
  readonly hosts: readonly { readonly id: string; readonly name: string }[];
  /** Whether hosts have labels to narrow by: those of a fleet. */
  readonly hasHostLabels: boolean;
  readonly rejected: Rejected;
  readonly dates: Dates;
  /** UTC ns. */
  readonly now: bigint;
};

const written = <T,>(value: T | undefined, write: (value: T) => string) =>
  value === undefined ? "" : write(value);

/** A range of durations, each end of which keeps what it said and says what is wrong with it. */
function Durations({ view, rejected }: Pick<Props, "view" | "rejected">) {
  const t = useTranslations("boots");
  const time = useTranslations("time");
  const ends = [
    { name: "min", value: view.minDuration, placeholder: "20ms", label: t("atLeast") },
    { name: "max", value: view.maxDuration, placeholder: "1.5s", label: t("atMost") },
  ] as const;
  return (
    <fieldset className="field range">
      <legend>{t("durationRange")}</legend>
      {ends.map(({ name, value, placeholder, label }, place) => (
        <Fragment key={name}>
          {place > 0 && <span aria-hidden="true">–</span>}
          <input
            type="text"
            name={name}
            defaultValue={rejected[name] ?? written(value, durationText)}
            placeholder={placeholder}
            aria-label={label}
            aria-invalid={rejected[name] === undefined ? undefined : true}
            aria-describedby={rejected[name] === undefined ? undefined : `${name}-problem`}
            size={9}
            maxLength={40}
          />
        </Fragment>
      ))}
      {ends.map(
        ({ name }) =>
          rejected[name] !== undefined && (
            <FieldProblem key={name} id={`${name}-problem`}>
              {time("duration", { words: rejected[name] })}
            </FieldProblem>
          ),
      )}
    </fieldset>
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

function Reason({ view }: Pick<Props, "view">) {
  const t = useTranslations("boots");
  const reasonName = useReasonName();
  return (
    <Choice label={t("reason")} name="reason" chosen={view.reason ?? ""}>
      <option value="">{t("anyReason")}</option>
      {REASON_SLUGS.filter(isKept).map((slug) => (
        <option key={slug} value={slug}>
          {reasonName(slug)}
        </option>
      ))}
    </Choice>
  );
}

/** What only boots of OCI runtimes have. */
function OciFields({ view }: Pick<Props, "view">) {
  const t = useTranslations("boots");
  const fields = [
    { name: "engine", placeholder: "docker" },
    { name: "image", placeholder: "web:1.4" },
    { name: "pod", placeholder: "shop/web/nginx" },
    { name: "label", placeholder: "com.docker.compose.project=shop" },
  ] as const;
  return fields.map(({ name, placeholder }) => (
    <TextField key={name} label={t(name)} value={view[name]} {...{ name, placeholder }} />
  ));
}

/** Fields of the sheet by their names in links; those of one line narrow the list together. */
const IN_SHEET = [
  ["host"],
  ["host-label"],
  ["kernel"],
  ["outcome"],
  ["min", "max"],
  ["haco"],
  ["runtime"],
  ["engine"],
  ["image"],
  ["pod"],
  ["label"],
  ["phase"],
  ["reason"],
] as const;

/** What is not on the filter's line, with how much of it narrows the list. */
function Sheet({
  view,
  hosts,
  hasHostLabels,
  rejected,
}: Pick<Props, "view" | "hosts" | "hasHostLabels" | "rejected">) {
  const t = useTranslations("boots");
  const query = filterQuery(view);
  const count = IN_SHEET.filter((names) => names.some((name) => query.has(name))).length;
  const isWrong = IN_SHEET.flat().some((name) => rejected[name] !== undefined);
  return (
    <details className="menu filter-sheet" name="menu" open={isWrong}>
      <summary
        className="button"
        data-active={count > 0 ? "" : undefined}
        aria-label={t("moreFilters", { count })}
      >
        {t("filters")} {count > 0 && <span className="count">{count}</span>}
      </summary>
      <div className="menu-body">
        <Outcomes view={view} />
        <Durations view={view} rejected={rejected} />
        <RuntimeChoice name="runtime" chosen={view.runtime} />
        <Reason view={view} />
        <OciFields view={view} />
        {hosts.length > 1 && <HostChoice name="host" chosen={view.host} hosts={hosts} />}
        {/* Hosts of a fleet have labels, as their shippers were told. */}
        {(hasHostLabels || view.hostLabel !== undefined) && (
          <TextField label={t("hostLabel")} name="host-label" value={view.hostLabel} placeholder="role=web" />
        )}
        <TextField
          label={t("kernel")}
          name="kernel"
          value={view.kernel}
          placeholder="6.18.5"
          maxLength={200}
        />
        <TextField
          label={t("hacoFile", { of: "haco" })}
          name="haco"
          value={view.hacoFile}
          placeholder="/etc/haconiwa.d/web.haco"
          maxLength={4096}
        />
      </div>
    </details>
  );
}

/** The whole state is the address: a plain form that sends itself as things are chosen. */
export function BootsFilter({ view, containers, hosts, hasHostLabels, rejected, dates, now }: Props) {
  const t = useTranslations("boots");
  return (
    <form className="filter" method="get" action="/" role="search" aria-label={t("filter")}>
      <ContainerChoice name="container" chosen={view.container} containers={containers} />
      <Field label={t("text")} className="field grow">
        <input
          type="search"
          name="q"
          defaultValue={view.text ?? ""}
          placeholder={t("textHint")}
          aria-label={t("byText")}
          maxLength={200}
          data-shortcut="/"
          aria-keyshortcuts="/"
        />
      </Field>
      <TimeControl
        name="time"
        range={view}
        rejected={rejected["time"] ?? rejected["from"] ?? rejected["to"]}
        hrefOf={(range) => bootsHref(withRange(view, range))}
        {...{ dates, now }}
      />
      <Sort view={view} />
      <Sheet view={view} hosts={hosts} hasHostLabels={hasHostLabels} rejected={rejected} />
      {view.phase !== undefined && <input type="hidden" name="phase" value={view.phase} />}
      {view.scale !== undefined && <input type="hidden" name="scale" value={view.scale} />}
      {view.box !== undefined && <input type="hidden" name="box" value={boxText(view.box)} />}
      {view.zoom !== "all" && <input type="hidden" name="zoom" value={view.zoom} />}
      <div className="field actions">
        <AutoSubmit label={t("apply")} href={bootsHref(view)} />
      </div>
      {!isFleet() && (
        <ForEditors>
          <a className="button filter-import" href="/collector#import" data-import="">
            {t("import")}
          </a>
        </ForEditors>
      )}
      {(view.box !== undefined || filterQuery(view).size > 0) && (
        <FilterParts view={view} hosts={hosts} dates={dates} />
      )}
    </form>
  );
}
