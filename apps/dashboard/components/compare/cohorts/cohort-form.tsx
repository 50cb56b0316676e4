import {
  cohortField,
  cohortHref,
  COHORT_SIDES,
  filterQuery,
  visibleText,
  withRange,
  type Baseline,
  type BootFilter,
  type CohortSideName,
  type CohortView,
} from "@hacotaki/core";
import type { ContainerFacts } from "@hacotaki/store";
import { useTranslations } from "next-intl";
import { isFleet } from "../../../bridge/page.ts";
import type { Dates } from "../../../i18n/wall-time.ts";
import { Choice, Field, HostChoice, TextField } from "../../ui/field.tsx";
import { ContainerChoice } from "../../ui/container-choice.tsx";
import { Link } from "../../ui/link.tsx";
import type { Rejected } from "../../ui/rejected.ts";
import { TimeControl } from "../../ui/time-control.tsx";

type Known = {
  readonly containers: readonly ContainerFacts[];
  readonly hosts: readonly { readonly id: string; readonly name: string }[];
  readonly baselines: readonly Baseline[];
  readonly dates: Dates;
  /** UTC ns. */
  readonly now: bigint;
};

const DAY_NS = 86_400_000_000_000n;
const HOUR_NS = 3_600_000_000_000n;
const PRESETS = [
  ["day", DAY_NS],
  ["week", 7n * DAY_NS],
] as const;

type SideProps = Known & {
  readonly side: CohortSideName;
  readonly kept: string | undefined;
  readonly filter: BootFilter;
  /** What fields said that makes no sense, by their names. */
  readonly rejected: Rejected;
  readonly hrefOf: (filter: BootFilter) => string;
};

/** Parts of a filter that have fields in the form. */
const SHOWN: ReadonlySet<string> = new Set([
  "container",
  "host",
  "host-label",
  "kernel",
  "time",
  "from",
  "to",
  "haco",
  "q",
]);

/** What else a filter narrows by: kept as it is, the form has no field for it. */
const Unshown = ({ side, filter }: Pick<SideProps, "side" | "filter">) =>
  [...filterQuery(filter)].map(
    ([part, value]) =>
      !SHOWN.has(part) && <input key={part} type="hidden" name={`${side}-${part}`} value={value} />,
  );

function Side(props: SideProps) {
  const { side, kept, filter, rejected, hrefOf, containers, hosts, baselines, dates, now } = props;
  const t = useTranslations("cohorts");
  const boots = useTranslations("boots");
  const field = (part: Parameters<typeof cohortField>[1]) => cohortField(side, part);
  return (
    <fieldset className="cohort-side">
      <legend>
        <svg className="cohort-key" width="22" height="8" aria-hidden="true">
          <line className={`ecdf-curve ${side}`} x2="22" y1="4" y2="4" />
        </svg>
        {t(`side.${side}`)}
      </legend>
      {baselines.length > 0 && (
        <Choice label={t("kept")} name={field("kept")} chosen={kept}>
          <option value="">{t("keptNone")}</option>
          {baselines.map(({ name }) => (
            <option key={name} value={name}>
              {visibleText(name, 60)}
            </option>
          ))}
        </Choice>
      )}
      <ContainerChoice name={field("container")} chosen={filter.container} containers={containers} />
      {hosts.length > 1 ? (
        <HostChoice name={field("host")} chosen={filter.host} hosts={hosts} />
      ) : (
        filter.host !== undefined && <input type="hidden" name={field("host")} value={filter.host} />
      )}
      {isFleet() || filter.hostLabel !== undefined ? (
        <TextField
          label={boots("hostLabel")}
          name={field("host-label")}
          value={filter.hostLabel}
          placeholder="role=web"
          size={14}
        />
      ) : undefined}
      <TextField
        label={boots("kernel")}
        name={field("kernel")}
        value={filter.kernel}
        placeholder="6.18.5"
        size={14}
        maxLength={200}
      />
      <TimeControl
        name={field("time")}
        range={filter}
        rejected={rejected[field("time")] ?? rejected[field("from")] ?? rejected[field("to")]}
        hrefOf={(range) => hrefOf(withRange(filter, range))}
        {...{ dates, now }}
      />
      <Field label={boots("hacoFile", { of: "haco" })}>
        <input name={field("haco")} defaultValue={filter.hacoFile ?? ""} size={24} maxLength={4096} />
      </Field>
      <Field label={boots("text")}>
        <input type="search" name={field("q")} defaultValue={filter.text ?? ""} size={24} maxLength={200} />
      </Field>
      <Unshown side={side} filter={filter} />
    </fieldset>
  );
}

/** Where nothing is chosen yet, what the other side has, but for the time: most compare a container with itself. */
function filterIn(view: CohortView, side: CohortSideName): BootFilter {
  const chosen = view[side];
  if (chosen) return chosen.kind === "filter" ? chosen.filter : {};
  const other = view[side === "baseline" ? "candidate" : "baseline"];
  if (other?.kind !== "filter") return {};
  return withRange(other.filter, {});
}

/** Both cohorts as fields of one form, which needs no script. */
export function CohortForm({
  view,
  rejected,
  ...known
}: Known & Pick<SideProps, "rejected"> & { readonly view: CohortView }) {
  const t = useTranslations("cohorts");
  const hour = (known.now / HOUR_NS) * HOUR_NS;
  const where = withRange(filterIn(view, "candidate"), {});
  const before = (length: bigint): CohortView => ({
    ...view,
    baseline: { kind: "filter", filter: { ...where, since: hour - 2n * length, until: hour - length } },
    candidate: { kind: "filter", filter: { ...where, since: hour - length } },
  });
  return (
    <form className="cohort-form" method="get" action="/compare">
      <div className="cohort-sides">
        {COHORT_SIDES.map((side) => {
          const chosen = view[side];
          return (
            <Side
              key={side}
              {...known}
              side={side}
              rejected={rejected}
              hrefOf={(filter) => cohortHref({ ...view, [side]: { kind: "filter", filter } })}
              kept={chosen?.kind === "named" ? chosen.name : undefined}
              filter={filterIn(view, side)}
            />
          );
        })}
      </div>
      <div className="cohort-options">
        <label>
          {t("alpha")} <input name="alpha" inputMode="decimal" defaultValue={view.alpha} size={6} />
        </label>
        <label>
          {t("minChange")}{" "}
          <input name="min-change" inputMode="decimal" defaultValue={view.minChange} size={6} />
        </label>
        <button className="button" data-primary>
          {t("compare")}
        </button>
        {view.baseline && view.candidate && (
          <Link
            className="button"
            href={cohortHref({ ...view, baseline: view.candidate, candidate: view.baseline })}
          >
            {t("swap")}
          </Link>
        )}
      </div>
      <nav className="presets" aria-label={t("presets")}>
        {PRESETS.map(([name, length]) => (
          <Link key={name} href={cohortHref(before(length))}>
            {t(`preset.${name}`)}
          </Link>
        ))}
      </nav>
    </form>
  );
}
