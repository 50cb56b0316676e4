import {
  filterQuery,
  hostsHref,
  labelGroupedBy,
  visibleText,
  WHOLE_LIST,
  withRange,
  type GroupedBy,
  type HostsView,
} from "@hacotaki/core";
import type { ContainerFacts } from "@hacotaki/store";
import { useTranslations } from "next-intl";
import type { Dates } from "../../i18n/wall-time.ts";
import { TextField, RuntimeChoice } from "../ui/field.tsx";
import { ContainerChoice } from "../ui/container-choice.tsx";
import { FilterParts } from "../ui/filter-parts.tsx";
import { Link } from "../ui/link.tsx";
import type { Rejected } from "../ui/rejected.ts";
import { TimeControl } from "../ui/time-control.tsx";
import type { NamedHost } from "./host-rows.ts";

const PLAIN = ["host", "kernel", "runtime"] as const;
/** Parts of a filter that have fields in the form. */
const SHOWN: ReadonlySet<string> = new Set(["container", "runtime", "host-label", "time", "from", "to"]);

type Props = {
  readonly view: HostsView;
  /** Names of the labels that hosts have. */
  readonly labels: readonly string[];
  readonly containers: readonly ContainerFacts[];
  readonly hosts: readonly NamedHost[];
  readonly isFleet: boolean;
  readonly rejected: Rejected;
  readonly dates: Dates;
  /** UTC ns. */
  readonly now: bigint;
};

/** What boots are put together by: each choice is a link. */
export function GroupedByChoice({ view, labels }: Pick<Props, "view" | "labels">) {
  const t = useTranslations("hosts");
  const { hostLabel: _label, ...unlabelled } = view.filter;
  const own = labelGroupedBy(view.by);
  const names = own === undefined || labels.includes(own) ? labels : [...labels, own];
  const choice = (by: GroupedBy, text: string) => (
    <Link
      key={by}
      href={hostsHref({ ...view, by, filter: by.startsWith("label:") ? unlabelled : view.filter })}
      aria-current={view.by === by ? "true" : undefined}
    >
      {text}
    </Link>
  );
  return (
    <nav className="switch" aria-label={t("groupedBy")}>
      <span aria-hidden="true">{t("groupedBy")}</span>
      <span className="segments">
        {PLAIN.map((by) => choice(by, t(`by.${by}`)))}
        {names.map((label) => choice(`label:${label}`, visibleText(label, 40)))}
      </span>
    </nav>
  );
}

/** Which boots are meant: a form that needs no script, and what it narrows to. */
export function HostsFilter(props: Omit<Props, "labels">) {
  const { view, containers, hosts, isFleet, rejected, dates, now } = props;
  const t = useTranslations("hosts");
  const boots = useTranslations("boots");
  const { filter } = view;
  const rest = [...new URLSearchParams(hostsHref(view).split("?")[1])].filter(([name]) => !SHOWN.has(name));
  return (
    <>
      <form className="hosts-filter" method="get" action="/hosts">
        {rest.map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <ContainerChoice name="container" chosen={filter.container} containers={containers} />
        <RuntimeChoice name="runtime" chosen={filter.runtime} />
        {isFleet && labelGroupedBy(view.by) === undefined && (
          <TextField
            label={boots("hostLabel")}
            name="host-label"
            value={filter.hostLabel}
            placeholder="role=web"
            size={14}
          />
        )}
        <TimeControl
          name="time"
          range={filter}
          rejected={rejected["time"] ?? rejected["from"] ?? rejected["to"]}
          hrefOf={(range) => hostsHref({ ...view, filter: withRange(filter, range) })}
          {...{ dates, now }}
        />
        <button className="button">{t("apply")}</button>
      </form>
      {filterQuery(filter).size > 0 && (
        <FilterParts
          view={{ ...WHOLE_LIST, ...filter }}
          hosts={hosts}
          dates={dates}
          hrefOf={({ sort: _sort, zoom: _zoom, ...narrowed }) => hostsHref({ ...view, filter: narrowed })}
        />
      )}
    </>
  );
}
