"use client";

import type { ZoomRange } from "@hacotaki/core";
import { useTranslations } from "next-intl";

const NS_PER_MS = 1e6;
const inMs = (ns: bigint) => (Number(ns) / NS_PER_MS).toString();
const inNs = (ms: FormDataEntryValue | null) => BigInt(Math.round(Number(ms) * NS_PER_MS));

/** The zoom as numbers: for who cannot drag, and for who knows exactly what to see. */
export function RangeForm({ range, onChange }: { range: ZoomRange; onChange: (range: ZoomRange) => void }) {
  const t = useTranslations("waterfall");
  return (
    <details className="menu range">
      <summary>{t("range")}</summary>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const data = new FormData(event.currentTarget);
          const next = { fromNs: inNs(data.get("from")), toNs: inNs(data.get("to")) };
          if (next.fromNs < next.toNs) onChange(next);
        }}
      >
        <label>
          {t("rangeFrom")}{" "}
          <input name="from" type="number" step="any" required defaultValue={inMs(range.fromNs)} />
        </label>
        <label>
          {t("rangeTo")} <input name="to" type="number" step="any" required defaultValue={inMs(range.toNs)} />
        </label>
        <span className="dim">{t("rangeUnit")}</span>
        <button className="button">{t("rangeApply")}</button>
      </form>
    </details>
  );
}
