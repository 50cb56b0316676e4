"use client";

import type { BootMessage } from "@hacotaki/core";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import { followChanges } from "../../../follow/changes.ts";
import { readWire } from "../../../follow/read-wire.ts";

/**
 * The rest of the page (tables, header) is made by the server: it follows once the boot has been quiet for a moment, so
 * that its making does not slow down the waterfall, and now and then in a long boot.
 */
const REFRESH_QUIET_MS = 400;
const REFRESH_AT_LEAST_MS = 3000;
/** A boot whose marks have to be counted is asked for so many times less often than an answer takes. */
const EASE = 4;

const sleep = (ms: number) => new Promise<void>((resolve) => void setTimeout(resolve, ms));

/** The newest state of a boot: as the page was made with, then as it changes. */
export function useBoot(initial: BootMessage): BootMessage {
  const router = useRouter();
  const [told, setTold] = useState(initial);
  const { id } = initial.boot;
  const revision = useRef(initial.revision);
  useEffect(() => {
    let wanted = false;
    let asking = false;
    let stopped = false;
    let refreshTimer: ReturnType<typeof setTimeout> | undefined;
    let refreshBy: number | undefined;
    const refreshSoon = () => {
      refreshBy ??= Date.now() + REFRESH_AT_LEAST_MS;
      clearTimeout(refreshTimer);
      refreshTimer = setTimeout(
        () => {
          refreshBy = undefined;
          router.refresh();
        },
        Math.max(0, Math.min(REFRESH_QUIET_MS, refreshBy - Date.now())),
      );
    };
    async function ask(): Promise<void> {
      const began = performance.now();
      const message = await readWire<BootMessage>(`/api/boots/${id}`);
      if (stopped) return;
      revision.current = message.revision;
      setTold(message);
      if (message.marks.bins.length > 0) await sleep(EASE * (performance.now() - began));
    }
    function askAgain(): void {
      wanted = true;
      if (asking) return;
      asking = true;
      wanted = false;
      // A lost answer is mended by the next change or reconnect.
      ask()
        .catch(() => undefined)
        .finally(() => {
          asking = false;
          if (wanted && !stopped) askAgain();
        });
    }
    const stop = followChanges(revision.current, {
      onChanges({ boots, retired, skipped }) {
        if (!skipped && !retired.includes(id) && !boots.some((boot) => boot.id === id)) return;
        askAgain();
        refreshSoon();
      },
    });
    return () => {
      stopped = true;
      clearTimeout(refreshTimer);
      stop();
    };
  }, [id, router]);
  return initial.boot.id === told.boot.id && told.revision > initial.revision ? told : initial;
}
