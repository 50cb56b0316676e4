import { formatDuration, formatFraction, headlineDuration, visibleText } from "../words/format.ts";
import type { ComparedBoots } from "./rows.ts";
import { pairVerdict } from "./verdict.ts";

const LETTERS = "ABCDEFGH";
/** What a compared boot is called, wherever it is shown. */
export const compareLetter = (place: number) => LETTERS[place] ?? "?";

/** In English: which of two boots is slower, by how much, and where. */
export function pairSentence(compared: ComparedBoots, baseline: number, candidate: number): string {
  const { delta, main, share } = pairVerdict(compared, baseline, candidate);
  const [a, b] = [compareLetter(baseline), compareLetter(candidate)];
  const before = compared.upTo === undefined ? "" : `Up to ${visibleText(compared.upTo, 80)}, `;
  if (delta === 0n) return `${before}${b} took exactly as long as ${a}.`;
  const size = headlineDuration(delta < 0n ? -delta : delta);
  const [from, to] = [compared.totals[baseline] ?? 0n, compared.totals[candidate] ?? 0n];
  const whole = `${before}${b} is ${size} ${delta > 0n ? "slower" : "faster"} than ${a}: ${headlineDuration(to)} instead of ${headlineDuration(from)}`;
  if (!main || share === undefined) return `${whole}.`;
  const label = visibleText(main.row.label, 80);
  return share <= 1
    ? `${whole}; ${formatFraction(share)} of it in ${label}.`
    : `${whole}. ${label} alone makes ${formatDuration(main.delta < 0n ? -main.delta : main.delta)} of difference; other spans make up for some of it.`;
}
