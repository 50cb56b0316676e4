import type { Boot, ZoomRange } from "@hacotaki/core";
import { layoutFlags } from "@hacotaki/core/drawing/flags";
import { useTranslations } from "next-intl";

/** The flags of a boot, named in the visitor's language. */
export function useFlags(boot: Boot, range: ZoomRange, widthPx: number) {
  const t = useTranslations("waterfall");
  return layoutFlags(boot, range, widthPx, {
    exec: t(boot.upBy === "phase" ? "execing" : "exec"),
    ready: boot.readyPort === undefined ? t("ready") : t("readyPort", { port: String(boot.readyPort) }),
    died: t("died"),
  });
}
