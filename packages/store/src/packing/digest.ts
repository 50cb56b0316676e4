import { hash } from "node:crypto";
import type { Column } from "./packed.ts";

/** What stands for a haco text in blocks and rows. */
export const hacoDigest = (hacoText: string): string => hash("sha256", hacoText, "hex");

/** Part of every digest: a change of what is derived, without one of the boot, must still be written. */
const ENCODING = "1";

/** A value as part of a digest's text. Lengths keep ["a","bc"] and ["ab","c"] apart. */
export const toldValue = (value: Column | undefined): string =>
  typeof value === "string" ? `"${value.length}:${value}` : `,${value ?? "-"}`;

/** Of values that `toldValue` has made one text of: 16 bytes. */
export const digestOfText = (text: string): Buffer =>
  hash("sha256", ENCODING + text, "buffer").subarray(0, 16);

/** Says whether two lists of values are the same, in 16 bytes. */
export function digestOf(values: readonly (Column | undefined)[]): Buffer {
  let text = "";
  for (const value of values) text += toldValue(value);
  return digestOfText(text);
}
