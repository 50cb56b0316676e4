import { createHash } from "node:crypto";
import type { Column } from "./boot-row.ts";

/** Part of every digest: a change of what is derived, without one of the boot, must still be written. */
const ENCODING = "1";

/** Says whether two lists of values are the same, in 16 bytes. Lengths keep ["a","bc"] and ["ab","c"] apart. */
export function digestOf(values: readonly (Column | undefined)[]): Buffer {
  let text = ENCODING;
  for (const value of values)
    text += typeof value === "string" ? `"${value.length}:${value}` : `,${value ?? "-"}`;
  return createHash("sha256").update(text).digest().subarray(0, 16);
}
