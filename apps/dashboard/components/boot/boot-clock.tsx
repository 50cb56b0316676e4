"use client";

import { useEffect, useMemo } from "react";
import { clockSkew, useServerNow } from "../../follow/clock.ts";
import { DurationText } from "../ui/duration.tsx";
import { isStuck, soFarOf, type BootUsual } from "../ui/stuck.ts";

type Props = {
  /** When the boot began, and the server's clock as the page was made: UTC ns. */
  readonly wallTime: bigint;
  readonly serverNow: bigint;
  readonly usual: BootUsual | undefined;
  readonly labels: { readonly stuck: string; readonly title: string; readonly stuckTitle: string };
};

/** How long a boot has taken so far, by the clock that its waterfall grows by; and whether it is stuck, in the tab as well. */
export function BootClock({ wallTime, serverNow, usual, labels }: Props) {
  const skew = useMemo(() => clockSkew(serverNow), [serverNow]);
  const nowNs = soFarOf(wallTime, useServerNow("frame", skew) ?? serverNow);
  const stuck = isStuck(nowNs, usual);
  useEffect(() => {
    if (stuck) document.title = document.title.replace(labels.title, labels.stuckTitle);
  }, [stuck, labels.title, labels.stuckTitle]);
  return (
    <>
      <dd className="big">
        <DurationText ns={nowNs} format={{ minDecimals: 1 }} />
      </dd>
      {stuck && (
        <dd className="bad stuck">
          <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
            <path d="M6 1.5v5.5M6 9.5v1" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
          </svg>{" "}
          {labels.stuck}
        </dd>
      )}
    </>
  );
}
