import { useTranslations } from "next-intl";
import { Notice } from "./notice.tsx";
import { namesWithWords, type Rejected } from "./rejected.ts";

/** What of an address made no sense, with what it said as far as that is known. */
export function DroppedNotice({
  names: dropped,
  rejected = {},
}: {
  names: readonly string[];
  rejected?: Rejected;
}) {
  const t = useTranslations("notice");
  const names = namesWithWords(dropped, rejected);
  if (names.length === 0) return undefined;
  return <Notice tone="warn">{t("dropped", { count: names.length, names: names.join(", ") })}</Notice>;
}

/** A link that tells again what of an address made no sense. */
export function withDropped(href: string, dropped: readonly string[]): string {
  if (dropped.length === 0) return href;
  return `${href}${href.includes("?") ? "&" : "?"}dropped=${dropped.join(",")}`;
}
