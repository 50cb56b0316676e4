"use client";

import { MAX_COMPARED, parseBootId, type BootId } from "@hacotaki/core";
import { useSyncExternalStore } from "react";

/** Boots ticked for a comparison: kept for the tab, over filters, sorts and pages. */
const PLACE = "hacotaki.ticked";
const NONE: readonly BootId[] = [];

let ticked: readonly BootId[] | undefined;
const listeners = new Set<() => void>();

function read(): readonly BootId[] {
  try {
    const ids = (sessionStorage.getItem(PLACE) ?? "").split(",").flatMap((text) => parseBootId(text) ?? []);
    return [...new Set(ids)].slice(0, MAX_COMPARED);
  } catch {
    // A browser that keeps nothing for this site: ticks last as long as the page.
    return NONE;
  }
}
const current = () => (ticked ??= read());

function become(ids: readonly BootId[]): void {
  ticked = ids;
  try {
    sessionStorage.setItem(PLACE, ids.join(","));
  } catch {
    // As above.
  }
  for (const listener of listeners) listener();
}

/** Ticks a boot, or takes the tick away; false when there are as many as can be compared. */
export function toggleTick(id: BootId): boolean {
  const ids = current();
  if (ids.includes(id)) become(ids.filter((each) => each !== id));
  else if (ids.length >= MAX_COMPARED) return false;
  else become([...ids, id]);
  return true;
}
export const clearTicks = () => become(NONE);

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};
/** In the order of ticking; none at the server. */
export const useTicks = () => useSyncExternalStore(subscribe, current, () => NONE);
