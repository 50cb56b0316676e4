"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { followChanges } from "./changes.ts";

/** The statistics need a moment to take a change in; faster nobody reads. */
const REFRESH_MS = 2_000;
/** Nothing moves under a pointer, or while somebody draws, types or chooses. */
const HELD = ".boots-charts:hover, .boots-overview:focus-within, .filter:focus-within";

/** Draws the charts and counts anew as boots change, while the page is seen and nobody is busy with them. */
export function FollowCharts({ since }: { since: bigint }) {
  const router = useRouter();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const refreshSoon = () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        if (document.visibilityState !== "visible" || document.querySelector(HELD)) refreshSoon();
        else router.refresh();
      }, REFRESH_MS);
    };
    const stop = followChanges(since, { onChanges: refreshSoon });
    return () => {
      stop();
      clearTimeout(timer);
    };
    // The follower keeps its own revision; a refresh brings a newer `since` that it knows already.
  }, [router]);
  return undefined;
}
