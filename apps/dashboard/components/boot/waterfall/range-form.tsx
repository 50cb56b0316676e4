"use client";

import { spanLabel, type Span, type ZoomRange } from "@hacotaki/core";
import { useTranslations } from "next-intl";
import { useId, useRef, useState, type FormEvent } from "react";
import { parseOffset, writtenOffset } from "./offset-input.ts";
import { useSpanName } from "../../ui/span-name.ts";

type Props = {
  readonly range: ZoomRange;
  readonly spans: readonly Span[];
  readonly onChange: (range: ZoomRange) => void;
  readonly onSpan: (slug: string) => void;
};

/** A list this long is no longer one to pick from. */
const SPANS_OFFERED = 400;

/** The zoom as numbers and as a span: for who cannot drag, and for who knows exactly what to see. */
export function RangeForm({ range, spans, onChange, onSpan }: Props) {
  const spanName = useSpanName();
  const t = useTranslations("waterfall");
  const id = useId();
  const [isOpen, setIsOpen] = useState(false);
  const from = useRef<HTMLInputElement>(null);
  const to = useRef<HTMLInputElement>(null);
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (!from.current || !to.current) return;
    const [fromNs, toNs] = [parseOffset(from.current.value), parseOffset(to.current.value)];
    from.current.setCustomValidity(fromNs === undefined ? t("rangeBad") : "");
    to.current.setCustomValidity(
      toNs === undefined ? t("rangeBad") : fromNs !== undefined && toNs <= fromNs ? t("rangeOrder") : "",
    );
    if (!from.current.reportValidity() || !to.current.reportValidity()) return;
    if (fromNs !== undefined && toNs !== undefined) onChange({ fromNs, toNs });
  };
  const field = (name: "from" | "to", ref: typeof from, ns: bigint) => (
    <label>
      {t(name === "from" ? "rangeFrom" : "rangeTo")}{" "}
      <input
        // The range moves on without the form: what is not being typed in follows it.
        key={String(ns)}
        ref={ref}
        name={name}
        required
        autoComplete="off"
        defaultValue={writtenOffset(ns)}
        aria-describedby={`${id}-unit`}
        onInput={(event) => event.currentTarget.setCustomValidity("")}
      />
    </label>
  );
  // Made only while it is open: it would follow each frame of a zoom.
  const fields = () => (
    <form onSubmit={onSubmit} noValidate>
      <div className="range-fields">
        {field("from", from, range.fromNs)}
        {field("to", to, range.toNs)}
        <button className="button">{t("rangeApply")}</button>
      </div>
      <p className="dim" id={`${id}-unit`}>
        {t("rangeUnit")}
      </p>
      <label>
        {t("rangeSpan")}{" "}
        <select value="" onChange={(event) => onSpan(event.currentTarget.value)}>
          <option value="">{t("rangePick")}</option>
          {spans.slice(0, SPANS_OFFERED).map((span) => (
            <option key={span.slug} value={span.slug}>
              {spanName(spanLabel(span))}
            </option>
          ))}
        </select>
      </label>
    </form>
  );
  return (
    <details className="menu range" onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary>{t("range")}</summary>
      {isOpen && fields()}
    </details>
  );
}
