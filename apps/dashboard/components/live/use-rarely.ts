"use client";

import { useEffect, useRef, useState } from "react";

/** The newest of a text that changes often, at most once in a while: for a live region that is not to chatter. */
export function useRarely(text: string, everyMs: number): string {
  const [said, setSaid] = useState(text);
  const saidAt = useRef(0);
  useEffect(() => {
    if (text === said) return undefined;
    const timer = setTimeout(
      () => {
        saidAt.current = Date.now();
        setSaid(text);
      },
      Math.max(0, saidAt.current + everyMs - Date.now()),
    );
    return () => clearTimeout(timer);
  }, [text, said, everyMs]);
  return said;
}
