import type { DetailLevel, Instant } from "@hacotaki/core";
import { instant } from "@hacotaki/core";
import type { Session } from "@hacotaki/native";

/** So long after the last boot under way the window stays open: what comes next may come soon. */
const LINGER_MS = 2_000;

/** When system calls are looked at: only while a boot is under way, as looking costs every process of the machine. */
export type DetailWindow = {
  /** The instant from which on all is seen; undefined while closed. */
  readonly openSince: Instant | undefined;
  /** Something begins: opens, or stays open. True when it was closed before. */
  need(): boolean;
  /** Something has just ended: what is open stays so for a while. */
  extend(): void;
  /** Closes when nothing was needed for a while. True when it was open. */
  closeIfIdle(isBusy: boolean): boolean;
};

export function createDetailWindow(
  session: Pick<Session, "openWindow" | "closeWindow">,
  level: Exclude<DetailLevel, "off">,
  now: () => number = () => performance.now(),
): DetailWindow {
  let openSince: Instant | undefined;
  let neededAt = 0;
  return {
    get openSince() {
      return openSince;
    },
    need() {
      neededAt = now();
      if (openSince !== undefined) return false;
      openSince = instant(session.openWindow(level));
      return true;
    },
    extend: () => void (neededAt = now()),
    closeIfIdle(isBusy) {
      if (openSince === undefined) return false;
      if (isBusy) neededAt = now();
      if (now() - neededAt < LINGER_MS) return false;
      session.closeWindow();
      openSince = undefined;
      return true;
    },
  };
}
