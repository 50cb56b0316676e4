import { wayFromClient, type Boot, type Span } from "../domain/boot.ts";
import type { LossReason } from "../domain/event.ts";
import { hooksOf, type Cause } from "../domain/span.ts";
import { usualCause, type Death, type End, type Part, type Verdict, type Where } from "../domain/verdict.ts";
import { formatDuration, headlineDuration, visibleText } from "./format.ts";
import { signalName } from "./signal.ts";

/** Why something of a boot may be missing, in English. */
export const LOSS_WORDS: Readonly<Record<LossReason, string>> = {
  "attached-late": "the collector attached while it was under way",
  dropped: "events were dropped",
  limited: "it fired more events than are kept of one run",
  "collector-away": "the collector was away",
  "stream-ended": "the trace ended before it did",
};

const PARTS: Readonly<Record<Part, string>> = {
  launcher: "the launcher",
  supervisor: "the supervisor",
  container: "the container process",
  runtime: "the runtime",
};

/** "exited with code 1", "was killed by SIGKILL". */
export function endWords(end: End): string {
  switch (end.kind) {
    case "signal":
      return `was killed by ${signalName(end.signal)}`;
    case "code":
      return `exited with code ${end.code}`;
    case "unseen":
      return "ended, nobody saw how";
  }
}

/** "the supervisor was killed by SIGKILL". */
export const deathWords = ({ of, end }: Pick<Death, "of" | "end">): string => `${PARTS[of]} ${endWords(end)}`;

/** How a text from outside is made safe to print. */
type Escape = (text: string) => string;
const plain: Escape = (text) => visibleText(text, 80);
type Failed = Extract<Verdict, { kind: "failed" }>;

const inSpan = (where: Where | undefined, escape: Escape) =>
  where === undefined ? "" : ` ${where.label.startsWith("after ") ? "" : "in "}${escape(where.label)}`;

/** What the container did after the death that explains a failure; empty where that was its own. */
function aftermathWords({ death, aftermath }: Failed, escape: Escape): string {
  if (death === undefined || aftermath === undefined) return "";
  return `; ${deathWords(aftermath)}${inSpan(aftermath.where, escape)} ${headlineDuration(aftermath.afterNs - death.afterNs)} later`;
}

/** Who died of a failed boot, and how, as the end of a sentence; empty where it is not known. */
export const causeWords = (verdict: Failed, escape: Escape = plain): string =>
  verdict.death === undefined ? "" : `: ${deathWords(verdict.death)}${aftermathWords(verdict, escape)}`;

function failureWords(verdict: Failed, escape: Escape): string {
  const { death, where, furthestPhase } = verdict;
  const head = verdict.isNeverBooted ? "Never booted" : `Failed${inSpan(where, escape)}`;
  const cause = death === undefined ? "" : `: ${deathWords(death)}`;
  const after = `, ${headlineDuration(verdict.afterNs)} after its start`;
  return `${head}${cause}${after}${aftermathWords(verdict, escape)}; furthest phase ${escape(furthestPhase ?? "none")}.`;
}

/** What a boot came to, as one English sentence; the spans that took longest, if told, at its end. */
export function verdictSentence(verdict: Verdict, slowest = "", escape: Escape = plain): string {
  const phase = () => ("furthestPhase" in verdict ? escape(verdict.furthestPhase ?? "none") : "none");
  switch (verdict.kind) {
    case "booting":
      return `Booting; furthest phase ${phase()}.`;
    case "failed":
      return failureWords(verdict, escape);
    case "partial":
      return `Only partly seen; furthest phase ${phase()}.`;
    case "up": {
      const { durationNs, readyNs, by } = verdict;
      const when = durationNs === undefined ? "Booted" : `Booted in ${headlineDuration(durationNs)}`;
      const text = by === "phase" ? " (to EXECING: the trace does not hold the exec itself)" : "";
      const ready = readyNs === undefined ? "" : `, ready in ${headlineDuration(readyNs)}`;
      return `${when}${text}${ready}${slowest === "" ? "" : `; slowest: ${slowest}`}.`;
    }
  }
}

const CAUSE_WORDS: Readonly<Record<Cause, string>> = {
  exec: "haconiwa had announced the exec, and then the program could not be executed: look at the command and whether it exists inside the root file system.",
  evaluate:
    "Common causes: the haco file is missing or raises an error, or a container of this name is already running.",
  command:
    "Common causes: the command does not exist inside the root file system, or its user may not execute it.",
  mount: "Common causes: a missing root file system or mount point.",
  pivot:
    "Common causes: a root that cannot be pivoted to, a masked path that does not exist, an unmapped user, or a hook that ended the process.",
};

/** What usually goes wrong at such a failure, as a sentence; undefined where nothing is usual. */
export function causeSentence(verdict: Verdict): string | undefined {
  const cause = usualCause(verdict);
  return cause && CAUSE_WORDS[cause];
}

/** Which of haconiwa's hooks run in the spans, as a sentence; undefined where none does. */
export function hooksSentence(spans: readonly Pick<Span, "slug" | "label">[]): string | undefined {
  const hooks = spans.flatMap(({ slug, label }) => hooksOf(slug).map((hook) => `${hook} to ${label}`));
  return hooks.length === 0 ? undefined : `Hooks count to the span they run in: ${hooks.join(", ")}.`;
}

/** What the user of an engine waited; undefined where no client was seen, or the boot is not up. */
export function waySentence(boot: Pick<Boot, "oci" | "upAt">): string | undefined {
  const ns = wayFromClient(boot);
  return ns === undefined
    ? undefined
    : `From the client's exec it took ${headlineDuration(ns)}${boot.oci?.engine === undefined ? "" : ` (${visibleText(boot.oci.engine, 40)})`}.`;
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** What is known of how a boot that came up, or was seen in part, ended later; undefined while nothing is. */
export function endSentence(verdict: Verdict, upAfterNs: bigint | undefined): string | undefined {
  if (verdict.kind === "up" && verdict.end !== undefined && upAfterNs !== undefined)
    return `The application ${endWords(verdict.end.end)}, ${formatDuration(verdict.end.afterNs - upAfterNs)} after its exec.`;
  if (verdict.kind !== "partial" || verdict.end === undefined) return undefined;
  const { end } = verdict;
  return end.of === "container"
    ? `${capital(deathWords(end))}, ${headlineDuration(end.afterNs)} after the first that was seen.`
    : `How the container process ended was not seen; ${deathWords(end)}.`;
}
