"use client";

import { useRefresh } from "./use-refresh.ts";

/** The statistics need a moment to take a change in; faster nobody reads. */
const REFRESH_MS = 2_000;
/** Nothing moves under a pointer, or while somebody draws, types or chooses. */
const HELD = ".boots-charts:hover, .boots-overview:focus-within, .filter:focus-within";

const mustWait = () => document.visibilityState !== "visible" || document.querySelector(HELD) !== null;

/** Draws the charts and counts anew as boots change, while the page is seen and nobody is busy with them. */
export function FollowCharts({ since }: { since: bigint }) {
  useRefresh(since, REFRESH_MS, mustWait);
  return undefined;
}
