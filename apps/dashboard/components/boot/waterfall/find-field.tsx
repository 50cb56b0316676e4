"use client";

import { useTranslations } from "next-intl";
import { lazy, memo, Suspense, useId, useRef, useState, type KeyboardEvent } from "react";
import type { FindProps } from "./found-place.ts";

/** What looks, lists and leads is loaded with the first look at the field. */
const FindHits = lazy(() => import("./find-hits.tsx"));

/** What is looked for inside a boot: its spans, calls, programs, processes, marks and events. The same from frame to frame of a zoom. */
export const FindField = memo(function FindField({ boot, detail, text = "", onText, onGo }: FindProps) {
  const t = useTranslations("waterfall.find");
  const [isLoaded, setIsLoaded] = useState(text !== "");
  const [isOpen, setIsOpen] = useState(false);
  const [active, setActive] = useState<string>();
  const keys = useRef<(event: KeyboardEvent) => void>(undefined);
  const list = useId();
  const end = () => {
    onText(undefined);
    onGo(undefined);
    setIsOpen(false);
  };
  return (
    <div
      className="find"
      role="search"
      aria-label={t("label")}
      onBlur={({ currentTarget, relatedTarget }) => {
        if (!(relatedTarget instanceof Node && currentTarget.contains(relatedTarget))) setIsOpen(false);
      }}
    >
      <input
        type="search"
        role="combobox"
        data-shortcut="/"
        value={text}
        maxLength={200}
        placeholder={t("placeholder")}
        title={t("keys")}
        aria-label={t("label")}
        aria-expanded={isOpen}
        aria-controls={list}
        aria-autocomplete="list"
        aria-activedescendant={isOpen ? active : undefined}
        autoComplete="off"
        onFocus={({ currentTarget }) => {
          setIsLoaded(true);
          currentTarget.select();
        }}
        onChange={({ currentTarget: { value } }) => {
          if (value === "") return end();
          onText(value);
          setIsOpen(true);
        }}
        onKeyDown={(event) => {
          if (!event.nativeEvent.isComposing) keys.current?.(event);
        }}
      />
      {isLoaded && text !== "" && (
        <Suspense fallback={<span className="find-count" />}>
          <FindHits
            {...{ boot, detail, text, onGo, keys, list, isOpen, setIsOpen }}
            onActive={setActive}
            onEnd={end}
          />
        </Suspense>
      )}
    </div>
  );
});
