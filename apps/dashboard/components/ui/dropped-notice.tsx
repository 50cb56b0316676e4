import { useTranslations } from "next-intl";
import { Notice } from "./notice.tsx";

export function DroppedNotice({ names }: { names: readonly string[] }) {
  const t = useTranslations("notice");
  if (names.length === 0) return undefined;
  return <Notice tone="warn">{t("dropped", { count: names.length, names: names.join(", ") })}</Notice>;
}
