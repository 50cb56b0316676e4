"use client";

import { useTranslations } from "next-intl";
import { Fragment, useEffect, useRef, useState } from "react";
import { GRID_KEYS, POINTER_GESTURES, SHORTCUTS } from "./shortcut-keys.ts";

const keysOnPage = (): ReadonlySet<string> => {
  const controls = [...document.querySelectorAll<HTMLElement>("[data-shortcut]")];
  const usable = controls.filter((control) => control.ariaDisabled !== "true");
  return new Set(["Ctrl+K", ...usable.map((control) => control.dataset["shortcut"] ?? "")]);
};

function Keys({ keys }: { keys: string }) {
  return keys.split(/[ +](?=.)/).map((key, index) => (
    <Fragment key={key}>
      {index > 0 && " "}
      <kbd>{key}</kbd>
    </Fragment>
  ));
}

/** Every key of the site by where it works; what the open page has no use for is dimmed, and says so. */
export default function ShortcutSheet({ isOn, onClose }: { isOn: boolean; onClose: () => void }) {
  const t = useTranslations("shortcuts");
  const app = useTranslations("app");
  const dialog = useRef<HTMLDialogElement>(null);
  const [here] = useState(keysOnPage);
  const hasGrid = document.querySelector('[role="treegrid"]') !== null;
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  const row = (key: string, does: string, isHere: boolean, also?: string) => (
    <div key={key} data-here={isHere}>
      <dt>
        <Keys keys={key} />
        {also !== undefined && (
          <>
            {" / "}
            <Keys keys={also} />
          </>
        )}
      </dt>
      <dd>
        {does} {!isHere && <span className="sr">{t("notHere")}</span>}
      </dd>
    </div>
  );
  return (
    <dialog ref={dialog} className="sheet" aria-labelledby="shortcuts-title" onClose={onClose}>
      <div className="sheet-head">
        <h2 id="shortcuts-title">{t("title")}</h2>
        <form method="dialog">
          <button className="button">{app("close")}</button>
        </form>
      </div>
      <form method="post" action="/api/preferences" className="sheet-switch">
        <p>{t(isOn ? "on" : "off")}</p>
        <button className="button" name="shortcuts" value={isOn ? "off" : "on"}>
          {t(isOn ? "switchOff" : "switchOn")}
        </button>
      </form>
      <div className="sheet-groups">
        {SHORTCUTS.map(({ id, keys }) => (
          <section key={id}>
            <h3>{t(id)}</h3>
            <dl>
              {keys.map(({ key, does, ...rest }) =>
                row(
                  key,
                  t(does),
                  here.has(key) && (isOn || key === "Ctrl+K"),
                  "also" in rest ? rest.also : undefined,
                ),
              )}
              {id === "inWaterfall" && GRID_KEYS.map(({ key, does }) => row(key, t(does), hasGrid))}
              {id === "inWaterfall" &&
                POINTER_GESTURES.map(({ gesture, does }) => (
                  <div key={gesture} data-here={hasGrid}>
                    <dt>{t(gesture)}</dt>
                    <dd>{t(does)}</dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
    </dialog>
  );
}
