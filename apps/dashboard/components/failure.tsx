import { headlineDuration, visibleText, type Boot } from "@hacotaki/core";
import { useTranslations } from "next-intl";
import { lastPathSpan, spanName } from "../lib/boot-facts.ts";
import { signalName } from "../lib/signal.ts";
import { Notice } from "./notice.tsx";

/** What usually goes wrong after a phase; silent where nothing is usual. */
const HINTS: ReadonlyMap<string, "execHint" | "evalHint" | "mountHint" | "pivotHint"> = new Map([
  ["CONTAINER_EXECING", "execHint"],
  ["CLI_START", "evalHint"],
  ["START_EVAL", "evalHint"],
  ["CONTAINER_NAMESPACE_GENERATED", "mountHint"],
  ["CONTAINER_UID_MAPPING_SETUP", "pivotHint"],
]);

/** Where and how a boot died: the first thing to read of it. */
export function Failure({ boot }: { boot: Boot }) {
  const t = useTranslations("boot.failure");
  const last = lastPathSpan(boot.spans);
  const span = last ? visibleText(spanName(last)) : "—";
  const duration = headlineDuration((boot.endAt ?? boot.startAt) - boot.startAt);
  const { exitCode, exitSignal } = boot;
  const isLaunchers = boot.containerTgid === undefined && boot.supervisorTgid === undefined;
  const hint = HINTS.get(boot.furthestPhase ?? "");
  const sentence =
    exitSignal !== undefined && exitSignal !== 0
      ? isLaunchers
        ? t("launcherSignal", { signal: signalName(exitSignal) })
        : t("signal", { signal: signalName(exitSignal), duration, span })
      : exitCode !== undefined
        ? isLaunchers
          ? t("launcherExit", { code: exitCode })
          : t("exit", { code: exitCode, duration, span })
        : t("gone", { duration, span });
  return (
    <Notice tone="bad" title={t("title")}>
      <p>
        {sentence} {boot.furthestPhase && t("furthest", { phase: visibleText(boot.furthestPhase) })}
      </p>
      {hint && <p>{t(hint)}</p>}
    </Notice>
  );
}
