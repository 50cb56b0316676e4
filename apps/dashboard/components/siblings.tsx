import { bootHref, visibleText, type Boot, type BootSummary } from "@hacotaki/core";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { layoutMini, sharedScale } from "../charts/mini-waterfall/layout.ts";
import { MiniWaterfall } from "../charts/mini-waterfall/mini-waterfall.tsx";
import { bootLength } from "../lib/boot-facts.ts";
import { DurationText } from "./duration.tsx";
import { OutcomeBadge } from "./outcome.tsx";

/** All boots of one run on one scale: the straggler stands out. */
export function Siblings({ boot, siblings }: { boot: Boot; siblings: readonly BootSummary[] }) {
  const t = useTranslations("boot.siblings");
  const scale = sharedScale(siblings);
  const lengthOf = (each: BootSummary) => {
    const length = bootLength(each);
    return "ns" in length ? length.ns : 0n;
  };
  const slowest = siblings.reduce<BootSummary | undefined>(
    (max, each) => (max === undefined || lengthOf(each) > lengthOf(max) ? each : max),
    undefined,
  );
  return (
    <table className="data siblings">
      <tbody>
        {siblings.map((each) => {
          const length = bootLength(each);
          return (
            <tr key={each.id} aria-current={each.id === boot.id ? "true" : undefined}>
              <th scope="row">
                {each.id === boot.id ? (
                  <>
                    {visibleText(each.container)} <span className="dim">{t("this")}</span>
                  </>
                ) : (
                  <Link href={bootHref(each.id)} prefetch={false}>
                    {visibleText(each.container)}
                  </Link>
                )}
              </th>
              <td>
                <OutcomeBadge outcome={each.outcome} />
              </td>
              <td className="number">{"ns" in length ? <DurationText ns={length.ns} /> : "—"}</td>
              <td className="dim">{each === slowest ? t("slowest") : ""}</td>
              <td className="chart">
                <MiniWaterfall geometry={layoutMini(each, scale, undefined)} />
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
