import {
  bootHref,
  type Blame,
  type Boot,
  type FoundCause,
  type Population,
  type Reasons,
} from "@hacotaki/core";
import { useTranslations } from "next-intl";
import { Fragment, type ComponentType, type ReactNode } from "react";
import { Announced } from "../ui/announced.tsx";
import { BlameTable } from "../ui/blame-table.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { PercentileText } from "../ui/percentile-text.tsx";
import { answerSentence } from "./answer-sentence.ts";
import { blameSentence } from "./blame-sentence.ts";
import { TopReason, useTopReason } from "./reasons.tsx";
import { BootSummaryText } from "./boot-summary.tsx";
import { usePopulationName } from "../ui/population-name.ts";
import { useSpanName } from "../ui/span-name.ts";
import { Explained } from "../ui/explained.tsx";

/** The rest explains nothing, and is in the table of spans. */
const ROWS_SHOWN = 6;

type Props = {
  readonly boot: Boot;
  readonly population: Population | undefined;
  readonly found: Blame;
  readonly reasons?: Reasons<FoundCause>;
  readonly isStuck?: boolean;
  /** Around the table of spans. */
  readonly Rows?: ComponentType<{ readonly children: ReactNode }> | typeof Fragment;
};

/** Where the boot stands among those it is held against, by what the answer is about. */
function Standing({ population, found: { verdict } }: Pick<Props, "population" | "found">) {
  if (population === undefined) return undefined;
  if (verdict.kind !== "usual" && verdict.kind !== "slower" && verdict.kind !== "faster") return undefined;
  const isReady = verdict.kind !== "usual" && verdict.of === "ready";
  return (
    <span className="dim">
      {" "}
      <PercentileText
        percentile={isReady ? population.readyPercentile : population.bootPercentile}
        n={verdict.n}
      />
    </span>
  );
}

const AnnouncedSpan = (props: { className: string; children: ReactNode }) => (
  <Announced as="span" {...props} />
);

/** One sentence to paste into a ticket, and why, where a reason for a boot that took long is known. */
function useSentence({ boot, found: { verdict } }: Pick<Props, "boot" | "found">, reasons: Props["reasons"]) {
  const t = useTranslations("blame");
  const sentence = blameSentence(t, useSpanName(), usePopulationName(), boot, verdict);
  const top = useTopReason(reasons);
  const isLong = verdict.kind === "slower" || verdict.kind === "alone";
  return top !== undefined && isLong ? t("withReason", { sentence, ...top }) : sentence;
}

/** What made this boot as long as it was: one line, and on demand a sentence for a ticket and a ranked table. */
export function BootAnswer({ boot, population, found, reasons, isStuck = false, Rows = Fragment }: Props) {
  const t = useTranslations("blame");
  const { rows, verdict } = found;
  const spanName = useSpanName();
  const answer = answerSentence(t, spanName, verdict, isStuck);
  const populationName = usePopulationName();
  const sentence = useSentence({ boot, found }, reasons);
  // What counts on by itself is not told again each second.
  const Said = verdict.kind === "booting" ? "span" : AnnouncedSpan;
  return (
    <div className="answer" data-kind={isStuck ? "slower" : verdict.kind}>
      <details name="answer">
        <summary>
          <Said className="summary">
            {answer === undefined ? (
              <BootSummaryText boot={boot} population={population} />
            ) : (
              <strong>{answer}</strong>
            )}
            <Standing population={population} found={found} />
          </Said>
        </summary>
        <div className="verdict">
          <p>
            {sentence}
            {"n" in verdict && (
              <span className="dim">
                {" "}
                {t("heldAgainst", { n: verdict.n, population: populationName(boot, 80) })}
              </span>
            )}
            <Explained topic="usual" of={t("title")} />
          </p>
        </div>
        <Rows>
          <BlameTable
            rows={rows.slice(0, ROWS_SHOWN)}
            href={(slug) => bootHref(boot.id, { span: slug, collapsed: [] })}
          />
        </Rows>
      </details>
      {reasons && <TopReason found={reasons} />}
      <CopyButton
        text={sentence}
        path={bootHref(boot.id)}
        shortcut="b"
        labels={{ idle: t("copy"), done: t("copied"), failed: t("copyFailed") }}
        title={t("copyLong")}
        isQuiet
      />
    </div>
  );
}
