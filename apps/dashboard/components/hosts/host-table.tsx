import {
  filterOfGroup,
  formatDuration,
  formatShare,
  hostsHref,
  labelGroupedBy,
  visibleText,
  type BootFilter,
  type HostsSort,
  type HostsView,
  type SlowSpan,
} from "@hacotaki/core";
import { useTranslations } from "next-intl";
import { wallTimeText, type Dates } from "../../i18n/wall-time.ts";
import { bootsBehind } from "../ui/boots-behind.ts";
import { Delta } from "../ui/delta.tsx";
import { DurationText } from "../ui/duration.tsx";
import { Explained } from "../ui/explained.tsx";
import { Link } from "../ui/link.tsx";
import { QuantileCell } from "../ui/quantile-cell.tsx";
import { useSpanName } from "../ui/span-name.ts";
import { TableFrame } from "../ui/table-frame.tsx";
import { againstOthers, nameOfRow, type HostRow, type QuietHost } from "./host-rows.ts";
import { useSilence } from "./silence-text.ts";

/** More are counted. */
const SHOWN_SPANS = 3;
const SHOWN_HOSTS = 4;
const whole = (ns: number) => BigInt(Math.round(ns));

type Props = {
  readonly rows: readonly HostRow[];
  readonly view: HostsView;
  readonly isFleet: boolean;
  readonly dates: Dates;
};
type RowProps = Omit<Props, "rows"> & {
  readonly row: HostRow;
  readonly hasLabels: boolean;
  /** Whether there is another group to be held against. */
  readonly hasOthers: boolean;
  readonly isTicked: boolean;
};

type FailedProps = { row: HostRow; filter: BootFilter | undefined; dates: Dates };

function Failed({ row: { group }, filter, dates }: FailedProps) {
  if (group.failed === 0) return <span className="dim">0</span>;
  const text = `${group.failed.toLocaleString(dates.locale)} (${formatShare(BigInt(group.failed), BigInt(group.boots))})`;
  if (filter === undefined) return <span className="bad">{text}</span>;
  return (
    <Link className="bad" href={bootsBehind({ ...filter, outcomes: ["failed"] })}>
      {text}
    </Link>
  );
}

/** Each narrows the page to the hosts that have it. */
function Labels({ row: { labels }, view }: { row: HostRow; view: HostsView }) {
  const t = useTranslations("hosts");
  const all = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
  if (all.length === 0) return <td className="host-more" />;
  return (
    <td className="host-more" data-head={t("labels")}>
      <ul className="host-labels">
        {all.map((hostLabel) => (
          <li key={hostLabel}>
            <Link href={hostsHref({ ...view, filter: { ...view.filter, hostLabel } })}>
              {visibleText(hostLabel, 80)}
            </Link>
          </li>
        ))}
      </ul>
    </td>
  );
}

/** The hosts of a group, and the way to all of them. */
function Hosts({
  row: { hosts },
  filter,
  view,
}: {
  row: HostRow;
  filter: BootFilter | undefined;
  view: HostsView;
}) {
  const t = useTranslations("hosts");
  const names = hosts.slice(0, SHOWN_HOSTS).map(({ name }) => visibleText(name, 40));
  const count = t("hostCount", { count: hosts.length });
  return (
    <td className="host-more" data-head={t("hosts")}>
      <div>
        {filter === undefined ? (
          count
        ) : (
          <Link href={hostsHref({ ...view, by: "host", filter })}>{count}</Link>
        )}{" "}
        <span className="dim">
          {names.join(t("comma"))}
          {hosts.length > SHOWN_HOSTS && " …"}
        </span>
      </div>
    </td>
  );
}

