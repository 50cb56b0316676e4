"use client";

import { usePathname } from "next/navigation";
import { useEffect, useRef } from "react";

/** After going to another page inside the document, the focus begins at its heading, as on a page loaded anew. */
export function FocusOnNavigation() {
  const path = usePathname();
  const shown = useRef(path);
  useEffect(() => {
    if (shown.current === path) return;
    shown.current = path;
    const main = document.querySelector("main");
    // Whoever is in the new page already stays there.
    if (main?.contains(document.activeElement) && document.activeElement !== main) return;
    const heading = main?.querySelector("h1") ?? main;
    // React knows nothing of this attribute, and leaves it.
    if (heading?.tabIndex === -1) heading.setAttribute("tabindex", "-1");
    heading?.focus({ preventScroll: true });
  }, [path]);
  return undefined;
}
