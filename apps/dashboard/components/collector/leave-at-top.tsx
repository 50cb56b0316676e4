"use client";

import { useLayoutEffect } from "react";

/**
 * The page that takes the place of this one at its address begins at its top: what was scrolled to is gone, and a list
 * lets new boots wait where it is not at its top.
 */
export function LeaveAtTop() {
  useLayoutEffect(() => {
    const { pathname } = window.location;
    return () => {
      if (window.location.pathname === pathname) window.scrollTo({ top: 0, behavior: "instant" });
    };
  }, []);
  return undefined;
}
