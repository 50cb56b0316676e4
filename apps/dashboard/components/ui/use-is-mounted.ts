"use client";

import { useLayoutEffect, useState } from "react";

/**
 * False while a component is drawn for the first time. A virtualizer that is on from the beginning reads where the page is
 * scrolled to as it is drawn, and scrolls there once it is mounted: back, where somebody scrolled in between. One that is
 * enabled by this does both at once.
 */
export function useIsMounted(): boolean {
  const [isMounted, setMounted] = useState(false);
  useLayoutEffect(() => setMounted(true), []);
  return isMounted;
}
