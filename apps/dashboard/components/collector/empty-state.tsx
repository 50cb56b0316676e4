import { visibleText } from "@hacotaki/core";
import { useTranslations } from "next-intl";
import type { CollectorsKnown } from "./recording-facts.ts";
import { ForEditors } from "../ui/for-editors.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { FleetEmpty } from "./fleet-empty.tsx";
import { ImportFile, LoadExamples } from "./import-panel.tsx";
import { LeaveAtTop } from "./leave-at-top.tsx";
import { isFleet, isHaconiwaAwaited } from "../../bridge/page.ts";
import { BinaryCommand, RecordCommand } from "./record-command.tsx";

const BOOT_COMMAND = "haconiwa run your.haco";

/** How a first boot comes here. */
export const EmptyState = (known: CollectorsKnown) => (isFleet() ? <FleetEmpty /> : <FirstBoot {...known} />);

/** Three ways to a first boot, each one click or one copied command. */
function FirstBoot({ attached, hadOne }: CollectorsKnown) {
  const t = useTranslations("empty");
  const isAwaited = isHaconiwaAwaited();
  return (
    <div className="page empty">
      <LeaveAtTop />
      <h1>{t("title")}</h1>
      <p className="lead">{t("lead")}</p>
      <div className="ways">
        <section>
          <h2>{t("bootTitle")}</h2>
          <p>
            {attached.length > 0
              ? t("bootAttached", { paths: attached.map((path) => visibleText(path)).join(", ") })
              : t(isAwaited ? "bootAwaited" : hadOne ? "bootDetached" : "bootNoCollector")}
          </p>
          {attached.length > 0 ? (
            <p className="command">
              <code>{BOOT_COMMAND}</code>{" "}
              <CopyButton text={BOOT_COMMAND} labels={{ idle: t("copy"), done: t("copied") }} />
            </p>
          ) : isAwaited ? (
            <>
              <p>{t("bootElsewhere")}</p>
              <BinaryCommand />
            </>
          ) : (
            <RecordCommand />
          )}
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
            <p>
              <a href="/tour">{t("tour")}</a>
            </p>
          </section>
        </ForEditors>
      </div>
    </div>
  );
}
