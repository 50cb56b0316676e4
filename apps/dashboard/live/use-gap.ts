"use client";

import type { ChangesMessage } from "@hacotaki/core";
import { useEffect, useRef, useState } from "react";
import { connectionState, liveSocket, onConnectionState, type LiveSocket } from "./socket.ts";

/** A time without connection: what the page missed, and whether it knows it by now. */
export type Gap = {
  /** Ms of the browser's clock. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly fromRevision: bigint;
  readonly toRevision: bigint;
  readonly boots: number;
  readonly state: "catching-up" | "caught-up" | "skipped";
};

/** Notices when the connection was lost and found. `note` is to be told of every message. */
export function useGap(revisionOf: () => bigint) {
  const [gap, setGap] = useState<Gap>();
  const lost = useRef<{ readonly atMs: number; readonly revision: bigint }>(undefined);
  const told = useRef(revisionOf);
  told.current = revisionOf;
  useEffect(() => {
    const look = () => {
      const state = connectionState();
      if (state === "offline") lost.current ??= { atMs: Date.now(), revision: told.current() };
      if (state !== "connected" || lost.current === undefined) return;
      const { atMs, revision } = lost.current;
      lost.current = undefined;
      setGap({
        fromMs: atMs,
        toMs: Date.now(),
        fromRevision: revision,
        toRevision: revision,
        boots: 0,
        state: "catching-up",
      });
    };
    let attached: LiveSocket | undefined;
    let stopped = false;
    const onRevision = (text: string) => {
      const isLevel = BigInt(text) <= told.current();
      if (isLevel) setGap((now) => (now?.state === "catching-up" ? { ...now, state: "caught-up" } : now));
    };
    void liveSocket().then((socket) => {
      if (stopped) return;
      attached = socket;
      socket.on("revision", onRevision);
    });
    const stop = onConnectionState(look);
    return () => {
      stopped = true;
      stop();
      attached?.off("revision", onRevision);
    };
  }, []);
  const note = (message: ChangesMessage) =>
    setGap((now) =>
      now?.state === "catching-up"
        ? {
            ...now,
            toRevision: message.revision,
            boots: message.boots.length + message.retired.length,
            state: message.skipped ? "skipped" : "caught-up",
          }
        : now,
    );
  return { gap, note, dismiss: () => setGap(undefined) };
}