function Slow({ spans, filter }: { spans: readonly SlowSpan[]; filter: BootFilter | undefined }) {
  const t = useTranslations("hosts");
  const spanName = useSpanName();
  return (
    <ul className="slow-spans">
      {spans.slice(0, SHOWN_SPANS).map(({ slug, label, group, p50, restP50 }) => {
        const name = (
          <>
            <span className="swatch" />
            {spanName(label, 40)}
          </>
        );
        return (
          <li key={slug} className={`g-${group}`}>
            <span>
              {filter === undefined ? name : <Link href={bootsBehind(filter, `span:${slug}`)}>{name}</Link>}
            </span>{" "}
            <span className="number">
              <DurationText ns={whole(p50)} />
            </span>{" "}
            <span className="dim">{t("others", { duration: formatDuration(whole(restP50)) })}</span>
          </li>
        );
      })}
      {spans.length > SHOWN_SPANS && (
        <li className="dim">{t("more", { count: spans.length - SHOWN_SPANS })}</li>
      )}
    </ul>
  );
}

function Against({ row: { group } }: { row: HostRow }) {
  const t = useTranslations("hosts");
  const difference = againstOthers(group);
  if (difference !== undefined) return <Delta ns={whole(difference)} />;
  if (group.boot === undefined) return <span className="dim">—</span>;
  const isFew = group.boot.verdict === "too-few";
  return (
    <span className="dim" title={isFew ? undefined : t("sameMeans")}>
      {isFew ? t("tooFew") : "~"}
      {!isFew && <span className="sr"> {t("sameMeans")}</span>}
    </span>
  );
}

function Quiet({ quiet, isHost }: { quiet: readonly QuietHost[]; isHost: boolean }) {
  const t = useTranslations("hosts");
  const silence = useSilence();
  const [first] = quiet;
  if (first === undefined) return undefined;
  return (
    <span className="bad" title={t("quietHelp")}>
      {isHost
        ? t("quiet", { silence: silence(first.silence) })
        : t("quietHosts", { count: quiet.length, name: visibleText(first.name, 40) })}
    </span>
  );
}

/** To the minute; to the millisecond where it is pointed at. */
function When({ ns, dates }: { ns: bigint | undefined; dates: Dates }) {
  const t = useTranslations("hosts");
  if (ns === undefined) return <span className="dim">{t("noWallTime")}</span>;
  return <time title={wallTimeText(ns, dates, "full")}>{wallTimeText(ns, dates, "minute")}</time>;
}

type PickProps = { row: HostRow; filter: BootFilter | undefined; name: string; isTicked: boolean };

/** What is ticked is compared. Boots that only lack something are meant by no filter, nor compared. */
function Pick({ row: { group }, filter, name, isTicked }: PickProps) {
  const t = useTranslations("hosts");
  if (filter === undefined) return <span className="pick" />;
  return (
    <input
      className="pick"
      type="checkbox"
      name="pick"
      value={group.key}
      defaultChecked={isTicked}
      aria-label={t("pick", { name })}
    />
  );
}

function Row({ row, view, isFleet, dates, hasLabels, hasOthers, isTicked }: RowProps) {
  const t = useTranslations("hosts");
  const { group, lastArrival, quiet } = row;
  const filter = filterOfGroup(view.by, group, view.filter);
  const name = visibleText(nameOfRow(view.by, row), 80);
  return (
    <tr>
      <th scope="row">
        {hasOthers && <Pick {...{ row, filter, name, isTicked }} />}
        {filter === undefined ? (
          <span className="dim">
            {t("without", { by: labelGroupedBy(view.by) ?? t(`by.${plain(view.by)}`) })}
          </span>
        ) : (
          <Link href={bootsBehind(filter)}>{name}</Link>
        )}
      </th>
      {view.by === "host" ? (
        hasLabels && <Labels row={row} view={view} />
      ) : (
        <Hosts row={row} filter={filter} view={view} />
      )}
      <td className="number" data-head={t("boots")}>
        {group.boots.toLocaleString(dates.locale)}
      </td>
      <td className="number" data-head={t("failed")}>
        <Failed row={row} filter={filter} dates={dates} />
      </td>
      <QuantileCell ns={group.boot?.p50} head={t("median")} />
      <QuantileCell ns={group.boot?.p95} head={t("p95")} />
      {hasOthers && (
        <>
          <td className="number" data-head={t("against")}>
            <Against row={row} />
          </td>
          {group.slow.length === 0 ? (
            <td />
          ) : (
            <td data-head={t("slow")}>
              <Slow spans={group.slow} filter={filter} />
            </td>
          )}
        </>
      )}
      {isFleet ? (
        <td className="when" data-head={t("arrival")}>
          <div>
            <When ns={lastArrival} dates={dates} /> <Quiet quiet={quiet} isHost={view.by === "host"} />
          </div>
        </td>
      ) : (
        <td className="when" data-head={t("last")}>
          <When ns={group.last} dates={dates} />
        </td>
      )}
    </tr>
  );
}

