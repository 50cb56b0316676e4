"use client";

import { useEffect, useRef, type ReactNode, type RefObject } from "react";
import { announce } from "./announcer.tsx";

/** A sentence whose changes are told to who listens; what it said when the page was opened is read like any other. */
export function Announced({
  className,
  as: Tag = "p",
  children,
}: {
  className: string;
  as?: "p" | "span";
  children: ReactNode;
}) {
  const sentence = useRef<HTMLElement>(null);
  const said = useRef<string>(undefined);
  useEffect(() => {
    const text = sentence.current?.textContent ?? "";
    if (said.current !== undefined && said.current !== text) announce(text);
    said.current = text;
  });
  return (
    // Either element is one.
    <Tag ref={sentence as RefObject<HTMLParagraphElement | null>} className={className}>
      {children}
    </Tag>
  );
}
