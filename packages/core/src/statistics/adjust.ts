/**
 * P-values of several tests, each raised so that comparing all of them with α keeps the chance of even one false
 * positive at α: the step-down procedure of Holm (1979). In the order given.
 */
export function holm(pValues: readonly number[]): readonly number[] {
  const adjusted = [...pValues];
  let least = 0;
  for (const [rank, { p, place }] of pValues
    .map((p, place) => ({ p, place }))
    .sort((a, b) => a.p - b.p || a.place - b.place)
    .entries()) {
    least = Math.min(1, Math.max(least, p * (pValues.length - rank)));
    adjusted[place] = least;
  }
  return adjusted;
}
