import type { BootMessage } from "@hacotaki/core";
import { useMemo } from "react";
import { clockSkew, useServerNow } from "../../../follow/clock.ts";
import { isUnderWay, offsetNow } from "../../ui/boot-facts.ts";

/**
 * This moment as an offset from the start of a boot that goes on; undefined for one that is over. `serverNow` is the
 * server's clock as the boot was read, UTC ns. Where nobody watches the boot any more, it is when that began: `since`.
 */
export function useNow({ boot, now: serverNow, since }: Omit<BootMessage, "marks">): bigint | undefined {
  const isGoingOn = isUnderWay(boot);
  const skew = useMemo(() => clockSkew(serverNow), [serverNow]);
  const isCounting = isGoingOn && since === undefined;
  const clock = useServerNow(isCounting ? (boot.outcome === "booting" ? "frame" : "second") : "rest", skew);
  return isGoingOn ? offsetNow(boot, since ?? clock ?? serverNow) : undefined;
}
