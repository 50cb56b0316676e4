import {
  bootDuration,
  headlineDuration,
  readyDuration,
  visibleText,
  type Boot,
  type Span,
} from "@hacotaki/core";

const LOSSES: Readonly<Record<Boot["losses"][number], string>> = {
  "attached-late": "the collector attached while it was under way",
  dropped: "events were dropped",
  "collector-away": "the collector was away",
  "stream-ended": "the trace ended before it did",
};

/** What a boot came to: a figure where there is one to judge it by, and words. */
export type Verdict = {
  readonly tone: "plain" | "bad" | "warn";
  readonly figure?: string;
  readonly words: string;
};

const labelOf = (span: Span | undefined) =>
  span === undefined ? undefined : visibleText(span.label.replace(/, until exit$/, ""), 60);

function failure(boot: Boot): Verdict {
  const never = boot.containerTgid === undefined && boot.supervisorTgid === undefined;
  const where = labelOf(boot.spans.find((span) => span.state === "failed"));
  return {
    tone: "bad",
    ...(boot.endAt === undefined ? {} : { figure: headlineDuration(boot.endAt - boot.startAt) }),
    words: never
      ? "never booted: the launcher gave up"
      : `failed${where === undefined ? "" : ` in ${where}`}`,
  };
}

export function verdictOf(boot: Boot): Verdict {
  const up = bootDuration(boot);
  const ready = readyDuration(boot);
  switch (boot.outcome) {
    case "up":
    case "ready":
      return {
        tone: "plain",
        ...(up === undefined ? {} : { figure: headlineDuration(up) }),
        words: ready === undefined ? "booted" : `booted, ready after ${headlineDuration(ready)}`,
      };
    case "failed":
      return failure(boot);
    case "booting": {
      const where = labelOf(boot.spans.findLast((span) => span.onPath));
      return { tone: "plain", words: `booting${where === undefined ? "" : `, in ${where}`}` };
    }
    case "partial":
      return { tone: "warn", words: "only partly seen" };
  }
}

/** What may be missing of a boot, in words; undefined for a whole one. */
export const lossesOf = ({ losses }: Pick<Boot, "losses">): string | undefined =>
  losses.length === 0 ? undefined : `incomplete: ${losses.map((loss) => LOSSES[loss]).join(", ")}`;

export type Slow = { readonly span: Span; readonly label: string; readonly ns: bigint };

/** Spans of the boot path that took longest, longest first. */
export const slowestOf = ({ spans }: Pick<Boot, "spans">, count: number): readonly Slow[] =>
  spans
    .flatMap((span) =>
      span.onPath && span.state === "closed"
        ? [{ span, label: visibleText(span.label, 60), ns: span.endAt - span.startAt }]
        : [],
    )
    .sort((a, b) => (a.ns > b.ns ? -1 : a.ns < b.ns ? 1 : 0))
    .slice(0, count);

/** One sentence on a boot, for people. */
export function sentenceOf(boot: Boot): string {
  const { figure, words } = verdictOf(boot);
  const head = words.charAt(0).toUpperCase() + words.slice(1);
  const verdict =
    figure === undefined
      ? head
      : words.startsWith("booted")
        ? head.replace("Booted", `Booted in ${figure}`)
        : `${head} after ${figure}`;
  const slowest = slowestOf(boot, 3).map(({ label, ns }) => `${label} ${headlineDuration(ns)}`);
  const losses = lossesOf(boot);
  return `${verdict}${slowest.length === 0 ? "" : `; slowest: ${slowest.join(", ")}`}${losses === undefined ? "" : `; ${losses}`}.`;
}
