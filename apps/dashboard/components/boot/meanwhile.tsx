import {
  formatDuration,
  formatShare,
  pathLength,
  type Boot,
  type BootDetail,
  type Pressure,
} from "@hacotaki/core";
import { useTranslations } from "next-intl";
import { DurationText } from "../ui/duration.tsx";

/** What a boot read has left memory by then, more often than not. */
const COLD_NS = 3_600_000_000_000n;

type Props = {
  readonly boot: Boot;
  /** Undefined where its events are damaged. */
  readonly detail: BootDetail | undefined;
};

const RESOURCES = [
  { name: "cpu", some: "cpuSome", full: undefined },
  { name: "io", some: "ioSome", full: "ioFull" },
  { name: "memory", some: "memorySome", full: "memoryFull" },
] as const;

/** For how much of the boot processes of the machine waited for what. */
function PressureTable({ boot, pressure }: { boot: Boot; pressure: Pressure }) {
  const t = useTranslations("boot.meanwhile");
  const whole = pathLength(boot);
  const cell = (ns: bigint | undefined) => (
    <td className="number">
      {ns === undefined ? (
        "—"
      ) : (
        <>
          <DurationText ns={ns} /> <span className="dim">{formatShare(ns, whole)}</span>
        </>
      )}
    </td>
  );
  return (
    <>
      <table className="data narrow">
        <caption>{t("pressure")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("resource")}</th>
            <th scope="col" className="number">
              {t("some")}
            </th>
            <th scope="col" className="number">
              {t("full")}
            </th>
          </tr>
        </thead>
        <tbody>
          {RESOURCES.map(({ name, some, full }) => (
            <tr key={name}>
              <th scope="row">{t(name)}</th>
              {cell(pressure[some])}
              {cell(full && pressure[full])}
            </tr>
          ))}
        </tbody>
      </table>
      <p>{t("running", { start: pressure.runningAtStart, end: pressure.runningAtEnd })}</p>
    </>
  );
}

/** What else the machine had to do: what waited for processor, disk and memory, and whether files were still in memory. */
export function Meanwhile({ boot, detail }: Props) {
  const t = useTranslations("boot.meanwhile");
  if (detail === undefined) return undefined;
  const { pressure, previousAt } = detail;
  const sinceLastNs = previousAt && boot.startAt - previousAt;
  return (
    <>
      <p>
        {sinceLastNs === undefined
          ? t("first")
          : t(sinceLastNs > COLD_NS ? "cold" : "warm", { duration: formatDuration(sinceLastNs) })}
      </p>
      {pressure === undefined ? (
        <p className="dim">{t("noPressure")}</p>
      ) : (
        <PressureTable {...{ boot, pressure }} />
      )}
    </>
  );
}
