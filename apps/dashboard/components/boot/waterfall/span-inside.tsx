"use client";

import {
  bootHref,
  compareBigints,
  formatDuration,
  formatShare,
  partText,
  visibleText,
  type Boot,
  type BootView,
  type ShownPart,
  type Span,
  type SpanInside as Known,
} from "@hacotaki/core";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { DurationText } from "../../ui/duration.tsx";
import { ExplainedLink } from "../../ui/explained.tsx";
import { instead } from "./instead.ts";
import { extentOf, partsOf, type Part } from "./part-of.ts";
import type { Inside } from "./use-inside.ts";

/** Rows of either table: the rest is told as a sum. */
const LISTED = 8;

type Props = {
  readonly boot: Boot;
  readonly span: Span;
  readonly view: BootView;
  /** How long the span took, or takes so far. */
  readonly ns: bigint | undefined;
  readonly inside: Inside;
  readonly onPart: (slug: string, part: string | undefined) => void;
};

/** Why nothing is told of a span's inside; undefined where something is. */
function silenceOf({ detail, isLost }: Inside, span: Span) {
  if (isLost) return "lost";
  if (detail === undefined) return "loading";
  if (detail.level === "off") return "off";
  const { seenFrom } = detail;
  if (seenFrom !== undefined && span.state !== "open" && span.endAt <= seenFrom) return "before";
  return undefined;
}

const lengthOf = (part: Part) => {
  const { startAt, endAt } = extentOf(part);
  return endAt === undefined ? undefined : endAt - startAt;
};
const isIdle = (part: Part) => part.kind === "call" && part.call.isIdle === true;
/** Waits that held nobody up come last. */
const longestFirst = (a: Part, b: Part) => {
  if (isIdle(a) !== isIdle(b)) return Number(isIdle(a)) - Number(isIdle(b));
  const [first, second] = [lengthOf(a), lengthOf(b)];
  if (first === undefined || second === undefined)
    return Number(second === undefined) - Number(first === undefined);
  return compareBigints(second, first);
};

/** How much of a part lies in the span that it began in. */
function withinOf(part: Part, span: Span): bigint | undefined {
  const { startAt, endAt } = extentOf(part);
  if (endAt === undefined) return undefined;
  const end = span.state !== "open" && span.endAt < endAt ? span.endAt : endAt;
  return end > startAt ? end - startAt : 0n;
}

function Heads({ first }: { first: "what" | "stateHead" }) {
  const t = useTranslations("inside");
  return (
    <thead>
      <tr>
        <th scope="col">{t(first)}</th>
        <th scope="col" className="number">
          {t("duration")}
        </th>
        <th scope="col" className="number">
          {t("share")}
        </th>
      </tr>
    </thead>
  );
}

/** What took longest in a span, and its own time. */
function Longest({ boot, span, view, ns, inside, known, onPart }: Props & { known: Known | undefined }) {
  const t = useTranslations("inside");
  const { detail } = inside;
  const { listed, others } = useMemo(() => {
    const parts = partsOf(boot, detail, span.slug);
    const longest = parts.toSorted(longestFirst).slice(0, LISTED);
    return { listed: longest, others: parts.length - longest.length };
  }, [boot, detail, span.slug]);
  const share = (part: bigint | undefined) =>
    part === undefined || ns === undefined || ns === 0n ? "" : formatShare(part, ns);
  return (
    <table className="data inside-table">
      <Heads first="what" />
      <tbody>
        {listed.map((each) => {
          const length = lengthOf(each);
          const text = partText(each);
          return (
            <tr key={each.part}>
              <th scope="row">
                <a
                  className="code"
                  title={visibleText(text, 1000)}
                  href={bootHref(boot.id, { ...view, span: span.slug, part: each.part })}
                  onClick={instead(() => onPart(span.slug, each.part))}
                >
                  {visibleText(text, 60)}
                </a>
              </th>
              <td className="number">{length === undefined ? t("open") : <DurationText ns={length} />}</td>
              <td className="number">{share(withinOf(each, span))}</td>
            </tr>
          );
        })}
        {others > 0 && (
          <tr>
            <th scope="row" className="dim">
              {t("others", { count: others })}
            </th>
            <td />
            <td />
          </tr>
        )}
        {known?.selfNs !== undefined && (
          <tr>
            <th scope="row">{t("self")}</th>
            <td className="number">
              <DurationText ns={known.selfNs} />
            </td>
            <td className="number">{share(known.selfNs)}</td>
          </tr>
        )}
      </tbody>
    </table>
  );
}

