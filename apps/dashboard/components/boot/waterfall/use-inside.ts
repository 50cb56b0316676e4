import type { BootId, DetailMessage } from "@hacotaki/core";
import { useEffect, useMemo, useRef, useState } from "react";
import { readWire } from "../../../follow/read-wire.ts";

/** While a boot goes on it is asked for so many times less often than an answer takes. */
const EASE = 4;

const sleep = (ms: number) => new Promise<void>((resolve) => void setTimeout(resolve, ms));

export type Inside = {
  readonly detail: DetailMessage["detail"] | undefined;
  /** The server did not answer when it was asked. */
  readonly isLost: boolean;
};

/**
 * The inside of a boot's spans: what the page came with, which may be an outline, and calls and helpers once they are
 * wanted. They are asked for anew as the boot changes.
 */
export function useInside(
  id: BootId,
  revision: bigint,
  initial: DetailMessage | undefined,
  isWanted: boolean,
): Inside {
  const [loaded, setLoaded] = useState<DetailMessage>();
  const [isLost, setIsLost] = useState(false);
  const restMs = useRef(0);
  const isWhole = (message: DetailMessage | undefined) => message?.detail.inside !== undefined;
  const known = [loaded, initial].filter((message) => message !== undefined);
  const newest = known.reduce<DetailMessage | undefined>(
    (best, each) => (best === undefined || each.revision > best.revision ? each : best),
    undefined,
  );
  // An older one with the calls is better than a newer one without, as long as they are wanted.
  const shown = isWanted ? (isWhole(newest) ? newest : (known.find(isWhole) ?? newest)) : newest;
  const hasAll = shown !== undefined && isWhole(shown) && shown.revision >= revision;
  const isMissing = isWanted && !hasAll;
  const asking = useRef(false);
  // One question at a time, or a boot that changes fast would never be answered: an answer that is old by then asks again.
  useEffect(() => {
    if (!isMissing || asking.current) return;
    asking.current = true;
    async function ask(): Promise<void> {
      await sleep(restMs.current);
      const began = performance.now();
      const message = await readWire<DetailMessage>(`/api/boots/${id}/detail`);
      restMs.current = EASE * (performance.now() - began);
      setIsLost(false);
      setLoaded(message);
    }
    // The next change asks again.
    ask()
      .catch(() => setIsLost(true))
      .finally(() => {
        asking.current = false;
      });
  }, [id, revision, isMissing, loaded]);
  const detail = shown?.detail;
  // The same from frame to frame: details are drawn anew with it.
  return useMemo(() => ({ detail, isLost }), [detail, isLost]);
}