/** What a key of messages may be of what is grouped by. */
const plain = (by: HostsView["by"]) => (by === "host" || by === "kernel" || by === "runtime" ? by : "label");

function Heads({
  view,
  isFleet,
  hasLabels,
  hasOthers,
}: Pick<RowProps, "view" | "isFleet" | "hasLabels" | "hasOthers">) {
  const t = useTranslations("hosts");
  const head = (sort: HostsSort, className?: string, text = t(sort)) => (
    <th
      key={sort}
      scope="col"
      className={className}
      aria-sort={
        view.sort !== sort ? undefined : sort === "name" || sort === "arrival" ? "ascending" : "descending"
      }
    >
      <Link href={hostsHref({ ...view, sort })}>{text}</Link>
      {sort === "against" && <Explained topic="groups" of={text} />}
    </th>
  );
  const first = labelGroupedBy(view.by);
  return (
    <thead>
      <tr>
        {head("name", undefined, first === undefined ? t(`by.${plain(view.by)}`) : visibleText(first, 40))}
        {view.by !== "host" ? (
          <th scope="col" className="host-more">
            {t("hosts")}
          </th>
        ) : (
          hasLabels && (
            <th scope="col" className="host-more">
              {t("labels")}
            </th>
          )
        )}
        {head("boots", "number")}
        {head("failed", "number")}
        {head("median", "number")}
        {head("p95", "number")}
        {hasOthers && head("against", "number")}
        {hasOthers && <th scope="col">{t("slow")}</th>}
        {head(isFleet ? "arrival" : "last", "when")}
      </tr>
    </thead>
  );
}

/** Which hosts are slow at what, which fail, and of which nothing comes any more; two of them are compared. */
export function HostTable({ rows, view, isFleet, dates }: Props) {
  const t = useTranslations("hosts");
  const hasOthers = rows.length > 1;
  const hasLabels = rows.some(({ labels }) => Object.keys(labels).length > 0);
  const filters = rows.filter(({ group }) => filterOfGroup(view.by, group, view.filter) !== undefined);
  // Where there are but two, they are the ones.
  const isTicked = ({ group }: HostRow) =>
    view.picked.length === 0 ? filters.length === 2 : view.picked.includes(group.key);
  const given = Object.entries(queryOfHref(hostsHref(view)));
  return (
    <form className="hosts-form" method="get" action="/hosts">
      {given.map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <TableFrame label={t("title")}>
        <table className="data cards hosts">
          <Heads {...{ view, isFleet, hasLabels, hasOthers }} />
          <tbody>
            {rows.map((row) => (
              <Row
                key={row.group.key}
                {...{ row, view, isFleet, dates, hasLabels, hasOthers }}
                isTicked={isTicked(row)}
              />
            ))}
          </tbody>
        </table>
      </TableFrame>
      {filters.length > 1 && (
        <div className="hosts-compare">
          <button className="button" name="compare" value="1" data-primary>
            {t("compare")}
          </button>
          <span className="dim">{t("compareHint")}</span>
        </div>
      )}
    </form>
  );
}

const queryOfHref = (href: string) => Object.fromEntries(new URLSearchParams(href.split("?")[1]));
