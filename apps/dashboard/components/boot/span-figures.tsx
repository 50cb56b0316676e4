import { columnFormat, exactDuration, formatInColumn, formatShare, type ColumnFormat } from "@hacotaki/core";
import { useTranslations } from "next-intl";
import type { SpanRow, SpanRows } from "./span-rows.ts";

/** Instants are in one unit on all tables of a boot, fine enough to tell apart marks of one moment. */
export const OFFSETS = { unit: "ms", decimals: 3 } as const satisfies ColumnFormat;

const durationsOf = (rows: readonly SpanRow[], isOnPath: boolean) =>
  rows.flatMap(({ onPath, ns }) => (ns === undefined || onPath !== isOnPath ? [] : [ns]));

/** How durations are written in a table of these spans: those on the boot path choose the unit. */
export const durationFormat = (rows: readonly SpanRow[]): ColumnFormat =>
  columnFormat(durationsOf(rows, true), durationsOf(rows, false));

type FiguresProps = { readonly row: SpanRow; readonly format: ColumnFormat } & Pick<SpanRows, "wholeNs">;

/** The cells of a span after its name: lane, start, duration, share of the boot. */
export function SpanFigures({ row, format, wholeNs }: FiguresProps) {
  const t = useTranslations("spans");
  const lane = useTranslations("lane");
  return (
    <>
      <td>{lane(row.lane)}</td>
      <td className="number" title={exactDuration(row.startNs)}>
        {formatInColumn(row.startNs, OFFSETS)}
      </td>
      <td className="number">
        {row.ns === undefined ? (
          <span className="dim">{t("open")}</span>
        ) : (
          <data value={row.ns.toString()} title={exactDuration(row.ns)}>
            {formatInColumn(row.ns, format)}
          </data>
        )}
      </td>
      <td className="number">
        {row.onPath ? (
          row.ns !== undefined && wholeNs !== undefined && formatShare(row.ns, wholeNs)
        ) : (
          <span className="dim">{t("besidePath")}</span>
        )}
      </td>
    </>
  );
}

type TotalProps = { readonly format: ColumnFormat } & Pick<SpanRows, "pathNs" | "wholeNs">;

/** The same cells, and the name before them, of all that is on the boot path. */
export function PathTotal({ format, pathNs, wholeNs }: TotalProps) {
  const t = useTranslations("spans");
  return (
    <>
      <th scope="row">{t("total")}</th>
      <td />
      <td />
      <td className="number" title={exactDuration(pathNs)}>
        {formatInColumn(pathNs, format)}
      </td>
      <td className="number">{wholeNs !== undefined && formatShare(pathNs, wholeNs)}</td>
    </>
  );
}
