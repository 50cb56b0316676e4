"use client";

import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";

/** Keys are written on the controls themselves (`data-shortcut`): pressing one is using the control. */
function press(key: string): boolean {
  const control = [...document.querySelectorAll<HTMLElement>("[data-shortcut]")].find(
    (each) => each.dataset["shortcut"] === key,
  );
  if (control === undefined) return false;
  if (control.matches("input, select")) control.focus();
  else control.click();
  return true;
}

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.matches("input, textarea, select, [contenteditable]");

const MAP = [
  ["?", "help"],
  ["/", "filter"],
  ["y", "copy"],
  ["b", "blame"],
  ["[", "previous"],
  ["]", "next"],
] as const;
const WATERFALL = [
  ["↑ ↓", "rows"],
  ["← →", "fold"],
  ["Enter", "select"],
  ["Esc", "unselect"],
  ["+", "zoomIn"],
  ["−", "zoomOut"],
  ["0", "fit"],
] as const;
const POINTER = [
  ["wheel", "wheelDoes"],
  ["drag", "dragDoes"],
  ["doubleClick", "doubleClickDoes"],
] as const;

export function Shortcuts({ isOn }: { isOn: boolean }) {
  const t = useTranslations("shortcuts");
  const close = useTranslations("app");
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (!isOn) return undefined;
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event.target))
        return;
      if (dialog.current?.open) return;
      if (press(event.key === "\u2212" ? "-" : event.key)) event.preventDefault();
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
        aria-label={t("open")}
        title={t("open")}
        onClick={() => dialog.current?.showModal()}
      >
        ?
      </button>
      <dialog ref={dialog} className="sheet" aria-labelledby="shortcuts-title">
        <form method="dialog">
          <h2 id="shortcuts-title">{t("title")}</h2>
          {!isOn && <p>{t("off")}</p>}
          <h3>{t("anywhere")}</h3>
          <dl>
            {MAP.map(([key, does]) => (
              <div key={key}>
                <dt>
                  <kbd>{key}</kbd>
                </dt>
                <dd>{t(does)}</dd>
              </div>
            ))}
          </dl>
          <h3>{t("inWaterfall")}</h3>
          <dl>
            {WATERFALL.map(([key, does]) => (
              <div key={key}>
                <dt>
                  <kbd>{key}</kbd>
                </dt>
                <dd>{t(does)}</dd>
              </div>
            ))}
            {POINTER.map(([gesture, does]) => (
              <div key={gesture}>
                <dt>{t(gesture)}</dt>
                <dd>{t(does)}</dd>
              </div>
            ))}
          </dl>
          <button className="button">{close("close")}</button>
        </form>
      </dialog>
    </>
  );
}
