"use client";

import type { BootId, BootMessage, DrawnMarks, MarksMessage, ZoomRange } from "@hacotaki/core";
import { isWithin } from "@hacotaki/core/drawing/extent";
import { useEffect, useRef, useState } from "react";
import { readWire } from "../../../follow/read-wire.ts";

type Ranges = {
  readonly shown: ZoomRange;
  /** As of a moment ago: not every frame of a zoom is asked for. */
  readonly atRest: ZoomRange;
};

/**
 * The marks of a boot as a range shows them. While they are few the boot's message has them all; of more, those of the
 * range are asked for once it has come to rest, and until they are there the coarse counts of the whole boot are shown.
 */
export function useMarks(
  id: BootId,
  { marks, revision }: Pick<BootMessage, "marks" | "revision">,
  initial: MarksMessage | undefined,
  { shown, atRest }: Ranges,
): DrawnMarks {
  const [detail, setDetail] = useState(initial);
  const isCounted = marks.bins.length > 0;
  const { fromNs, toNs } = atRest;
  const asked = useRef({ fromNs: initial?.range.fromNs, toNs: initial?.range.toNs, revision });
  useEffect(() => {
    const { current } = asked;
    const isKnown = current.fromNs === fromNs && current.toNs === toNs && current.revision === revision;
    if (!isCounted || isKnown) return undefined;
    const stop = new AbortController();
    asked.current = { fromNs, toNs, revision };
    // A lost answer leaves the coarse counts, and the next range asks again.
    readWire<MarksMessage>(`/api/boots/${id}/marks?zoom=${fromNs}..${toNs}`, stop.signal)
      .then(setDetail)
      .catch(() => undefined);
    return () => stop.abort();
  }, [id, isCounted, fromNs, toNs, revision]);
  return isCounted && detail && isWithin(shown, detail.range) ? detail : marks;
}
