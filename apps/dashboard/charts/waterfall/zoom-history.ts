import type { ZoomRange } from "@hacotaki/core";
import { isSameRange } from "@hacotaki/core/drawing/extent";

/** What was looked at before and after; undefined is the boot as it fits. */
export type ZoomHistory = {
  readonly past: readonly (ZoomRange | undefined)[];
  readonly zoom: ZoomRange | undefined;
  readonly future: readonly (ZoomRange | undefined)[];
  /** What is being done at the moment: a drag, or a row of wheel events, is one step back. */
  readonly gesture?: string;
};

const KEPT = 100;

export const historyOf = (zoom: ZoomRange | undefined): ZoomHistory => ({ past: [], zoom, future: [] });

export function visit(history: ZoomHistory, zoom: ZoomRange | undefined, gesture?: string): ZoomHistory {
  if (isSameRange(history.zoom, zoom)) return history;
  const named = gesture === undefined ? {} : { gesture };
  if (gesture !== undefined && gesture === history.gesture) return { ...history, zoom };
  return { past: [...history.past.slice(1 - KEPT), history.zoom], zoom, future: [], ...named };
}

export function back({ past, zoom, future }: ZoomHistory): ZoomHistory {
  return past.length === 0
    ? { past, zoom, future }
    : { past: past.slice(0, -1), zoom: past.at(-1), future: [zoom, ...future] };
}

export function forward({ past, zoom, future }: ZoomHistory): ZoomHistory {
  return future.length === 0
    ? { past, zoom, future }
    : { past: [...past, zoom], zoom: future[0], future: future.slice(1) };
}
