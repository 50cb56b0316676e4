import { formatShare, visibleText } from "@hacotaki/core";
import type { HostFacts } from "@hacotaki/store";
import { useTranslations } from "next-intl";
import { wallTimeText, type Dates } from "../../i18n/wall-time.ts";
import { hostsHref } from "./hosts-link.ts";
import { bootsBehind } from "../ui/boots-behind.ts";
import { Link } from "../ui/link.tsx";
import { QuantileCell } from "../ui/quantile-cell.tsx";
import { TableFrame } from "../ui/table-frame.tsx";

const DAY_NS = 86_400_000_000_000n;

type Props = {
  readonly hosts: readonly HostFacts[];
  /** UTC ns. */
  readonly now: bigint;
  readonly dates: Dates;
};

function Failed({ host: { id, boots, failed } }: { readonly host: HostFacts }) {
  if (failed === 0) return <span className="dim">0</span>;
  return (
    <Link className="bad" href={bootsBehind({ host: id, outcomes: ["failed"] })}>
      {failed} ({formatShare(BigInt(failed), BigInt(boots))})
    </Link>
  );
}

/** Each narrows the page to the hosts that have it. */
function Labels({ host }: { readonly host: HostFacts }) {
  const t = useTranslations("hosts");
  const labels = Object.entries(host.labels).map(([name, value]) => `${name}=${value}`);
  if (labels.length === 0) return <td />;
  return (
    <td data-head={t("labels")}>
      <ul className="host-labels">
        {labels.map((label) => (
          <li key={label}>
            <Link href={hostsHref(label)}>{visibleText(label, 80)}</Link>
          </li>
        ))}
      </ul>
    </td>
  );
}

function Row({ host, now, dates }: Omit<Props, "hosts"> & { readonly host: HostFacts }) {
  const t = useTranslations("hosts");
  const quietDays = Number((now - host.lastArrival) / DAY_NS);
  return (
    <tr>
      <th scope="row">
        <Link href={bootsBehind({ host: host.id })}>{visibleText(host.name, 80)}</Link>
      </th>
      <Labels host={host} />
      <td className="number" data-head={t("boots")}>
        {host.boots.toLocaleString(dates.locale)}
      </td>
      <td className="number" data-head={t("failed")}>
        <Failed host={host} />
      </td>
      <QuantileCell ns={host.p50} head={t("p50")} />
      <QuantileCell ns={host.p95} head={t("p95")} />
      <td data-head={t("lastBoot")}>{wallTimeText(host.lastBoot, dates, "full")}</td>
      <td data-head={t("lastArrival")}>
        <div>
          {wallTimeText(host.lastArrival, dates, "full")}
          {quietDays > 0 && (
            <>
              {" "}
              <span className="bad" title={t("quietHelp")}>
                {t("quiet", { days: quietDays })}
              </span>
            </>
          )}
        </div>
      </td>
    </tr>
  );
}

/** Which hosts are slow, which fail, and of which nothing came any more. */
export function HostTable({ hosts, now, dates }: Props) {
  const t = useTranslations("hosts");
  const numbers = ["boots", "failed", "p50", "p95"] as const;
  return (
    <TableFrame label={t("title")}>
      <table className="data cards">
        <thead>
          <tr>
            <th scope="col">{t("host")}</th>
            <th scope="col">{t("labels")}</th>
            {numbers.map((name) => (
              <th key={name} scope="col" className="number">
                {t(name)}
              </th>
            ))}
            <th scope="col">{t("lastBoot")}</th>
            <th scope="col">{t("lastArrival")}</th>
          </tr>
        </thead>
        <tbody>
          {hosts.map((host) => (
            <Row key={host.id} host={host} now={now} dates={dates} />
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}
