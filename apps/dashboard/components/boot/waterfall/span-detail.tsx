"use client";

import {
  bootDuration,
  bootHref,
  bootsHref,
  exactDuration,
  formatDuration,
  formatShare,
  formatTimes,
  heldAgainst,
  signalName,
  spanLabel,
  usualOf,
  visibleText,
  WHOLE_LIST,
  hooksOf,
  type Boot,
  type BootView,
  type DrawnMarks,
  type Population,
  type Span,
} from "@hacotaki/core";
import { Link } from "../../ui/link.tsx";
import { useTranslations } from "next-intl";
import { useEffect, useId, useMemo, useRef, type KeyboardEvent } from "react";
import { Expected } from "../../../charts/expected/expected.tsx";
import { layoutExpected } from "../../../charts/expected/layout.ts";
import { instead } from "./instead.ts";
import { PartDetail } from "./part-detail.tsx";
import { partOf } from "./part-of.ts";
import type { Inside } from "./use-inside.ts";
import { countedWithin, eventsWithin } from "./span-events.ts";
import { SpanInside } from "./span-inside.tsx";
import { workOf } from "./span-work.ts";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Delta } from "../../ui/delta.tsx";
import { DurationText } from "../../ui/duration.tsx";
import { PercentileText } from "../../ui/percentile-text.tsx";
import { useSpanName } from "../../ui/span-name.ts";

const NAMED_PROCESSES = 6;
const NAMED_MARKS = 20;

export type DetailProps = {
  readonly boot: Boot;
  readonly span: Span;
  readonly marks: DrawnMarks;
  readonly population: Population | undefined;
  readonly view: BootView;
  readonly nowNs: bigint | undefined;
  /** The page came with it: nobody has chosen it here yet. */
  readonly isArrival: boolean;
  readonly onSelect: (slug: string | undefined) => void;
  readonly onZoom: (key: string) => void;
  /** What is known of the span's inside, what of it is selected, and a way to select it. */
  readonly inside: Inside;
  readonly part: string | undefined;
  readonly onPart: (slug: string, part: string | undefined) => void;
};

/** This boot against the others of its container. */
function Against({
  boot,
  span,
  population,
  ns,
}: Pick<DetailProps, "boot" | "span" | "population"> & { ns: bigint }) {
  const t = useTranslations("detail.usual");
  if (population === undefined || span.state !== "closed") return undefined;
  const spans = population.spans.find(({ slug }) => slug === span.slug);
  const usual = usualOf(spans);
  const container = visibleText(boot.container, 40);
  if (usual === undefined)
    return (
      <div>
        <h4>{t("title", { container })}</h4>
        <p className="dim">
          <PercentileText percentile={undefined} n={spans?.quantiles.n ?? 0} />
        </p>
      </div>
    );
  const { excessNs, times } = heldAgainst(ns, usual);
  return (
    <div>
      <h4>{t("title", { container })}</h4>
      <p className="against">
        <PercentileText percentile={usual.percentile} n={usual.n} />
      </p>
      <div className={`g-${span.group}`}>
        <Expected geometry={layoutExpected(ns, usual)} />
      </div>
      <dl className="quantiles">
        <div>
          <dt>p5</dt>
          <dd>
            <DurationText ns={usual.p5Ns} />
          </dd>
        </div>
        <div>
          <dt>p50</dt>
          <dd>
            <DurationText ns={usual.p50Ns} />
          </dd>
        </div>
        <div>
          <dt>p95</dt>
          <dd>
            <DurationText ns={usual.p95Ns} />
          </dd>
        </div>
        <div>
          <dt>{t("difference")}</dt>
          <dd>
            <Delta ns={excessNs} />
            {times !== undefined && <span className="dim"> {formatTimes(times)}</span>}
          </dd>
        </div>
      </dl>
    </div>
  );
}

/** A pass that bounds the span: what, and exactly when. */
function Bound({ name, at, startAt }: { name: string; at: bigint | undefined; startAt: bigint }) {
  const t = useTranslations("detail");
  return (
    <dd>
      <span className="code">{visibleText(name)}</span>
      {at !== undefined && (
        <span className="instant">
          +{exactDuration(at - startAt)}{" "}
          <CopyButton
            text={at.toString()}
            labels={{ idle: t("copyInstant"), done: t("copiedInstant"), failed: t("copyFailed") }}
            title={t("instant", { ns: at.toString() })}
            isQuiet
          />
        </span>
      )}
    </dd>
  );
}

