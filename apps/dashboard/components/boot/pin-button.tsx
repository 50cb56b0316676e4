import type { BootId } from "@hacotaki/core";
import { useTranslations } from "next-intl";
import { Star } from "../ui/star.tsx";

/** A plain form: pinning reloads the page, and works without script. */
export function PinButton({ id, isPinned, shortcut }: { id: BootId; isPinned: boolean; shortcut?: string }) {
  const t = useTranslations("keep");
  return (
    <form method="post" action="/api/pins" className="inline-form">
      <input type="hidden" name="boot" value={id} />
      <button
        className="button pin"
        name="pinned"
        value={isPinned ? "no" : "yes"}
        aria-pressed={isPinned}
        title={t(isPinned ? "unpinLong" : "pinLong")}
        data-shortcut={shortcut}
        aria-keyshortcuts={shortcut}
      >
        <Star isFilled={isPinned} />
        {t(isPinned ? "pinned" : "pin")}
      </button>
    </form>
  );
}
