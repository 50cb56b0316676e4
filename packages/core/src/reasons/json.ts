import type { ReasonSlug } from "../domain/reason.ts";
import type { FoundCause } from "./causes.ts";
import type { Reason, Reasons, Severity } from "./reasons.ts";
import { REASON_WORDS } from "./words.ts";

/** Why a boot was slow, as `explain --json` and the HTTP API say it: ns are decimal strings, absence is null. */
export type ReasonsJson = {
  /** Other boots of its container that came up: of 5 and more what is usual is known. */
  readonly n: number;
  /** "slow" and "usual": held against other boots of its container; "alone": there are too few of them. */
  readonly kind: Reasons["kind"];
  /** The most beyond what is expected first. */
  readonly reasons: readonly ReasonJson[];
  readonly unexplainedNs: string;
};
export type ReasonJson = {
  readonly slug: ReasonSlug;
  readonly label: string;
  readonly severity: Severity;
  readonly actualNs: string;
  readonly expectedNs: string;
  readonly excessNs: string;
  /** "population": the median of other boots of the container; "default": what is stated for all boots. */
  readonly expectedBy: Reason["by"];
  /** p95 of the other boots. */
  readonly p95Ns: string | null;
  /** Of the boot, from 0 to 1. */
  readonly share: number;
  readonly remedy: string;
  /** Other boots at once, where they are the reason. */
  readonly beside: number | null;
  readonly evidence: {
    readonly spans: readonly { readonly slug: string; readonly ns: string }[];
    readonly calls: readonly {
      readonly name: string;
      readonly path: string | null;
      readonly count: number;
      readonly ns: string;
    }[];
    readonly programs: readonly {
      readonly program: string;
      readonly command: readonly string[];
      readonly count: number;
      readonly ns: string;
    }[];
    readonly waits: readonly { readonly function: string; readonly ns: string }[];
  };
};

const reasonJson = (reason: Reason<FoundCause>): ReasonJson => {
  const { slug, severity, actualNs, expectedNs, excessNs, by, p95Ns, share, beside, cause } = reason;
  return {
    slug,
    label: REASON_WORDS[slug].label,
    severity,
    actualNs: actualNs.toString(),
    expectedNs: expectedNs.toString(),
    excessNs: excessNs.toString(),
    expectedBy: by,
    p95Ns: p95Ns === undefined ? null : p95Ns.toString(),
    share,
    remedy: REASON_WORDS[slug].remedy,
    beside: beside ?? null,
    evidence: {
      spans: cause.spans.map(({ slug: span, ns }) => ({ slug: span, ns: ns.toString() })),
      calls: cause.calls.map(({ name, path, n, ns }) => ({
        name,
        path: path ?? null,
        count: n,
        ns: ns.toString(),
      })),
      programs: cause.programs.map(({ program, command, n, ns }) => ({
        program,
        command,
        count: n,
        ns: ns.toString(),
      })),
      waits: cause.waits.map(({ frame, ns }) => ({ function: frame, ns: ns.toString() })),
    },
  };
};

export const reasonsJson = (
  { kind, reasons, unexplainedNs }: Reasons<FoundCause>,
  n: number,
): ReasonsJson => ({
  n,
  kind,
  reasons: reasons.map(reasonJson),
  unexplainedNs: unexplainedNs.toString(),
});
