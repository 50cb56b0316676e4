import type { BootSummary } from "@hacotaki/core";
import { useTranslations } from "next-intl";
import { layoutMini, sharedScale } from "../../charts/mini-waterfall/layout.ts";
import { MiniWaterfall } from "../../charts/mini-waterfall/mini-waterfall.tsx";
import { layoutRuler } from "@hacotaki/core/drawing/ruler";
import { Ruler } from "../../charts/ruler/ruler.tsx";
import type { Dates } from "../../i18n/wall-time.ts";
import { BootColumns } from "./boot-columns.tsx";
import { BootRow } from "./boot-row.tsx";

const RULER_PX = 420;

/** Pinned boots in the order given, on one time scale. */
export function PinnedBoots({ boots, dates }: { boots: readonly BootSummary[]; dates: Dates }) {
  const t = useTranslations("boots");
  const scaleNs = sharedScale(boots);
  return (
    <div className="boot-list">
      <table>
        <BootColumns />
        <thead>
          <tr>
            <th scope="col">{t("when")}</th>
            <th scope="col">{t("container")}</th>
            <th scope="col" className="host">
              {t("host")}
            </th>
            <th scope="col">{t("outcome")}</th>
            <th scope="col" className="number">
              {t("duration")}
            </th>
            <th scope="col" className="number">
              {t("ready")}
            </th>
            <th scope="col" className="chart">
              <span className="sr">{t("waterfallShared")}</span>
              <Ruler ticks={layoutRuler({ fromNs: 0n, toNs: scaleNs }, RULER_PX)} />
            </th>
          </tr>
        </thead>
        <tbody>
          {boots.map((boot, index) => (
            <BootRow
              key={boot.id}
              boot={boot}
              index={index}
              chart={<MiniWaterfall geometry={layoutMini(boot, scaleNs, undefined)} />}
              nowNs={undefined}
              dates={dates}
              isPinned
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}
