import type { Sample } from "../statistics/population.ts";
import { rankError } from "../statistics/sampling.ts";
import { chosenPercent } from "../words/format.ts";

/** How far off ranks among n boots of a sample may be: "2.1 %" of all boots. */
export const rankErrorText = (n: number): string => chosenPercent(Number(rankError(n).toFixed(3)));

/** That a comparison is of a sample, and how far off its ranks may be. */
export const sampleText = ({ oneIn, n }: Sample): string =>
  `of a sample of one in ${oneIn} boots, ${n} on the smaller side: ranks within ${rankErrorText(n)} of all boots`;
