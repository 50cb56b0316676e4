import { resolve } from "node:path";
import { visibleText } from "@hacotaki/core";
import { getTranslations } from "next-intl/server";
import { databasePath } from "../../bridge/page.ts";
import { commandName } from "./command-name.ts";
import { shellWord } from "./shell-word.ts";
import { CopyButton } from "../ui/copy-button.tsx";
import { ForEditors } from "../ui/for-editors.tsx";

/** Starts everything with a haconiwa that nobody finds by itself. */
export async function BinaryCommand() {
  const t = await getTranslations("empty");
  const command = `${process.env["HACOTAKI_UP"] ?? "hacotaki up"} --binary /path/to/haconiwa`;
  return (
    <ForEditors>
      <p className="command">
        <code>{command}</code> <CopyButton text={command} labels={{ idle: t("copy"), done: t("copied") }} />
      </p>
    </ForEditors>
  );
}

/** Starts a collector that writes to this very database: root's own would be another. */
const recordCommand = () => `sudo ${commandName()} record --db ${shellWord(resolve(databasePath()))}`;

export async function RecordCommand() {
  const t = await getTranslations("empty");
  const command = recordCommand();
  return (
    <ForEditors>
      <p className="command">
        <code>{visibleText(command, 500)}</code>{" "}
        <CopyButton text={command} labels={{ idle: t("copy"), done: t("copied") }} />
      </p>
    </ForEditors>
  );
}
