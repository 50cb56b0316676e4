"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { followChanges } from "./changes.ts";

/**
 * Renews the page's data so long after the database changed, from the revision `since` on. `mustWait` is asked each time
 * that is due, whether it has to wait as long again; the same function at every call.
 */
export function useRefresh(since: bigint, afterMs: number, mustWait?: () => boolean): void {
  const router = useRouter();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const refreshSoon = () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        if (mustWait?.() === true) refreshSoon();
        else router.refresh();
      }, afterMs);
    };
    const stop = followChanges(since, { onChanges: refreshSoon });
    return () => {
      stop();
      clearTimeout(timer);
    };
    // The follower keeps its own revision; a refresh brings a newer `since` that it knows already.
  }, [router, afterMs, mustWait]);
}
