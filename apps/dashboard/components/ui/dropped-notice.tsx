import { useTranslations } from "next-intl";
import { Notice } from "./notice.tsx";

export function DroppedNotice({ names }: { names: readonly string[] }) {
  const t = useTranslations("notice");
  if (names.length === 0) return undefined;
  return <Notice tone="warn">{t("dropped", { count: names.length, names: names.join(", ") })}</Notice>;
}

/** A link that tells again what of an address made no sense. */
export function withDropped(href: string, dropped: readonly string[]): string {
  if (dropped.length === 0) return href;
  return `${href}${href.includes("?") ? "&" : "?"}dropped=${dropped.join(",")}`;
}
