"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { followChanges } from "./changes.ts";

const REFRESH_MS = 1000;
/** A collector's signs of life change no boot: looked up at this pace while the page is seen. */
const IDLE_MS = 5000;

/** Renews a page of figures as the database changes, at a pace that can be read. */
export function FollowChanges({ since }: { since: bigint }) {
  const router = useRouter();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const refreshSoon = () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        router.refresh();
      }, REFRESH_MS);
    };
    const stop = followChanges(since, { onChanges: refreshSoon });
    const idle = setInterval(() => {
      if (document.visibilityState === "visible") router.refresh();
    }, IDLE_MS);
    return () => {
      stop();
      clearTimeout(timer);
      clearInterval(idle);
    };
    // The follower keeps its own revision; a refresh brings a newer `since` that it knows already.
  }, [router]);
  return undefined;
}
