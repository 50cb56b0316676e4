"use client";

import { useTranslations } from "next-intl";
import { useEffect, useSyncExternalStore } from "react";
import { connectionState, liveSocket, onConnectionState, type ConnectionState } from "../../follow/socket.ts";

const WORDS = {
  connecting: "connecting",
  connected: "connected",
  offline: "offline",
} as const satisfies Record<ConnectionState, string>;

/** Whether what the page shows is still told to it. */
export function Connection() {
  const t = useTranslations("app");
  const state = useSyncExternalStore(onConnectionState, connectionState, () => "connecting" as const);
  useEffect(() => void liveSocket(), []);
  return (
    <span className="connection" data-state={state} role="status">
      {t(WORDS[state])}
    </span>
  );
}
