import { SAMPLE_ONE_IN } from "../schema/sample.ts";

/** Whom boots are counted of: all of a fleet, all of the few that match among very many, or the sample. */
export type Drawn = {
  readonly view: "boots" | "sampled_boots";
  readonly oneIn: number;
  readonly isFew: boolean;
};
export const ALL: Drawn = { view: "boots", oneIn: 1, isFew: false };
export const FEW: Drawn = { ...ALL, isFew: true };
export const SAMPLE: Drawn = { view: "sampled_boots", oneIn: SAMPLE_ONE_IN, isFew: false };
/** One in so many, a power of two, of the sample: by the same hash. */
export const thinned = (times: number): Drawn => ({ ...SAMPLE, oneIn: SAMPLE_ONE_IN * times });
