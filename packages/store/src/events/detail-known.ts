import { inflateRawSync } from "node:zlib";
import { knownOf, NOTHING_KNOWN, taught, type Known } from "./dense-codec.ts";
import { DETAIL_DICTIONARY, DETAIL_SHAPE_EVENTS, DETAIL_SHAPES, DETAIL_TEXTS } from "./detail-dictionary.ts";

/** What typical boots have told, and the bytes in which they did: what a block is compressed against. */
export type DetailKnown = { readonly known: Known; readonly dictionary: Buffer };

let all: DetailKnown | undefined;

/** Read where a block first asks for it: it takes some milliseconds. */
export function detailKnown(): DetailKnown {
  if (all !== undefined) return all;
  const { shapes } = taught(inflateRawSync(DETAIL_SHAPES), DETAIL_SHAPE_EVENTS, NOTHING_KNOWN);
  const texts = JSON.parse(inflateRawSync(DETAIL_TEXTS).toString()) as string[]; // as it was written
  return (all = { known: knownOf(shapes, texts), dictionary: inflateRawSync(DETAIL_DICTIONARY) });
}