/** What happened to processes in the span, and the user's marks in it. */
function Within({ boot, marks, span }: Pick<DetailProps, "boot" | "marks" | "span">) {
  const t = useTranslations("detail");
  const { started, ended, marks: inside } = eventsWithin(boot, marks.marks, span);
  const counted = countedWithin(marks.bins, span);
  const died = ended.filter(({ exitCode, exitSignal }) => (exitSignal ?? 0) !== 0 || (exitCode ?? 0) !== 0);
  const names = started
    .slice(0, NAMED_PROCESSES)
    .map(({ name, count }) => visibleText(name, 40) + (count > 1 ? ` ×${count}` : ""));
  const more = started.length - names.length;
  return (
    <>
      {started.length > 0 && (
        <>
          <dt>{t("started")}</dt>
          <dd className="code">
            {names.join(", ")}
            {more > 0 && ` +${more}`}
          </dd>
        </>
      )}
      {died.length > 0 && (
        <>
          <dt>{t("ended")}</dt>
          <dd className="code bad">
            {died
              .slice(0, NAMED_PROCESSES)
              .map(
                ({ execFile, comm, exitCode, exitSignal }) =>
                  `${visibleText(execFile ?? comm ?? "?", 60)} ${
                    (exitSignal ?? 0) === 0
                      ? t("exitCode", { code: exitCode ?? "?" })
                      : signalName(exitSignal ?? 0)
                  }`,
              )
              .join(", ")}
          </dd>
        </>
      )}
      {counted > 0 && (
        <>
          <dt>{t("marks")}</dt>
          <dd>{t("manyMarks", { count: counted })}</dd>
        </>
      )}
      {counted === 0 && inside.length > 0 && (
        <>
          <dt>{t("marks")}</dt>
          <dd>
            <ul className="marks-within">
              {inside.slice(0, NAMED_MARKS).map((mark) => (
                <li key={`${mark.at}-${mark.seq}`}>
                  <span className="code">
                    {mark.name}
                    {mark.text !== undefined && ` ${visibleText(mark.text, 80)}`}
                  </span>{" "}
                  <span className="dim">+{formatDuration(mark.at - span.startAt)}</span>
                </li>
              ))}
              {inside.length > NAMED_MARKS && <li className="dim">+{inside.length - NAMED_MARKS}</li>}
            </ul>
          </dd>
        </>
      )}
    </>
  );
}

/** Where to go from this span. */
function Ways({
  boot,
  span,
  view,
  onSelect,
  onZoom,
}: Pick<DetailProps, "boot" | "span" | "view" | "onSelect" | "onZoom">) {
  const spanName = useSpanName();
  const t = useTranslations("detail");
  const { part: _, ...spanView } = view;
  const index = boot.spans.findIndex(({ slug }) => slug === span.slug);
  const step = (to: Span | undefined, label: string) =>
    to === undefined ? (
      <span className="button" aria-disabled="true">
        {label}
      </span>
    ) : (
      <Link
        className="button"
        href={bootHref(boot.id, { ...spanView, span: to.slug })}
        title={spanName(spanLabel(to))}
        onClick={instead(() => onSelect(to.slug))}
      >
        {label}
      </Link>
    );
  return (
    <nav className="detail-ways" aria-label={t("ways")}>
      {step(index > 0 ? boot.spans[index - 1] : undefined, t("previous"))}
      {step(boot.spans[index + 1], t("next"))}
      <button type="button" className="button" onClick={() => onZoom(span.slug)}>
        {t("zoom")}
      </button>
      <Link href={bootsHref({ ...WHOLE_LIST, container: boot.container, sort: `span:${span.slug}` })}>
        {t("slowest", { container: visibleText(boot.container, 40) })}
      </Link>
    </nav>
  );
}

type OfSpan = { readonly boot: Boot; readonly span: Span };

/** How long the span took, or takes so far, and what is to be said of that. */
function Headline({ boot, span, ns }: OfSpan & { readonly ns: bigint | undefined }) {
  const t = useTranslations("detail");
  const whole =
    bootDuration(boot) ??
    (boot.outcome === "failed" && boot.endAt !== undefined ? boot.endAt - boot.startAt : undefined);
  return (
    <>
      <p className="headline">
        {ns === undefined ? t("soFar") : <DurationText ns={ns} format={{ minDecimals: 1 }} />}
        {span.onPath && ns !== undefined && whole !== undefined && (
          <span className="dim"> {t("ofBoot", { share: formatShare(ns, whole) })}</span>
        )}
      </p>
      {ns !== undefined && span.state !== "open" && (
        <p className="exact">
          {exactDuration(ns)} · {ns.toLocaleString("en")} ns
        </p>
      )}
      {span.state === "open" && ns !== undefined && <p className="dim">{t("soFar")}</p>}
      {span.state === "failed" && <p className="bad">{t("failed")}</p>}
      {!span.onPath && <p className="dim">{t("beside")}</p>}
    </>
  );
}