/** What a process did in words: waiting for whom, in which function of the kernel. */
function PartWords({ part }: { part: ShownPart }) {
  const t = useTranslations("inside");
  const lanes = useTranslations("lane");
  const { kind, frame, waitedFor } = part;
  const who =
    waitedFor &&
    [
      waitedFor.lane && lanes(waitedFor.lane),
      waitedFor.comm && visibleText(waitedFor.comm, 32),
      `pid ${waitedFor.tgid}`,
    ]
      .filter(Boolean)
      .join(", ");
  return (
    <>
      <span className={`state-swatch state-${kind}`} /> {t(`state.${kind}`)}
      {who !== undefined && <span> {t("waitedFor", { who })}</span>}
      {frame !== undefined && <span className="code dim"> {visibleText(frame, 60)}</span>}
    </>
  );
}

/** What the process of a span did: the parts add up to the span. */
function States({ known: { parts, tgid } }: { known: Known }) {
  const t = useTranslations("inside");
  const total = parts.reduce((sum, { durationNs }) => sum + durationNs, 0n);
  const listed = parts.slice(0, LISTED);
  const rest = parts.slice(LISTED).reduce((sum, { durationNs }) => sum + durationNs, 0n);
  return (
    <div className="inside-wide">
      <h4>
        {t("states")} <ExplainedLink topic="states" name={t("meaning", { of: t("states") })} />
        {tgid !== undefined && <span className="dim"> pid {tgid}</span>}
      </h4>
      <table className="data inside-table">
        <Heads first="stateHead" />
        <tbody>
          {listed.map((part, index) => (
            <tr key={`${index}-${part.kind}`}>
              <th scope="row">
                <PartWords part={part} />
              </th>
              <td className="number">
                <DurationText ns={part.durationNs} />
              </td>
              <td className="number">{formatShare(part.durationNs, total)}</td>
            </tr>
          ))}
          {rest > 0n && (
            <tr>
              <th scope="row" className="dim">
                {t("others", { count: parts.length - listed.length })}
              </th>
              <td className="number">
                <DurationText ns={rest} />
              </td>
              <td className="number">{formatShare(rest, total)}</td>
            </tr>
          )}
          <tr className="inside-total">
            <th scope="row">{t("total")}</th>
            <td className="number">
              <DurationText ns={total} />
            </td>
            <td className="number">{formatShare(total, total)}</td>
          </tr>
        </tbody>
      </table>
    </div>
  );
}

/** What ran in a span and what it waited for, or why nothing is known of that. */
export function SpanInside(props: Props) {
  const { boot, span, inside } = props;
  const t = useTranslations("inside");
  const { detail } = inside;
  const known = detail?.spans.find(({ slug }) => slug === span.slug);
  const silence = silenceOf(inside, span);
  const count = (known?.calls ?? 0) + (known?.helpers ?? 0);
  const seenFrom = detail?.seenFrom;
  const isCut = seenFrom !== undefined && seenFrom > span.startAt && silence === undefined;
  const rest = detail?.rest;
  return (
    <>
      <div className="inside-wide">
        <h4>
          {t("title")} <ExplainedLink topic="inside" name={t("meaning", { of: t("title") })} />
        </h4>
        {silence !== undefined && <p className="dim">{t(`none.${silence}`)}</p>}
        {silence === undefined && count === 0 && (
          <p className="dim">{t(span.group === "unattributed" ? "none.lump" : "none.nothing")}</p>
        )}
        {isCut && <p className="dim">{t("seenFrom", { at: formatDuration(seenFrom - boot.startAt) })}</p>}
        {count > 0 && <Longest {...props} known={known} />}
        {rest !== undefined && rest.calls > 0 && (
          <p className="dim">{t("rest", { count: rest.calls, duration: formatDuration(rest.callNs) })}</p>
        )}
      </div>
      {known !== undefined && known.parts.length > 0 && <States known={known} />}
    </>
  );
}
