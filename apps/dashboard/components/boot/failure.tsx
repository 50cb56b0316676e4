import {
  headlineDuration,
  signalName,
  usualCause,
  verdictOf,
  visibleText,
  type Boot,
  type Death,
} from "@hacotaki/core";
import { useTranslations } from "next-intl";
import { placeOf } from "../ui/boot-facts.ts";
import { Notice } from "../ui/notice.tsx";
import { useSpanName } from "../ui/span-name.ts";

const HINTS = {
  exec: "execHint",
  evaluate: "evalHint",
  mount: "mountHint",
  pivot: "pivotHint",
  command: "commandHint",
} as const;

/** The parts of a death as a message takes them. */
const partsOf = ({ of, end }: Death) => ({
  process: of,
  end: end.kind,
  code: end.kind === "code" ? end.code : 0,
  signal: end.kind === "signal" ? signalName(end.signal) : "",
});

/** Where and how a boot died, by the first of its processes that did: the first thing to read of it. */
export function Failure({ boot }: { boot: Boot }) {
  const spanName = useSpanName();
  const t = useTranslations("boot.failure");
  const verdict = verdictOf(boot);
  if (verdict.kind !== "failed") return null;
  const { death, aftermath, where, furthestPhase, isNeverBooted } = verdict;
  const span = where ? spanName(where.label) : "—";
  const duration = headlineDuration(verdict.afterNs);
  const cause = usualCause(verdict);
  return (
    <Notice tone="bad" title={t("title")}>
      <p>
        {death === undefined
          ? t("gone", { duration, span })
          : isNeverBooted
            ? t("launcher", partsOf(death))
            : t("death", { ...partsOf(death), duration, span, place: placeOf(where) })}{" "}
        {death && aftermath && (
          <>
            {t("then", {
              ...partsOf(aftermath),
              later: headlineDuration(aftermath.afterNs - death.afterNs),
              span: aftermath.where ? spanName(aftermath.where.label) : "—",
            })}{" "}
          </>
        )}
        {furthestPhase && t("furthest", { phase: visibleText(furthestPhase) })}
      </p>
      {cause && <p>{t(HINTS[cause])}</p>}
    </Notice>
  );
}
