import { useEffect, useRef } from "react";

/** What an Escape is for while it is open. */
const NEARER = "dialog[open], details[name=menu][open]";

/** Escape closes what lies over the chart, wherever the focus is, unless something nearer has taken it: a field, a menu. */
export function useEscape(close: (() => void) | undefined): void {
  const latest = useRef(close);
  useEffect(() => {
    latest.current = close;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || event.defaultPrevented || document.querySelector(NEARER) !== null) return;
      latest.current?.();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
}
