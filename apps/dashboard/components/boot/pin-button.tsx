import type { BootId } from "@hacotaki/core";
import { useTranslations } from "next-intl";
import { PinForm } from "./pin-form.tsx";

/** Keeps a boot when old ones are deleted, or lets it go again. */
export function PinButton({ id, isPinned, shortcut }: { id: BootId; isPinned: boolean; shortcut?: string }) {
  const t = useTranslations("keep");
  const words = {
    pinned: { name: t("pinned"), does: t("unpinLong") },
    free: { name: t("pin"), does: t("pinLong") },
  };
  return <PinForm id={id} isPinned={isPinned} shortcut={shortcut} words={words} />;
}
