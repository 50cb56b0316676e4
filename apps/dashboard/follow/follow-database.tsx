"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { liveSocket, type LiveSocket } from "./socket.ts";

/** Loads the page anew when the database appears, vanishes or breaks. */
export function FollowDatabase() {
  const router = useRouter();
  useEffect(() => {
    let attached: LiveSocket | undefined;
    let stopped = false;
    const refresh = () => router.refresh();
    void liveSocket().then((socket) => {
      if (stopped) return;
      attached = socket;
      socket.on("database", refresh);
    });
    return () => {
      stopped = true;
      attached?.off("database", refresh);
    };
  }, [router]);
  return undefined;
}
