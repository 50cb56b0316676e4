"use client";

import {
  bootDuration,
  callText,
  exactDuration,
  formatDuration,
  formatShare,
  timesFigure,
  heldAgainst,
  signalName,
  spanLabel,
  usualOf,
  visibleText,
  type Boot,
  type Lane,
  type Mark,
  type MarkBin,
  type Population,
  type ShownCall,
  type Span,
  type SpanInside,
  type Wait,
} from "@hacotaki/core";
import { useTranslations } from "next-intl";
import { useLayoutEffect, useRef, type ReactNode } from "react";
import type { Hit, PartRow } from "../../../charts/waterfall/hit.ts";
import { useSpanName } from "../../ui/span-name.ts";
import { wholeText } from "./part-of.ts";
import type { Drawn } from "./use-drawing.ts";

const NAMED = 6;
const STATES = 4;
/** Between the pointer and the card, px. */
const GAP = 14;

type Props = {
  readonly hit: Hit;
  /** Where the pointer is on the screen, px. */
  readonly x: number;
  readonly y: number;
  readonly drawn: Drawn;
  readonly population: Population | undefined;
};

const allNs = (ns: bigint) => `${exactDuration(ns)} · ${ns.toLocaleString("en")} ns`;
const after = (boot: Boot, at: bigint) => `+${exactDuration(at - boot.startAt)}`;

function SpanCard({ span, drawn, population }: { span: Span } & Pick<Props, "drawn" | "population">) {
  const t = useTranslations("waterfall.hover");
  const spanName = useSpanName();
  const { boot, nowNs } = drawn;
  const startNs = span.startAt - boot.startAt;
  const ns =
    span.state === "open" ? (nowNs === undefined ? undefined : nowNs - startNs) : span.endAt - span.startAt;
  const whole =
    bootDuration(boot) ??
    (boot.outcome === "failed" && boot.endAt !== undefined ? boot.endAt - boot.startAt : undefined);
  const usual = usualOf(population?.spans.find(({ slug }) => slug === span.slug));
  const times = usual && ns !== undefined ? heldAgainst(ns, usual).times : undefined;
  return (
    <>
      <p className={`hover-title g-${span.group}`}>
        <span className="swatch" /> {spanName(spanLabel(span))}
      </p>
      <p className="hover-ns">{ns === undefined ? t("open") : allNs(ns)}</p>
      {span.state === "open" && ns !== undefined && <p>{t("open")}</p>}
      {span.onPath && ns !== undefined && whole !== undefined && (
        <p>{t("share", { share: formatShare(ns, whole) })}</p>
      )}
      {usual && (
        <p>
          {t("usual", {
            times: times === undefined ? "" : timesFigure(times),
            p50: formatDuration(usual.p50Ns),
            p95: formatDuration(usual.p95Ns),
            n: usual.n,
          })}
        </p>
      )}
      <p className="hover-bounds">
        {visibleText(span.from)} {after(boot, span.startAt)}
        <br />→{" "}
        {span.state === "open"
          ? visibleText(span.to ?? t("notYet"))
          : `${visibleText(span.to)} ${after(boot, span.endAt)}`}
      </p>
      <WaitsText row={span.slug} drawn={drawn} />
      <StatesText inside={drawn.layers.states.get(span.slug)} />
    </>
  );
}

/** What its process did most. */
function StatesText({ inside }: { inside: SpanInside | undefined }) {
  const t = useTranslations("inside");
  if (inside === undefined) return undefined;
  const total = inside.parts.reduce((sum, { durationNs }) => sum + durationNs, 0n);
  return (
    <ul>
      {inside.parts.slice(0, STATES).map(({ kind, durationNs, frame }, index) => (
        <li key={`${index}-${kind}`}>
          <span className={`state-swatch state-${kind}`} /> {formatShare(durationNs, total)}{" "}
          {t(`state.${kind}`)} {frame !== undefined && <span className="code">{visibleText(frame, 40)}</span>}
        </li>
      ))}
    </ul>
  );
}

