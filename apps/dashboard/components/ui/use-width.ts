"use client";

import { useLayoutEffect, useRef, useState } from "react";

/** Before the browser has measured: a laptop's width. Only where text fits depends on it. */
const ASSUMED_WIDTH_PX = 860;

/** The width of an element, as it is resized. */
export function useWidth() {
  const element = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(ASSUMED_WIDTH_PX);
  useLayoutEffect(() => {
    if (!element.current) return undefined;
    const observer = new ResizeObserver(([entry]) => entry && setWidth(entry.contentRect.width));
    observer.observe(element.current);
    return () => observer.disconnect();
  }, []);
  return { element, width };
}
