"use client";

import { useTranslations } from "next-intl";
import { lazy, Suspense, useEffect, useRef, useState } from "react";

const PaletteDialog = lazy(() => import("./palette-dialog.tsx"));

/** The command palette: its button and its key. The rest is loaded when first opened. */
export function Palette() {
  const t = useTranslations("palette");
  const [isOpen, setIsOpen] = useState(false);
  const before = useRef<Element | null>(null);
  /** What was typed before the dialog was there to take it. */
  const typed = useRef("");
  const open = () => {
    before.current = document.activeElement;
    typed.current = "";
    setIsOpen(true);
  };
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || event.altKey || event.shiftKey) return;
      if (!(event.ctrlKey || event.metaKey) || document.querySelector("dialog[open]")) return;
      event.preventDefault();
      open();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
  return (
    <>
      <button
        type="button"
        className="palette-open"
        aria-keyshortcuts="Control+K Meta+K"
        aria-haspopup="dialog"
        onClick={open}
      >
        <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
          <circle cx="7" cy="7" r="4.5" fill="none" stroke="currentColor" strokeWidth="1.5" />
          <path d="M10.5 10.5 14 14" stroke="currentColor" strokeWidth="1.5" />
        </svg>
        <span>{t("open")}</span>
        <kbd aria-hidden="true">Ctrl K</kbd>
      </button>
      {isOpen && (
        <Suspense
          fallback={
            <dialog open className="palette" aria-busy="true" aria-label={t("open")}>
              <input
                type="text"
                autoFocus
                aria-label={t("placeholder")}
                placeholder={t("placeholder")}
                onChange={({ target }) => {
                  typed.current = target.value;
                }}
              />
            </dialog>
          }
        >
          <PaletteDialog
            typed={typed}
            onClose={() => {
              setIsOpen(false);
              if (before.current instanceof HTMLElement) before.current.focus();
            }}
          />
        </Suspense>
      )}
    </>
  );
}
