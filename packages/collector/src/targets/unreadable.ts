import { isPhaseArgument } from "@hacotaki/core";
import type { UnreadableArgument } from "@hacotaki/native";

/** A probe of a binary, with what is nowhere we know to look at any of its locations. */
type Probe = {
  readonly name: string;
  readonly locations: number;
  readonly unreadable: readonly UnreadableArgument[];
};

export type Unreadable = {
  /** One for each location, in words. */
  readonly messages: readonly string[];
  /** No phase can be read anywhere: there will be no boots. */
  readonly isBlind: boolean;
};

const addressesOf = (unreadable: readonly UnreadableArgument[]) => [
  ...new Set(unreadable.map(({ address }) => address)),
];

/** What cannot be read of the probes of a binary, and what will be missing for it. */
export function unreadableOf(probes: readonly Probe[]): Unreadable {
  const passes = probes.filter(({ name }) => isPhaseArgument(name, 0));
  const blindAt = (probe: Probe) =>
    addressesOf(probe.unreadable.filter(({ index }) => isPhaseArgument(probe.name, index))).length;
  const isBlind = passes.length > 0 && passes.every((probe) => blindAt(probe) === probe.locations);

  const missing = (name: string, indexes: readonly number[]): string => {
    if (indexes.some((index) => isPhaseArgument(name, index)))
      return isBlind ? "no boots will be seen" : "the phases passed there will be missing";
    return !isPhaseArgument(name, 0) && indexes.includes(0)
      ? "what fires there will be missing"
      : "boots will lack these values";
  };
  return {
    isBlind,
    messages: probes.flatMap(({ name, unreadable }) =>
      addressesOf(unreadable).map((at) => {
        const here = unreadable.filter(({ address }) => address === at);
        const texts = here.map(({ argument }) => argument).join(" ");
        const indexes = here.map(({ index }) => index);
        return `the arguments of ${name} at 0x${at.toString(16)} cannot be read (${texts}): ${missing(name, indexes)}`;
      }),
    ),
  };
}
