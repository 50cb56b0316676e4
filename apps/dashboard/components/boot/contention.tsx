import {
  bootHref,
  bootsHref,
  contention,
  exactDuration,
  formatDuration,
  laterSiblings,
  longestBeside,
  ownStart,
  pathLength,
  visibleText,
  WHOLE_LIST,
  type Boot,
  type BootSummary,
  type Contention,
} from "@hacotaki/core";
import { Link } from "../ui/link.tsx";
import { useTranslations } from "next-intl";
import { ContentionChart } from "../../charts/contention/contention.tsx";
import { layoutContention } from "../../charts/contention/layout.ts";
import { bootLength } from "../ui/boot-facts.ts";
import { DurationText } from "../ui/duration.tsx";
import { InTurn } from "../ui/in-turn.tsx";
import { OutcomeBadge } from "../ui/outcome.tsx";
import { TableFrame } from "../ui/table-frame.tsx";

const RULER_PX = { narrow: 320, wide: 900 };
/** Of hundreds that ran beside a boot: all of them would be most of the page. */
const MAX_LISTED = 12;

/** When another boot's path began and ended, seen from this one; undefined while it goes on. */
const extentOf = (boot: Boot, other: BootSummary) => {
  const startNs = ownStart(boot, other) ?? other.startAt - boot.startAt;
  const end = other.upAt ?? other.endAt;
  return { startNs, endNs: end === undefined ? undefined : end - boot.startAt };
};

/** Where the list of boots shows all of them; undefined where the wall time is not known. */
function allHref(boot: Boot, others: readonly BootSummary[]): string | undefined {
  if (boot.wallTime === undefined) return undefined;
  const first = others.reduce((least, { startAt }) => (startAt < least ? startAt : least), boot.startAt);
  return bootsHref({
    ...WHOLE_LIST,
    host: boot.hostId,
    since: boot.wallTime - (boot.startAt - first),
    until: boot.wallTime + pathLength(boot),
  });
}

/** The boots that ran beside this one the longest, of `count`. */
function Others({ boot, found, count }: { boot: Boot; found: readonly BootSummary[]; count: number }) {
  const t = useTranslations("boot.contention");
  const others = longestBeside(boot, found, MAX_LISTED);
  const all = others.length < count ? allHref(boot, found) : undefined;
  return (
    <>
      <TableFrame>
        <table className="data">
          <thead>
            <tr>
              <th scope="col">{t("container")}</th>
              <th scope="col">{t("outcome")}</th>
              <th scope="col" className="number">
                {t("began")}
              </th>
              <th scope="col" className="number">
                {t("ended")}
              </th>
              <th scope="col" className="number">
                {t("took")}
              </th>
            </tr>
          </thead>
          <tbody>
            {others.map((other) => {
              const { startNs, endNs } = extentOf(boot, other);
              const length = bootLength(other);
              return (
                <tr key={other.id}>
                  <th scope="row">
                    <Link href={bootHref(other.id)}>{visibleText(other.container, 60)}</Link>
                  </th>
                  <td>
                    <OutcomeBadge outcome={other.outcome} />
                  </td>
                  <td className="number" title={exactDuration(startNs)}>
                    {formatDuration(startNs)}
                  </td>
                  <td className="number">{endNs === undefined ? "—" : formatDuration(endNs)}</td>
                  <td className="number">{"ns" in length ? <DurationText ns={length.ns} /> : "—"}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </TableFrame>
      {others.length < count && (
        <p className="dim">
          {t("listed", { count: others.length })} {all && <Link href={all}>{t("all")}</Link>}
        </p>
      )}
    </>
  );
}

const Chart = ({ result }: { result: Contention }) => (
  <ContentionChart geometry={layoutContention(result, RULER_PX)} />
);

/** What else booted on this host while this boot took its time: the commonest cause of slowness, seen in no waterfall. */
export function ContentionStrip({
  boot,
  others: found,
  limit,
}: {
  boot: Boot;
  others: readonly BootSummary[];
  limit: number;
}) {
  const t = useTranslations("boot.contention");
  const group = useTranslations("group");
  const result = contention(boot, found);
  if (result.boots === 0)
    return <p>{t("none", { outcome: boot.outcome, length: formatDuration(pathLength(boot)) })}</p>;
  const busiest = result.groups[0];
  const later = laterSiblings(boot, found);
  return (
    <>
      <p>
        {t("sentence", {
          boots: result.boots,
          most: result.most,
          group: busiest ? group(busiest.group) : "",
        })}{" "}
        {later > 0 && t("later", { later })} {found.length >= limit && t("cut", { limit })}
      </p>
      <InTurn>
        <Chart result={result} />
      </InTurn>
      <ul className="groups-row">
        {result.groups.map((each) => (
          <li key={each.group} className={`g-${each.group}`}>
            <span className="swatch" />
            {group(each.group)}
          </li>
        ))}
      </ul>
      <details className="more">
        <summary>{t("figures")}</summary>
        <table className="data narrow">
          <thead>
            <tr>
              <th scope="col">{t("group")}</th>
              <th scope="col" className="number">
                {t("mean")}
              </th>
              <th scope="col" className="number">
                {t("most")}
              </th>
            </tr>
          </thead>
          <tbody>
            {result.groups.map((each) => (
              <tr key={each.group}>
                <th scope="row" className={`g-${each.group}`}>
                  <span className="swatch" />
                  {group(each.group)}
                </th>
                <td className="number">{each.mean.toFixed(2)}</td>
                <td className="number">{each.most}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <InTurn>
          <Others boot={boot} found={found} count={result.boots} />
        </InTurn>
      </details>
    </>
  );
}
