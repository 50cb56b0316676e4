"use client";

import { bootHref, type BootId, type BootView, type Lane, type ZoomRange } from "@hacotaki/core";
import { useEffect, useRef, useState } from "react";
import { folded } from "../lib/folded.ts";

/** Browsers refuse more than some hundred changes of the address in half a minute. */
const ADDRESS_MS = 80;

export type BootViewHandle = {
  readonly view: BootView;
  readonly select: (slug: string | undefined) => void;
  readonly zoomTo: (range: ZoomRange | undefined) => void;
  readonly fold: (lane: Lane) => void;
};

/** A view with one part changed, or without it. */
function withPart<Key extends "span" | "zoom">(
  view: BootView,
  key: Key,
  value: BootView[Key] | undefined,
): BootView {
  const { [key]: _left, ...rest } = view;
  return (value === undefined ? rest : { ...rest, [key]: value }) as BootView; // a computed key loses its type
}

/** Selection, zoom and folding, mirrored into the address: the link of the moment shows the same again. */
export function useBootView(initial: BootView, id: BootId): BootViewHandle {
  const [view, setView] = useState(initial);
  const href = bootHref(id, view);
  const isFirst = useRef(true);
  useEffect(() => {
    if (isFirst.current) {
      isFirst.current = false;
      return undefined;
    }
    const timer = setTimeout(() => history.replaceState(undefined, "", href), ADDRESS_MS);
    return () => clearTimeout(timer);
  }, [href]);
  return {
    view,
    select: (slug) => setView((old) => withPart(old, "span", slug)),
    zoomTo: (range) => setView((old) => withPart(old, "zoom", range)),
    fold: (lane) => setView((old) => ({ ...old, collapsed: folded(old.collapsed, lane) })),
  };
}
