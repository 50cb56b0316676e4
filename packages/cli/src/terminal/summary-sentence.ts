import { constants } from "node:os";
import {
  bootDuration,
  formatDuration,
  headlineDuration,
  readyDuration,
  visibleText,
  type Boot,
} from "@hacotaki/core";

const LOSSES: Readonly<Record<Boot["losses"][number], string>> = {
  "attached-late": "the collector attached while it was under way",
  dropped: "events were dropped",
  "collector-away": "the collector was away",
  "stream-ended": "the trace ended before it did",
};

function slowest(boot: Boot): string {
  const spans = boot.spans
    .flatMap((span) =>
      span.onPath && span.state !== "open" ? [{ label: span.label, ns: span.endAt - span.startAt }] : [],
    )
    .sort((a, b) => (a.ns < b.ns ? 1 : a.ns > b.ns ? -1 : 0))
    .slice(0, 2);
  if (spans.length === 0) return "";
  return `; slowest: ${spans.map(({ label, ns }) => `${visibleText(label, 80)} ${headlineDuration(ns)}`).join(", ")}`;
}

const signalName = (signal: number) =>
  Object.entries(constants.signals).find(([, number]) => number === signal)?.[0] ?? `signal ${signal}`;

const ending = ({ exitCode, exitSignal }: Pick<Boot, "exitCode" | "exitSignal">) =>
  exitSignal !== undefined && exitSignal !== 0
    ? `was killed by ${signalName(exitSignal)}`
    : exitCode === undefined
      ? "ended, nobody saw how"
      : `exited with code ${exitCode}`;

function death(boot: Boot): string {
  const span = boot.spans.find((each) => each.state === "failed");
  const after =
    boot.endAt === undefined ? "" : `, ${headlineDuration(boot.endAt - boot.startAt)} after its start`;
  if (boot.containerTgid === undefined && boot.supervisorTgid === undefined)
    return `Never booted: the launcher ${ending(boot)}${after}; furthest phase ${boot.furthestPhase ?? "none"}.`;
  const where = span === undefined ? "" : ` in ${visibleText(span.label.replace(/, until exit$/, ""), 80)}`;
  return `Failed${where}: the container process ${ending(boot)}${after}; furthest phase ${boot.furthestPhase ?? "none"}.`;
}

/** What a person wants to know first of a boot, in one sentence. */
function headline(boot: Boot): string {
  const up = bootDuration(boot);
  const ready = readyDuration(boot);
  switch (boot.outcome) {
    case "up":
    case "ready": {
      const when = up === undefined ? "Booted" : `Booted in ${headlineDuration(up)}`;
      const text = boot.upBy === "phase" ? " (to EXECING: the trace does not hold the exec itself)" : "";
      return `${when}${text}${ready === undefined ? "" : `, ready in ${headlineDuration(ready)}`}${slowest(boot)}.`;
    }
    case "failed":
      return death(boot);
    case "booting":
      return `Booting; furthest phase ${boot.furthestPhase ?? "none"}.`;
    case "partial":
      return `Only partly seen; furthest phase ${boot.furthestPhase ?? "none"}.`;
  }
}

/** The headline, what happened to the application later, and what may be missing. */
export function summaryOf(boot: Boot): string[] {
  const lines = [headline(boot)];
  if (
    (boot.outcome === "up" || boot.outcome === "ready") &&
    boot.exitAt !== undefined &&
    boot.upAt !== undefined
  )
    lines.push(`The application ${ending(boot)}, ${formatDuration(boot.exitAt - boot.upAt)} after its exec.`);
  if (boot.losses.length > 0)
    lines.push(`Something may be missing: ${boot.losses.map((loss) => LOSSES[loss]).join(", ")}.`);
  return lines;
}
