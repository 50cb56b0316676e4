import { bootHref, formatDuration, visibleText, type Boot, type BootSummary } from "@hacotaki/core";
import { Link } from "../ui/link.tsx";
import { useTranslations } from "next-intl";
import { layoutBarn, type BarnRow } from "../../charts/barn/layout.ts";
import { MiniWaterfall } from "../../charts/mini-waterfall/mini-waterfall.tsx";
import { RulerByWidth } from "../../charts/ruler/ruler.tsx";
import { DurationText } from "../ui/duration.tsx";
import { OutcomeBadge } from "../ui/outcome.tsx";
import { TableFrame } from "../ui/table-frame.tsx";

/** Half of a table as wide as the page, at the least. */
const RULER_PX = { narrow: 130, wide: 440 };

function Row({ row, isThis, isStraggler }: { row: BarnRow; isThis: boolean; isStraggler: boolean }) {
  const t = useTranslations("boot.siblings");
  const { boot, endNs, geometry } = row;
  const name = visibleText(boot.container, 60);
  return (
    <tr aria-current={isThis ? "true" : undefined} data-straggler={isStraggler}>
      <th scope="row">
        {isThis ? (
          <>
            {name} <span className="dim">{t("this")}</span>
          </>
        ) : (
          <Link href={bootHref(boot.id)}>{name}</Link>
        )}
      </th>
      <td className="barn-outcome">
        <OutcomeBadge outcome={boot.outcome} />
      </td>
      <td className="number">
        {endNs === undefined ? <span className="dim">—</span> : <DurationText ns={endNs} />}
        {isStraggler && <span className="straggler"> {t("straggler")}</span>}
      </td>
      <td className="chart">
        <MiniWaterfall geometry={geometry} />
      </td>
    </tr>
  );
}

/** All boots of one run on one clock: who came up when, and whom the run waited for. */
export function Siblings({
  boot,
  siblings,
  total,
  failed,
}: {
  boot: Boot;
  siblings: readonly BootSummary[];
  /** Of the whole run, of which only the last ones may be listed. */
  total: number;
  failed: number;
}) {
  const t = useTranslations("boot.siblings");
  const { rows, ticks, straggler, behindNs } = layoutBarn(siblings, RULER_PX);
  return (
    <>
      <p>
        {t("count", { count: total })}{" "}
        {straggler !== undefined && behindNs !== undefined
          ? t("latest", {
              name: visibleText(straggler.boot.container, 60),
              at: formatDuration(straggler.endNs ?? 0n),
              behind: formatDuration(behindNs),
            })
          : ""}{" "}
        {failed > 0 && t("failed", { failed })}{" "}
        {siblings.length < total && t("cut", { count: siblings.length })}
      </p>
      <TableFrame>
        <table className="data siblings">
          <thead>
            <tr>
              <th scope="col">{t("container")}</th>
              <th scope="col" className="barn-outcome">
                {t("outcome")}
              </th>
              <th scope="col" className="number">
                {t("upAfter")}
              </th>
              <th scope="col" className="chart">
                <span className="sr">{t("chart")}</span>
                <RulerByWidth ticks={ticks} />
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row
                key={row.boot.id}
                row={row}
                isThis={row.boot.id === boot.id}
                isStraggler={row === straggler}
              />
            ))}
          </tbody>
        </table>
      </TableFrame>
    </>
  );
}
