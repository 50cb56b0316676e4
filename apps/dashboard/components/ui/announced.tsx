"use client";

import { useEffect, useRef, type ReactNode } from "react";
import { announce } from "./announcer.tsx";

/** A sentence whose changes are told to who listens; what it said when the page was opened is read like any other. */
export function Announced({ className, children }: { className: string; children: ReactNode }) {
  const sentence = useRef<HTMLParagraphElement>(null);
  const said = useRef<string>(undefined);
  useEffect(() => {
    const text = sentence.current?.textContent ?? "";
    if (said.current !== undefined && said.current !== text) announce(text);
    said.current = text;
  });
  return (
    <p ref={sentence} className={className}>
      {children}
    </p>
  );
}
