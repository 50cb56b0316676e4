import type { BootId } from "../domain/boot.ts";
import type { Attribute, Sample } from "../statistics/population.ts";
import type { Shift } from "../statistics/shift.ts";
import type { Measure } from "./cohorts.ts";

/** Where the boots of a container began to take another time for something. Durations are ns. */
export type ContainerChange = Measure & {
  /** Of the stretches before and after, each as far as the next change. */
  readonly before: ChangeSide;
  readonly after: ChangeSide;
  /** After minus before, with its confidence interval of 1 − alpha: positive is slower. */
  readonly shift: Shift;
  /** Of Pettitt's test, times the measures that were looked at: compare it with alpha. */
  readonly p: number;
  /** What nearly all of the last boots before had in common, and nearly all of the first ones after it otherwise. */
  readonly attributes: readonly {
    readonly attribute: Attribute;
    readonly before: string | undefined;
    readonly after: string | undefined;
  }[];
};

export type ChangeSide = {
  readonly n: number;
  readonly p50: number;
  /** The boot next to the change: the last before, the first after. */
  readonly boot: BootId;
  /** Its wall time, UTC ns, to the microsecond. */
  readonly at: bigint;
  /** Wall times, UTC ns, both inclusive: exactly the boots of this stretch that came up lie between them. */
  readonly since: bigint;
  readonly until: bigint;
};

export type ContainerChanges = {
  /** Boots that came up and carry a wall time: the newest `looked` of `all` were looked at. */
  readonly looked: number;
  readonly all: number;
  /** The newest first; more than these were left out. */
  readonly changes: readonly ContainerChange[];
  readonly omitted: number;
  /** Where boots of a sample were looked at: `looked` of those. */
  readonly sample?: Sample;
};

export type ChangeOptions = {
  /** Chance, at most, that anything is called a change though nothing ever changed. */
  readonly alpha: number;
  /** Smaller shifts matter to nobody: a part of the median before, and a part of the container's usual boot. */
  readonly minChange: number;
  readonly minOfBoot: number;
  /** The newest so many boots are looked at. */
  readonly most: number;
};
export const DEFAULT_CHANGE_OPTIONS: ChangeOptions = {
  alpha: 0.01,
  minChange: 0.05,
  minOfBoot: 0.001,
  most: 10_000,
};
