const FIRST_MS = 1_000;
const LONGEST_MS = 60_000;

/**
 * How long to wait after so many failures in a row: 1 s, doubled up to a minute, of which chance takes up to half, so
 * that many senders do not come back at once. `chance` is from 0 to 1.
 */
export function patienceMs(failures: number, chance: number): number {
  const whole = Math.min(FIRST_MS * 2 ** Math.max(0, failures - 1), LONGEST_MS);
  return Math.round(whole * (1 - chance / 2));
}
