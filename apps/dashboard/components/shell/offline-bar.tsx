"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState, useSyncExternalStore } from "react";
import { announce } from "../ui/announcer.tsx";
import { connectionState, onConnectionState, reconnect } from "../../follow/socket.ts";

/** A connection that comes back sooner has cost the reader nothing. */
const NOTICED_MS = 3000;

/** Says that what is shown may be old, once the connection has been away for a while. */
export function OfflineBar() {
  const t = useTranslations("app");
  const state = useSyncExternalStore(onConnectionState, connectionState, () => "connecting" as const);
  const [isLong, setIsLong] = useState(false);
  useEffect(() => {
    if (state === "connected") {
      setIsLong((wasLong) => {
        if (wasLong) announce(t("reconnected"));
        return false;
      });
      return undefined;
    }
    const timer = setTimeout(() => {
      setIsLong(true);
      announce(t("offlineLong"));
    }, NOTICED_MS);
    return () => clearTimeout(timer);
  }, [state, t]);
  if (!isLong) return undefined;
  return (
    <aside className="offline-bar" aria-label={t("offline")}>
      <p>{t("offlineLong")}</p>
      <button type="button" className="button" onClick={reconnect}>
        {t("reconnect")}
      </button>
    </aside>
  );
}
