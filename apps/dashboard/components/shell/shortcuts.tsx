"use client";

import { useTranslations } from "next-intl";
import { lazy, Suspense, useEffect, useState } from "react";
import { readKey, type PendingKey } from "./shortcut-keys.ts";
import { useMenus } from "./use-menus.ts";

const ShortcutSheet = lazy(() => import("./shortcut-sheet.tsx"));

function press(key: string): boolean {
  const control = [...document.querySelectorAll<HTMLElement>("[data-shortcut]")].find(
    (each) => each.dataset["shortcut"] === key,
  );
  if (control === undefined) return false;
  if (control.matches("input:not([type=checkbox]), select")) control.focus();
  else control.click();
  return true;
}

const KEYLESS = "checkbox, radio, button, submit, reset, file, range";

const isTyping = (target: EventTarget | null) =>
  (target instanceof HTMLInputElement && !KEYLESS.includes(target.type)) ||
  (target instanceof HTMLElement && target.matches("textarea, select, [contenteditable]"));

/** Keys without a modifier, and the sheet that shows them. */
export function Shortcuts({ isOn }: { isOn: boolean }) {
  const t = useTranslations("shortcuts");
  const [isOpen, setIsOpen] = useState(false);
  useMenus();
  useEffect(() => {
    if (!isOn) return undefined;
    let pending: PendingKey;
    const onKey = (event: KeyboardEvent) => {
      const { key, target } = event;
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(target))
        return;
      if (event.isComposing || document.querySelector("dialog[open]")) return;
      if (key === "Shift") return;
      const read = readKey(pending, key, event.timeStamp);
      pending = read.pending;
      if (read.shortcut !== undefined && press(read.shortcut)) event.preventDefault();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [isOn]);
  return (
    <>
      <button
        type="button"
        className="quiet"
        data-shortcut="?"
        aria-keyshortcuts={isOn ? "?" : undefined}
        aria-label={t("open")}
        title={t("open")}
        onClick={() => setIsOpen(true)}
      >
        ?
      </button>
      {isOpen && (
        <Suspense>
          <ShortcutSheet isOn={isOn} onClose={() => setIsOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
