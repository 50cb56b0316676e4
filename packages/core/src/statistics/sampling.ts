/** Chance, at most, that any rank of a sample is further off than is said. */
const CHANCE = 0.01;

/**
 * How far the rank of any value among n boots drawn by chance is off that among all, at most, but for one sample in a
 * hundred: 0.01 is a hundredth of all boots (Dvoretzky, Kiefer and Wolfowitz, with Massart's constant).
 */
export const rankError = (n: number): number => Math.min(1, Math.sqrt(Math.log(2 / CHANCE) / (2 * n)));
