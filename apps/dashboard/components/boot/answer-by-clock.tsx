"use client";

import { useMemo } from "react";
import { clockSkew, useServerNow } from "../../follow/clock.ts";
import { AnswerSoFar, takenBy, type BootNow } from "./answer-so-far.tsx";

/** The answer by the clock of the header and the waterfall. */
export function AnswerByClock({ boot, population, now }: BootNow) {
  const skew = useMemo(() => clockSkew(now), [now]);
  const soFarNs = takenBy(boot, useServerNow("frame", skew) ?? now);
  // Drawn anew as the figure changes, not in each frame.
  return useMemo(() => <AnswerSoFar {...{ boot, population, soFarNs }} />, [boot, population, soFarNs]);
}