function MarkCard({ boot, mark }: { boot: Boot; mark: Mark }) {
  const lanes = useTranslations("lane");
  return (
    <>
      <p className="hover-title">{visibleText(mark.name)}</p>
      <p className="hover-ns">{after(boot, mark.at)}</p>
      {mark.text !== undefined && <p className="hover-text">{visibleText(mark.text)}</p>}
      <p>
        {lanes(mark.lane)}
        {mark.tgid !== undefined && ` · pid ${mark.tgid}`}
      </p>
    </>
  );
}

function BinCard({ boot, bin }: { boot: Boot; bin: MarkBin }) {
  const t = useTranslations("waterfall.hover");
  return (
    <>
      <p className="hover-title">{t("bin", { count: bin.count })}</p>
      <p className="hover-bounds">
        {after(boot, bin.startAt)} → {after(boot, bin.endAt)}
      </p>
    </>
  );
}

/** What a row waited for, in words. */
function WaitsText({ row, drawn: { boot, layers } }: { row: string } & Pick<Props, "drawn">) {
  const t = useTranslations("waterfall");
  const lanes = useTranslations("lane");
  return layers.waitsByRow
    .get(row)
    ?.map(({ kind, from, to }) => (
      <p key={kind}>
        {t(`wait.${kind}`, { lane: lanes(from.lane), at: formatDuration(to.at - boot.startAt) })}
      </p>
    ));
}

function LaneCard({ lane, drawn }: { lane: Lane } & Pick<Props, "drawn">) {
  const { boot, marks } = drawn;
  const t = useTranslations("waterfall.hover");
  const lanes = useTranslations("lane");
  const processes = boot.processes.filter((each) => each.lane === lane);
  const own = marks.marks.filter((mark) => mark.lane === lane);
  const more = (count: number) => count > NAMED && <li>+{count - NAMED}</li>;
  return (
    <>
      <p className="hover-title">{lanes(lane)}</p>
      <ul>
        {processes.slice(0, NAMED).map(({ tgid, startAt, exitAt, comm, execFile }) => (
          <li key={`${tgid}-${startAt}`}>
            {visibleText(execFile ?? comm ?? "", 60)} {tgid !== undefined && `pid ${tgid}`}{" "}
            <span className="hover-bounds">
              {after(boot, startAt)} → {exitAt === undefined ? t("alive") : after(boot, exitAt)}
            </span>
          </li>
        ))}
        {more(processes.length)}
        {own.slice(0, NAMED).map((mark) => (
          <li key={`${mark.at}-${mark.seq}`}>
            ◆ {visibleText(mark.name)} {mark.text !== undefined && visibleText(mark.text, 60)}{" "}
            <span className="hover-bounds">{after(boot, mark.at)}</span>
          </li>
        ))}
        {more(own.length)}
      </ul>
      <WaitsText row={`lane:${lane}`} drawn={drawn} />
    </>
  );
}

function WaitCard({ boot, wait }: { boot: Boot; wait: Wait }) {
  const t = useTranslations("waterfall");
  const lanes = useTranslations("lane");
  return (
    <>
      <p className="hover-title">
        {lanes(wait.from.lane)} → {lanes(wait.to.lane)}
      </p>
      <p>
        {t(`wait.${wait.kind}`, {
          lane: lanes(wait.from.lane),
          at: formatDuration(wait.to.at - boot.startAt),
        })}
      </p>
      <p className="hover-bounds">
        {after(boot, wait.from.at)} → {after(boot, wait.to.at)}
      </p>
      {wait.certainty === "latest" && <p>{t("hover.latest")}</p>}
    </>
  );
}

