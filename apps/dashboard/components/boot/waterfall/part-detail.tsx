"use client";

import {
  bootHref,
  exactDuration,
  formatDuration,
  formatShare,
  signalName,
  spanLabel,
  visibleText,
  type Boot,
  type BootView,
  type Helper,
  type ShownCall,
  type ShownDetail,
  type Span,
} from "@hacotaki/core";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { DurationText } from "../../ui/duration.tsx";
import { Link } from "../../ui/link.tsx";
import { useSpanName } from "../../ui/span-name.ts";
import { instead } from "./instead.ts";
import { extentOf, partsOf, wholeText, type Part } from "./part-of.ts";

type Props = {
  readonly boot: Boot;
  readonly span: Span;
  readonly view: BootView;
  readonly nowNs: bigint | undefined;
  readonly detail: ShownDetail | undefined;
  readonly part: Part;
  readonly onPart: (slug: string, part: string | undefined) => void;
  readonly onZoom: (key: string) => void;
};

/** To the span, to the call or helper before and after, and into the chart. */
function Ways({ boot, span, view, detail, part, onPart, onZoom }: Props) {
  const t = useTranslations("inside");
  const ways = useTranslations("detail");
  const spanName = useSpanName();
  const all = useMemo(() => partsOf(boot, detail, span.slug), [boot, detail, span.slug]);
  const index = all.findIndex((each) => each.part === part.part);
  const { part: _, ...whole } = view;
  const step = (to: Part | undefined, label: string) =>
    to === undefined ? (
      <span className="button" aria-disabled="true">
        {label}
      </span>
    ) : (
      <Link
        className="button"
        href={bootHref(boot.id, { ...view, part: to.part })}
        onClick={instead(() => onPart(span.slug, to.part))}
      >
        {label}
      </Link>
    );
  return (
    <nav className="detail-ways" aria-label={t("ways")}>
      {step(index > 0 ? all[index - 1] : undefined, ways("previous"))}
      {step(all[index + 1], ways("next"))}
      <button type="button" className="button" onClick={() => onZoom(`${span.slug}/${part.part}`)}>
        {ways("zoom")}
      </button>
      <Link href={bootHref(boot.id, whole)} onClick={instead(() => onPart(span.slug, undefined))}>
        {t("backTo", { span: spanName(spanLabel(span)) })}
      </Link>
    </nav>
  );
}

/** Arguments by their names, and what came back. */
function CallFacts({ call }: { call: ShownCall }) {
  const t = useTranslations("inside");
  const lanes = useTranslations("lane");
  return (
    <dl>
      {call.told.map(([name, value], index) => (
        <div key={`${index}-${name}`} className="inside-fact">
          <dt className="code">{visibleText(name, 40)}</dt>
          <dd className="code">{visibleText(value, 1000)}</dd>
        </div>
      ))}
      <dt>{t("result")}</dt>
      <dd className={call.isError === true ? "code bad" : "code"}>
        {call.endAt === undefined ? t("notBack") : (call.result ?? t("unknownResult"))}
      </dd>
      <dt>{t("thread")}</dt>
      <dd>{call.tid}</dd>
      <dt>{t("process")}</dt>
      <dd>
        {call.comm !== undefined && <span className="code">{visibleText(call.comm, 40)} </span>}
        <span className="dim">
          pid {call.tgid} · {lanes(call.lane)}
        </span>
      </dd>
    </dl>
  );
}

/** Its command line and its end. */
function HelperFacts({ helper }: { helper: Helper }) {
  const t = useTranslations("inside");
  const detail = useTranslations("detail");
  const { command, file, tgid, ppid, exitCode, exitSignal = 0, endAt } = helper;
  const isBad = exitSignal !== 0 || (exitCode ?? 0) !== 0;
  return (
    <dl>
      <dt>{t("command")}</dt>
      <dd className="code">{visibleText(command.join(" "), 1000)}</dd>
      {file !== undefined && (
        <>
          <dt>{t("file")}</dt>
          <dd className="code">{visibleText(file, 300)}</dd>
        </>
      )}
      <dt>{t("ended")}</dt>
      <dd className={isBad ? "bad" : ""}>
        {endAt === undefined
          ? t("notEnded")
          : exitSignal !== 0
            ? signalName(exitSignal)
            : detail("exitCode", { code: exitCode ?? "?" })}
      </dd>
      <dt>{t("process")}</dt>
      <dd>
        pid {tgid}
        {ppid !== undefined && <span className="dim"> · {t("parent", { pid: String(ppid) })}</span>}
      </dd>
    </dl>
  );
}

/** A system call or helper of a span, in full. */
export function PartDetail(props: Props) {
  const { boot, span, nowNs, part } = props;
  const t = useTranslations("inside");
  const { startAt, endAt } = extentOf(part);
  const sinceNs = startAt - boot.startAt;
  const ns = endAt === undefined ? (nowNs === undefined ? undefined : nowNs - sinceNs) : endAt - startAt;
  const spanNs =
    span.state === "open" ? nowNs && nowNs - (span.startAt - boot.startAt) : span.endAt - span.startAt;
  return (
    <>
      <div>
        <h4 className="code inside-name">{visibleText(wholeText(part), 400)}</h4>
        <p className="headline">
          {ns === undefined ? t("open") : <DurationText ns={ns} format={{ minDecimals: 1 }} />}
          {ns !== undefined && spanNs !== undefined && spanNs > 0n && (
            <span className="dim"> {t("ofSpan", { share: formatShare(ns, spanNs) })}</span>
          )}
        </p>
        {endAt === undefined && ns !== undefined && (
          <p className="bad">{t("forNow", { duration: formatDuration(ns) })}</p>
        )}
        {endAt !== undefined && ns !== undefined && (
          <p className="exact">
            {exactDuration(ns)} · {ns.toLocaleString("en")} ns
          </p>
        )}
        <p className="dim">{t("began", { at: exactDuration(sinceNs) })}</p>
        <Ways {...props} />
      </div>
      {part.kind === "call" ? <CallFacts call={part.call} /> : <HelperFacts helper={part.helper} />}
    </>
  );
}
