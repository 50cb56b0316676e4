import { visibleText } from "@hacotaki/core";
import { useTranslations } from "next-intl";
import { databasePath } from "../../bridge/page.ts";
import { CopyButton } from "../ui/copy-button.tsx";
import { commandName } from "./command-name.ts";
import { shellWord } from "./shell-word.ts";

/** Where a dashboard reads as one user, hosts ship as another. */
const withoutUser = (address: string) => address.replace(/\/\/[^@/]*@/, "//shipper@");

/** How the first boot comes into a fleet. */
export function FleetEmpty() {
  const t = useTranslations("fleet");
  const command = `${commandName()} ship --to ${shellWord(withoutUser(databasePath()))}`;
  return (
    <div className="page empty">
      <h1>{t("emptyTitle")}</h1>
      <p className="lead">{t("emptyLead")}</p>
      <p className="command">
        <code>{visibleText(command, 500)}</code>{" "}
        <CopyButton text={command} labels={{ idle: t("copy"), done: t("copied") }} />
      </p>
      <p className="dim">{t("noImport")}</p>
    </div>
  );
}