/** What is done meanwhile, and where haconiwa's own hooks run: those of OCI runtimes are spans of their own. */
function Work({ boot, span }: OfSpan) {
  const t = useTranslations("detail");
  const runs = useTranslations("runs");
  const hooks = hooksOf(span.slug);
  return (
    <div>
      <h4>{t("runs")}</h4>
      <p>{runs(workOf(span.slug, boot.oci !== undefined))}</p>
      {span.group === "unattributed" && span.state !== "failed" && <p className="dim">{t("unattributed")}</p>}
      {boot.oci === undefined && (
        <p className="hooks" data-has={hooks.length > 0}>
          {hooks.length === 0 ? t("noHooks") : t("hooks", { hooks: hooks.join(", ") })}
        </p>
      )}
    </div>
  );
}

function SpanFacts({ boot, span, marks }: OfSpan & Pick<DetailProps, "marks">) {
  const t = useTranslations("detail");
  const lane = useTranslations("lane");
  const group = useTranslations("group");
  const process = boot.processes.find((each) => each.lane === span.lane);
  return (
    <dl>
      <dt>{t("from")}</dt>
      <Bound name={span.from} at={span.startAt} startAt={boot.startAt} />
      <dt>{t("to")}</dt>
      {span.state === "open" ? (
        <Bound name={span.to ?? t("toOpen")} at={undefined} startAt={boot.startAt} />
      ) : (
        <Bound name={span.to} at={span.endAt} startAt={boot.startAt} />
      )}
      <dt>{t("lane")}</dt>
      <dd>
        {lane(span.lane)}
        {process?.tgid !== undefined && <span className="dim"> pid {process.tgid}</span>}
      </dd>
      <dt>{t("group")}</dt>
      <dd>{group(span.group)}</dd>
      <Within boot={boot} marks={marks} span={span} />
    </dl>
  );
}

const rowOf = (slug: string) =>
  [...document.querySelectorAll<HTMLElement>(".wf [data-key]")].find((row) => row.dataset["key"] === slug);

type WholeProps = Omit<DetailProps, "nowNs" | "isArrival" | "part"> & { readonly ns: bigint | undefined };

/** A span as a whole. */
function WholeSpan(props: WholeProps) {
  const { boot, span, marks, population, view, ns, onSelect, onZoom, inside, onPart } = props;
  return (
    <>
      <div>
        <Headline {...{ boot, span, ns }} />
        <Ways {...{ boot, span, view, onSelect, onZoom }} />
      </div>
      {ns !== undefined && <Against {...{ boot, span, population, ns }} />}
      <SpanInside {...{ boot, span, view, ns, inside, onPart }} />
      <SpanFacts {...{ boot, span, marks }} />
      <Work boot={boot} span={span} />
    </>
  );
}

/** What runs in the selected span, how long, how that compares, and what bounds it. */
export function SpanDetail({
  boot,
  span,
  marks,
  population,
  view,
  nowNs,
  isArrival,
  onSelect,
  onZoom,
  inside,
  part,
  onPart,
}: DetailProps) {
  const spanName = useSpanName();
  const t = useTranslations("detail");
  const title = useId();
  const startNs = span.startAt - boot.startAt;
  const ns =
    span.state === "open" ? (nowNs === undefined ? undefined : nowNs - startNs) : span.endAt - span.startAt;
  const hasArrived = useRef(isArrival);
  const selected = useMemo(
    () => partOf(boot, inside.detail, span.slug, part),
    [boot, inside.detail, span.slug, part],
  );
  const key = selected ? `${span.slug}/${part}` : span.slug;
  // The sheet lies over the foot of the window: the row it is about stays above it. What a link selects moves nothing:
  // by the time that script runs somebody reads the page, and points at something.
  useEffect(() => {
    const isFirst = hasArrived.current;
    hasArrived.current = false;
    if (!isFirst) rowOf(key)?.scrollIntoView({ block: "nearest" });
  }, [key]);
  /** Back to the row it was opened from. */
  const close = () => {
    rowOf(key)?.focus();
    onSelect(undefined);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    close();
  };
  const { span: _selected, part: _part, ...withoutSpan } = view;
  return (
    <div className="detail-place">
      <aside className="detail" aria-labelledby={title} onKeyDown={onKeyDown}>
        <header className={`g-${span.group}`}>
          <h3 id={title}>
            <span className="swatch" /> {spanName(spanLabel(span))}
          </h3>
          <Link
            className="quiet"
            href={bootHref(boot.id, withoutSpan)}
            replace
            scroll={false}
            onClick={instead(close)}
            aria-label={t("close")}
            title={t("close")}
          >
            ×
          </Link>
        </header>
        <div className="detail-body" tabIndex={0} role="group" aria-labelledby={title}>
          {selected ? (
            <PartDetail
              {...{ boot, span, view, nowNs, onPart, onZoom }}
              detail={inside.detail}
              part={selected}
            />
          ) : (
            <WholeSpan {...{ boot, span, marks, population, view, ns, onSelect, onZoom, inside, onPart }} />
          )}
        </div>
      </aside>
    </div>
  );
}
