"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { useRefresh } from "./use-refresh.ts";

const REFRESH_MS = 1000;
/** A collector's signs of life change no boot: looked up at this pace while the page is seen. */
const IDLE_MS = 5000;

/** Renews a page of figures as the database changes, at a pace that can be read. */
export function FollowChanges({ since }: { since: bigint }) {
  const router = useRouter();
  useRefresh(since, REFRESH_MS);
  useEffect(() => {
    const idle = setInterval(() => {
      if (document.visibilityState === "visible") router.refresh();
    }, IDLE_MS);
    return () => clearInterval(idle);
  }, [router]);
  return undefined;
}
