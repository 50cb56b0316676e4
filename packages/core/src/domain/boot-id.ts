import type { BootId } from "./boot.ts";

/** A boot id as typed or linked: upper case and Crockford's look-alikes (o, i, l) are accepted. Undefined if malformed. */
export function parseBootId(text: string): BootId | undefined {
  const canonical = text.toLowerCase().replaceAll("o", "0").replaceAll(/[il]/g, "1");
  return /^[0-9a-hjkmnp-tv-z]{16}$/.test(canonical) ? (canonical as BootId) : undefined;
}
