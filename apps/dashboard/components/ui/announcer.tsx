"use client";

import { useSyncExternalStore } from "react";

/** What comes closer together is said once, as its last state: a screen reader would read a queue of stale news. */
const GATHER_MS = 250;

let said = "";
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();

function say(text: string): void {
  said = text;
  for (const listener of listeners) listener();
}

/** Tells who listens to the page, politely; nothing is seen. */
export function announce(text: string): void {
  clearTimeout(timer);
  timer = setTimeout(() => {
    // The same words again are news only after silence.
    if (text === said) say("");
    setTimeout(say, 0, text);
  }, GATHER_MS);
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** The live region that every page has. */
export function Announcer() {
  const text = useSyncExternalStore(
    subscribe,
    () => said,
    () => "",
  );
  return (
    <p className="sr" role="status" id="announcer">
      {text}
    </p>
  );
}
