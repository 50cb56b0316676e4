import { NO_PHASE, visibleText, type ContainerReport, type ContainerView } from "@hacotaki/core";
import { useTranslations } from "next-intl";
import { layoutFunnel } from "../../charts/funnel/layout.ts";
import { percent } from "../../charts/percent.ts";
import { bootsBehind } from "../ui/boots-behind.ts";
import { Explained } from "../ui/explained.tsx";
import { TableFrame } from "../ui/table-frame.tsx";

type Props = {
  readonly name: string;
  readonly view: ContainerView;
  readonly report: ContainerReport;
};

type Bar = ReturnType<typeof layoutFunnel>[number];

function FunnelRow({ name, view, bar }: Omit<Props, "report"> & { readonly bar: Bar }) {
  const t = useTranslations("container");
  const { step, passed, failed } = bar;
  return (
    <tr>
      <th scope="row" className="code">
        {step.phase === undefined ? t("noPhase") : visibleText(step.phase, 60)}
      </th>
      <td className="funnel-chart">
        <svg className="chart" width="100%" height="14" aria-hidden="true">
          <rect className="reached" x="0" width={percent(passed)} y="2" height="10" />
          <rect
            className="failed"
            x={percent(passed)}
            width={percent(failed)}
            y="2"
            height="10"
            fill="url(#hatch-failed)"
          />
          {failed > 0 && (
            <line className="failed-edge" x1={percent(passed)} x2={percent(passed)} y1="0" y2="14" />
          )}
        </svg>
      </td>
      <td className="number">{step.reached}</td>
      <td>
        {step.failed > 0 && (
          <a
            href={bootsBehind({
              container: name,
              ...view,
              outcomes: ["failed"],
              phase: step.phase ?? NO_PHASE,
            })}
            aria-label={t("failedHereAll", { count: step.failed })}
          >
            {step.failed}
          </a>
        )}
      </td>
    </tr>
  );
}

/** How far boots came; how many came no further leads to them. */
export function ContainerFailures({ name, view, report }: Props) {
  const t = useTranslations("container");
  const count = report.outcomes.find(({ outcome }) => outcome === "failed")?.n ?? 0;
  return (
    <section aria-labelledby="failures-title">
      <h2 id="failures-title">{t("failures")}</h2>
      <Explained topic="failures" of={t("failures")} />
      {count === 0 ? (
        <p className="nothing">{t("noneFailed", { count: report.n })}</p>
      ) : (
        <>
          <p className="chart-note">
            {t("failuresNote", { failed: count, count: report.n })}{" "}
            <a href={bootsBehind({ container: name, ...view, outcomes: ["failed"] })}>{t("failuresAll")}</a>
          </p>
          <TableFrame label={t("failures")}>
            <table className="data funnel">
              <thead>
                <tr>
                  <th scope="col">{t("phase")}</th>
                  <th scope="col" className="funnel-chart">
                    <span className="sr">{t("funnelChart")}</span>
                  </th>
                  <th scope="col" className="number">
                    {t("reached")}
                  </th>
                  <th scope="col">{t("failedHere")}</th>
                </tr>
              </thead>
              <tbody>
                {layoutFunnel(report.funnel).map((bar) => (
                  <FunnelRow key={bar.step.phase ?? ""} {...{ name, view, bar }} />
                ))}
              </tbody>
            </table>
          </TableFrame>
        </>
      )}
    </section>
  );
}
