import {
  bootHref,
  exactDuration,
  formatDuration,
  formatFraction,
  visibleText,
  type BootId,
  type FoundCause,
  type Reason,
  type Reasons,
} from "@hacotaki/core";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Link } from "../ui/link.tsx";
import { useReasonTitle } from "../ui/reason-name.ts";
import { useSpanName } from "../ui/span-name.ts";

type Found = Reason<FoundCause>;

const Exact = ({ ns }: { readonly ns: bigint }) => (
  <data value={ns.toString()} title={exactDuration(ns)}>
    {formatDuration(ns)}
  </data>
);

const Times = ({ n }: { readonly n: number }) => (n === 1 ? undefined : <span className="dim"> {n} ×</span>);

function Item({ ns, children }: { readonly ns: bigint; readonly children: ReactNode }) {
  return (
    <li>
      {children} <Exact ns={ns} />
    </li>
  );
}

type EvidenceProps = { readonly cause: FoundCause; readonly id: BootId | undefined };

/** Where its time lay, and which programs, system calls and waits it was. */
function Evidence({ cause: { spans, programs, calls, waits }, id }: EvidenceProps) {
  const t = useTranslations("reason");
  const spanName = useSpanName();
  if (spans.length + programs.length + calls.length + waits.length === 0) return undefined;
  return (
    <ul className="evidence" aria-label={t("evidence")}>
      {spans.map(({ slug, label, ns }) => (
        <Item key={`span ${slug}`} ns={ns}>
          <span className="dim">{t("span")}</span>{" "}
          {id === undefined ? (
            spanName(label, 60)
          ) : (
            <Link href={bootHref(id, { span: slug, collapsed: [] })}>{spanName(label, 60)}</Link>
          )}
        </Item>
      ))}
      {programs.map(({ program, command, n, ns }) => (
        <Item key={`program ${program}`} ns={ns}>
          <span className="dim">{t("program")}</span>{" "}
          <code title={visibleText(command.join(" "), 1000)}>
            {visibleText(command.join(" ") || program, 80)}
          </code>
          <Times n={n} />
        </Item>
      ))}
      {calls.map(({ name, path, n, ns }) => (
        <Item key={`call ${name} ${path}`} ns={ns}>
          <span className="dim">{t("call")}</span>{" "}
          <code>
            {name}
            {path !== undefined && n === 1 && ` ${visibleText(path, 60)}`}
          </code>
          <Times n={n} />
        </Item>
      ))}
      {waits.map(({ frame, ns }) => (
        <Item key={`wait ${frame}`} ns={ns}>
          <span className="dim">{t("wait")}</span> <code>{visibleText(frame, 60)}</code>
        </Item>
      ))}
    </ul>
  );
}

function ReasonItem({
  reason,
  id,
  n,
}: { readonly reason: Found; readonly n: number } & Pick<EvidenceProps, "id">) {
  const t = useTranslations("reason");
  const title = useReasonTitle();
  const { slug, severity, actualNs, expectedNs, excessNs, share, by, cause } = reason;
  return (
    <li className="reason" data-severity={severity}>
      <h3>
        {title(reason)} <span className="severity">{t(`severity.${severity}`)}</span>
      </h3>
      <dl>
        <dt>{t("took")}</dt>
        <dd>
          <Exact ns={actualNs} />
        </dd>
        <dt>{t("expected")}</dt>
        <dd title={by === "population" ? t("byPopulation", { n }) : t("byDefault")}>
          <Exact ns={expectedNs} />
        </dd>
        <dt>{t("excess")}</dt>
        <dd>
          <Exact ns={excessNs} />
        </dd>
        <dt>{t("share")}</dt>
        <dd>{formatFraction(share)}</dd>
      </dl>
      <p>{t(`do.${slug}`)}</p>
      <Evidence {...{ cause, id }} />
    </li>
  );
}

type Props = {
  /** Undefined where its spans have no page to lead to. */
  readonly id?: BootId;
  readonly found: Reasons<FoundCause>;
  /** Boots it is held against; undefined where what is usual is not to be shown. */
  readonly n: number | undefined;
  /** What ran inside of spans was recorded. */
  readonly isSeen: boolean;
};

/** Why a boot took as long as it did: each reason with what it is held against, what shows it, and what to do. */
export function BootReasons({ id, found: { kind, reasons, unexplainedNs }, n, isSeen }: Props) {
  const t = useTranslations("reason");
  const held = kind === "alone" && n === undefined ? "unheld" : kind;
  const told = reasons.length > 0 ? t(held) : t(kind === "slow" ? "noneSlow" : "none");
  return (
    <>
      <p>
        {told} {!isSeen && <span className="dim">{t("noDetail")}</span>}
      </p>
      {reasons.length > 0 && (
        <ol className="reasons">
          {reasons.map((reason) => (
            <ReasonItem key={reason.slug} {...{ reason, id, n: n ?? 0 }} />
          ))}
        </ol>
      )}
      {unexplainedNs > 0n && (reasons.length > 0 || kind === "slow") && (
        <p>{t("unexplained", { duration: formatDuration(unexplainedNs) })}</p>
      )}
    </>
  );
}

/** The reason that is furthest beyond what is expected, in words; undefined where none explains what differs. */
export function useTopReason(
  found: Reasons<FoundCause> | undefined,
): Readonly<Record<"reason" | "program" | "duration", string>> | undefined {
  const title = useReasonTitle();
  const first = found?.kind === "usual" ? undefined : found?.reasons[0];
  if (first === undefined) return undefined;
  const [program] = first.slug === "slow-hook" ? first.cause.programs : [];
  return {
    reason: title(first),
    program: program === undefined ? "none" : visibleText(program.program, 40),
    duration: formatDuration(first.actualNs),
  };
}

/** The first reason in the line that answers first: it leads to all of them. */
export function TopReason({ found }: Pick<Props, "found">) {
  const t = useTranslations("reason");
  const top = useTopReason(found);
  if (top === undefined) return undefined;
  return (
    <a className="top-reason" href="#reasons">
      {t("mostly", top)}
    </a>
  );
}
