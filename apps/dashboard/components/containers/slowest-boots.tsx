import { type BootSummary, type ContainerView } from "@hacotaki/core";
import { useTranslations } from "next-intl";
import { layoutMini, sharedScale } from "../../charts/mini-waterfall/layout.ts";
import { MiniWaterfall } from "../../charts/mini-waterfall/mini-waterfall.tsx";
import { layoutRuler } from "@hacotaki/core/drawing/ruler";
import { Ruler } from "../../charts/ruler/ruler.tsx";
import { bootsBehind } from "../ui/boots-behind.ts";
import type { Dates } from "../../i18n/wall-time.ts";
import { BootColumns } from "../boots/boot-columns.tsx";
import { BootRow } from "../boots/boot-row.tsx";

const RULER_PX = 420;

type Props = {
  readonly name: string;
  readonly view: ContainerView;
  readonly dates: Dates;
  readonly boots: readonly BootSummary[];
};

/** The slowest boots that came up, on one time scale. */
export function SlowestBoots({ name, view, dates, boots }: Props) {
  const t = useTranslations("container");
  const list = useTranslations("boots");
  const scaleNs = sharedScale(boots);
  return (
    <section className="boot-list" aria-labelledby="slowest-title">
      <h2 id="slowest-title">{t("slowest")}</h2>
      <table>
        <BootColumns />
        <thead>
          <tr>
            <th scope="col">{list("when")}</th>
            <th scope="col">{list("container")}</th>
            <th scope="col" className="host">
              {list("host")}
            </th>
            <th scope="col">{list("outcome")}</th>
            <th scope="col" className="number">
              {list("duration")}
            </th>
            <th scope="col" className="number">
              {list("ready")}
            </th>
            <th scope="col" className="chart">
              <span className="sr">{list("waterfallShared")}</span>
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
            />
          ))}
        </tbody>
      </table>
      <p className="section-link">
        <a href={bootsBehind({ container: name, ...view, outcomes: ["up", "ready"] }, "slowest")}>
          {t("slowestAll")}
        </a>
      </p>
    </section>
  );
}
