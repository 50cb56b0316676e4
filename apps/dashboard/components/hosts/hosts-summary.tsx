import { formatDuration, visibleText, type HostsView } from "@hacotaki/core";
import { useTranslations } from "next-intl";
import type { Dates } from "../../i18n/wall-time.ts";
import { useSpanName } from "../ui/span-name.ts";
import { againstOthers, nameOfRow, type HostRow } from "./host-rows.ts";
import { useSilence } from "./silence-text.ts";

const whole = (ns: number) => BigInt(Math.round(ns));

type Props = {
  readonly rows: readonly HostRow[];
  readonly view: HostsView;
  readonly omitted: number;
  readonly dates: Dates;
};

/** The page in two sentences: who is slow, and of whom nothing comes. */
export function HostsSummary({ rows, view, omitted, dates }: Props) {
  const t = useTranslations("hosts");
  const spanName = useSpanName();
  const silence = useSilence();
  const hosts = new Set(rows.flatMap((row) => row.hosts.map(({ id }) => id))).size;
  const boots = rows.reduce((sum, { group }) => sum + group.boots, 0);
  const [slowest] = rows
    .flatMap((row) => {
      const ns = againstOthers(row.group) ?? 0;
      return ns > 0 && row.group.key !== "" ? [{ row, ns }] : [];
    })
    .sort((a, b) => b.ns - a.ns);
  const most = slowest?.row.group.slow[0];
  const quiet = new Map(rows.flatMap((row) => row.quiet).map((host) => [host.id, host]));
  const [first] = [...quiet.values()].sort((a, b) => Number(b.silence - a.silence));
  return (
    <p className="summary">
      {t("summary", { hosts, boots: boots.toLocaleString(dates.locale), count: boots })}{" "}
      {rows.length === 1 && t("alone")} {omitted > 0 && t("omitted", { count: rows.length, omitted })}{" "}
      {slowest &&
        t("slowest", {
          name: visibleText(nameOfRow(view.by, slowest.row), 40),
          by: formatDuration(whole(slowest.ns)),
          has: most === undefined ? "no" : "yes",
          span: most === undefined ? "" : spanName(most.label, 40),
        })}{" "}
      {first &&
        t("quietSummary", {
          count: quiet.size,
          name: visibleText(first.name, 40),
          silence: silence(first.silence),
        })}
    </p>
  );
}