/** A call or a helper: what it was asked, how long it took, and how it ended. */
function PartCard({ row, drawn: { boot, nowNs } }: { row: PartRow } & Pick<Props, "drawn">) {
  const t = useTranslations("inside");
  const detail = useTranslations("detail");
  const { startAt, endAt } = row.kind === "call" ? row.call : row.helper;
  const since = nowNs === undefined ? undefined : nowNs - (startAt - boot.startAt);
  const { exitCode = 0, exitSignal = 0 } = row.kind === "helper" ? row.helper : {};
  return (
    <>
      <p className="hover-title code">{visibleText(wholeText(row), 300)}</p>
      <p className="hover-ns">
        {endAt !== undefined
          ? allNs(endAt - startAt)
          : since === undefined
            ? t("open")
            : t("forNow", { duration: formatDuration(since) })}
      </p>
      {row.kind === "call" && row.call.result !== undefined && (
        <p className="code">= {visibleText(row.call.result, 60)}</p>
      )}
      {exitSignal !== 0 && <p className="code">{signalName(exitSignal)}</p>}
      {exitSignal === 0 && exitCode !== 0 && <p>{detail("exitCode", { code: exitCode })}</p>}
      <p>
        {row.kind === "call" && row.call.comm !== undefined && visibleText(row.call.comm, 40)} pid{" "}
        {row.kind === "call" ? row.call.tgid : row.helper.tgid}
        {row.kind === "call" && row.call.tid !== row.call.tgid && ` · ${t("thread")} ${row.call.tid}`}
      </p>
      <p className="hover-bounds">{after(boot, startAt)}</p>
    </>
  );
}

/** Calls that share a row, as far as they lie under the pointer. */
function ShorterCard({ calls, drawn: { boot } }: { calls: readonly ShownCall[] } & Pick<Props, "drawn">) {
  const t = useTranslations("inside");
  return (
    <>
      <p className="hover-title">{t("shorterHere", { count: calls.length })}</p>
      <ul>
        {calls.slice(0, NAMED).map((call) => (
          <li key={`${call.startAt}-${call.tid}`}>
            <span className="code">{visibleText(callText(call), 80)}</span>{" "}
            <span className="hover-bounds">
              {call.endAt === undefined ? t("open") : formatDuration(call.endAt - call.startAt)}{" "}
              {after(boot, call.startAt)}
            </span>
          </li>
        ))}
        {calls.length > NAMED && <li>+{calls.length - NAMED}</li>}
      </ul>
    </>
  );
}

function contentOf({ hit, drawn, population }: Props): ReactNode {
  const { boot, layers } = drawn;
  switch (hit.kind) {
    case "span": {
      const span = boot.spans.find(({ slug }) => slug === hit.slug);
      return span && <SpanCard {...{ span, drawn, population }} />;
    }
    case "mark":
      return <MarkCard boot={boot} mark={hit.mark} />;
    case "bin":
      return <BinCard boot={boot} bin={hit.bin} />;
    case "lane":
      return <LaneCard lane={hit.lane} drawn={drawn} />;
    case "part":
      return <PartCard row={hit.row} drawn={drawn} />;
    case "shorter":
      return <ShorterCard calls={hit.calls} drawn={drawn} />;
    case "wait": {
      const wait = layers.waits.find(({ kind, to }) => `${kind}-${to.lane}` === hit.key);
      return wait && <WaitCard boot={boot} wait={wait} />;
    }
  }
}

/**
 * What is pointed at, in exact figures, beside the pointer and within the window. Rows say the same in words to who
 * listens.
 */
export default function HoverCard(props: Props) {
  const { x, y } = props;
  const card = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = card.current;
    if (!element) return;
    const { width, height } = element.getBoundingClientRect();
    const left = x + GAP + width > innerWidth ? Math.max(0, x - GAP - width) : x + GAP;
    const top = y + GAP + height > innerHeight ? Math.max(0, y - GAP - height) : y + GAP;
    element.style.setProperty("transform", `translate(${Math.round(left)}px, ${Math.round(top)}px)`);
  });
  return (
    <div ref={card} className="hover-card" aria-hidden="true">
      {contentOf(props)}
    </div>
  );
}
