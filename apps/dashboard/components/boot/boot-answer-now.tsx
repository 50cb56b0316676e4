"use client";

import { blame, type Boot, type Population } from "@hacotaki/core";
import dynamic from "next/dynamic";
import { useMemo } from "react";
import { clockSkew, useServerNow } from "../../follow/clock.ts";
import { bootUsual, isStuck, soFarOf } from "../ui/stuck.ts";

/** Loaded by boots that go on. */
const BootAnswer = dynamic(() => import("./boot-answer.tsx").then((module) => module.BootAnswer));

type Props = { readonly boot: Boot; readonly population: Population | undefined; readonly now: bigint };

/** The answer by the clock of the header and the waterfall: the span a boot is in counts up to this moment. */
export function BootAnswerNow({ boot, population, now }: Props) {
  const skew = useMemo(() => clockSkew(now), [now]);
  const clock = useServerNow("frame", skew) ?? now;
  const soFarNs = boot.wallTime === undefined ? undefined : soFarOf(boot.wallTime, clock);
  // Drawn anew as the figure changes, not in each frame.
  return useMemo(() => {
    const found = blame(boot, population, soFarNs);
    const stuck = soFarNs !== undefined && isStuck(soFarNs, bootUsual(population));
    return <BootAnswer {...{ boot, population, found }} isStuck={stuck} />;
  }, [boot, population, soFarNs]);
}
