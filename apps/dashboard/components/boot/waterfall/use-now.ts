import type { Boot } from "@hacotaki/core";
import { useMemo } from "react";
import { clockSkew, useServerNow } from "../../../follow/clock.ts";
import { isUnderWay, offsetNow } from "../../ui/boot-facts.ts";

/**
 * This moment as an offset from the start of a boot that goes on; undefined for one that is over. `serverNow` is the
 * server's clock as the boot was read, UTC ns.
 */
export function useNow(boot: Boot, serverNow: bigint): bigint | undefined {
  const isGoingOn = isUnderWay(boot);
  const skew = useMemo(() => clockSkew(serverNow), [serverNow]);
  const clock = useServerNow(isGoingOn ? (boot.outcome === "booting" ? "frame" : "second") : "rest", skew);
  return isGoingOn ? offsetNow(boot, clock ?? serverNow) : undefined;
}
