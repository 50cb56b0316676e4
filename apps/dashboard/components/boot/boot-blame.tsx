import { blame, bootHref, type Boot, type Population } from "@hacotaki/core";
import { useTranslations } from "next-intl";
import { blameSentence } from "./blame-sentence.ts";
import { BlameTable } from "../ui/blame-table.tsx";
import { CopyButton } from "../ui/copy-button.tsx";

/** The rest explains nothing, and is in the table of spans. */
const ROWS_SHOWN = 6;

/** What made this boot as long as it was, in a sentence to paste into a ticket and as a ranked table. */
export function BootBlame({ boot, population }: { boot: Boot; population: Population | undefined }) {
  const t = useTranslations("blame");
  const { rows, verdict } = blame(boot, population);
  const sentence = blameSentence(t, boot.container, verdict);
  return (
    <>
      <div className="verdict">
        <p>{sentence}</p>
        <CopyButton
          text={sentence}
          path={bootHref(boot.id)}
          shortcut="b"
          labels={{ idle: t("copy"), done: t("copied"), failed: t("copyFailed") }}
          title={t("copyLong")}
        />
      </div>
      <BlameTable
        rows={rows.slice(0, ROWS_SHOWN)}
        href={(slug) => bootHref(boot.id, { span: slug, collapsed: [] })}
      />
    </>
  );
}
