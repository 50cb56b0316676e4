import { blame, type Boot, type Population } from "@hacotaki/core";
import { bootUsual, isStuck, soFarOf } from "../ui/stuck.ts";
import { BootAnswer } from "./boot-answer.tsx";

/** What is known of a boot that goes on, and when: UTC ns. */
export type BootNow = {
  readonly boot: Boot;
  readonly population: Population | undefined;
  readonly now: bigint;
};

/** How long a boot has taken by a moment; undefined where nobody knows when it began. */
export const takenBy = ({ wallTime }: Boot, now: bigint) =>
  wallTime === undefined ? undefined : soFarOf(wallTime, now);

type Props = Omit<BootNow, "now"> & { readonly soFarNs: bigint | undefined };

/** The answer of a boot that goes on, after so long: the span it is in counts up to then. */
export function AnswerSoFar({ boot, population, soFarNs }: Props) {
  const found = blame(boot, population, soFarNs);
  const stuck = soFarNs !== undefined && isStuck(soFarNs, bootUsual(population));
  return <BootAnswer {...{ boot, population, found }} isStuck={stuck} />;
}
