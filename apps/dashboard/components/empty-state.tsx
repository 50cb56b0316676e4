import { visibleText } from "@hacotaki/core";
import { useTranslations } from "next-intl";
import { ForEditors } from "./for-editors.tsx";
import { CopyButton } from "./copy-button.tsx";
import { ImportFile, LoadExamples } from "./import-panel.tsx";

const BOOT_COMMAND = "haconiwa run your.haco";
const RECORD_COMMAND = "sudo npx hacotaki record";

/** Three ways to a first boot, each one click or one copied command. `attached`: binaries a collector watches now. */
export function EmptyState({ attached }: { attached: readonly string[] }) {
  const t = useTranslations("empty");
  const command = attached.length > 0 ? BOOT_COMMAND : RECORD_COMMAND;
  return (
    <div className="page empty">
      <h1>{t("title")}</h1>
      <p className="lead">{t("lead")}</p>
      <div className="ways">
        <section>
          <h2>{t("bootTitle")}</h2>
          <p>
            {attached.length > 0
              ? t("bootAttached", { paths: attached.map((path) => visibleText(path)).join(", ") })
              : t("bootDetached")}
          </p>
          <p className="command">
            <code>{command}</code>{" "}
            <CopyButton text={command} labels={{ idle: t("copy"), done: t("copied") }} />
          </p>
        </section>
        <ForEditors>
          <section>
            <h2>{t("importTitle")}</h2>
            <p>{t("importText")}</p>
            <ImportFile />
          </section>
          <section>
            <h2>{t("examplesTitle")}</h2>
            <p>{t("examplesText")}</p>
            <LoadExamples label={t("examplesLoad")} />
          </section>
        </ForEditors>
      </div>
    </div>
  );
}
