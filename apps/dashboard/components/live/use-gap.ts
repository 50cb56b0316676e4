"use client";

import type { ChangesMessage } from "@hacotaki/core";
import { useEffect, useRef, useState } from "react";
import { fetchChanges } from "../../follow/changes.ts";
import { connectionState, onConnectionState } from "../../follow/socket.ts";

/** A time without connection: what the page missed, and whether it shows it by now. */
export type Gap = {
  /** Ms of the browser's clock. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly fromRevision: bigint;
  /** Undefined until the server told what was missed. */
  readonly toRevision: bigint | undefined;
  readonly boots: number;
  readonly state: "catching-up" | "caught-up" | "skipped";
};

const isReached = (gap: Gap, revision: bigint) =>
  gap.state === "catching-up" && gap.toRevision !== undefined && revision >= gap.toRevision;

/**
 * Notices when the connection was lost and found, and asks what was missed: the greeting of a server that looks at its
 * database now and then may be older than that. `revisionOf` is what the page knows; `note` is to be told when it grows.
 */
export function useGap(revisionOf: () => bigint) {
  const [gap, setGap] = useState<Gap>();
  const latest = useRef(revisionOf);
  latest.current = revisionOf;
  useEffect(() => {
    let lost: { readonly atMs: number; readonly revision: bigint } | undefined;
    let stopped = false;
    const onMissed = (missed: ChangesMessage) => {
      if (stopped) return;
      setGap((now) => {
        if (now === undefined) return undefined;
        const facts = {
          ...now,
          toRevision: missed.revision,
          boots: missed.boots.length + missed.retired.length,
        };
        if (missed.skipped) return { ...facts, state: "skipped" };
        return isReached(facts, latest.current()) ? { ...facts, state: "caught-up" } : facts;
      });
    };
    const look = () => {
      const state = connectionState();
      if (state === "offline") lost ??= { atMs: Date.now(), revision: latest.current() };
      if (state !== "connected" || lost === undefined) return;
      const { atMs, revision } = lost;
      lost = undefined;
      setGap({
        fromMs: atMs,
        toMs: Date.now(),
        fromRevision: revision,
        toRevision: undefined,
        boots: 0,
        state: "catching-up",
      });
      // Without an answer the notice goes on to say that the page is catching up.
      fetchChanges(revision).then(onMissed, () => undefined);
    };
    const stop = onConnectionState(look);
    return () => {
      stopped = true;
      stop();
    };
  }, []);
  const note = (revision: bigint) =>
    setGap((now) => (now && isReached(now, revision) ? { ...now, state: "caught-up" } : now));
  return { gap, note, dismiss: () => setGap(undefined) };
}
