import { bootHref, type Blame, type Boot, type Population } from "@hacotaki/core";
import { useTranslations } from "next-intl";
import { Announced } from "../ui/announced.tsx";
import { BlameTable } from "../ui/blame-table.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { PercentileText } from "../ui/percentile-text.tsx";
import { answerSentence } from "./answer-sentence.ts";
import { blameSentence } from "./blame-sentence.ts";
import { BootSummaryText } from "./boot-summary.tsx";
import { useSpanName } from "../ui/span-name.ts";
import { Explained } from "../ui/explained.tsx";

/** The rest explains nothing, and is in the table of spans. */
const ROWS_SHOWN = 6;

type Props = { readonly boot: Boot; readonly population: Population | undefined; readonly found: Blame };

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

/** What made this boot as long as it was: one line, and on demand a sentence for a ticket and a ranked table. */
export function BootAnswer({ boot, population, found }: Props) {
  const t = useTranslations("blame");
  const { rows, verdict } = found;
  const spanName = useSpanName();
  const answer = answerSentence(t, spanName, verdict);
  const sentence = blameSentence(t, spanName, boot.container, verdict);
  return (
    <div className="answer" data-kind={verdict.kind}>
      <details name="answer">
        <summary>
          <Announced as="span" className="summary">
            {answer === undefined ? (
              <BootSummaryText boot={boot} population={population} />
            ) : (
              <strong>{answer}</strong>
            )}
            <Standing population={population} found={found} />
          </Announced>
        </summary>
        <div className="verdict">
          <p>
            {sentence}
            <Explained topic="usual" of={t("title")} />
          </p>
        </div>
        <BlameTable
          rows={rows.slice(0, ROWS_SHOWN)}
          href={(slug) => bootHref(boot.id, { span: slug, collapsed: [] })}
        />
      </details>
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
