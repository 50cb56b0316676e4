import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { sfntOf } from "./sfnt.ts";

/** What all pictures are written with. */
const LATIN = [
  "ibm-plex-sans/files/ibm-plex-sans-latin-400-normal.woff",
  "ibm-plex-sans/files/ibm-plex-sans-latin-600-normal.woff",
  "ibm-plex-mono/files/ibm-plex-mono-latin-400-normal.woff",
];
/** For names in other scripts, Japanese first of all. */
const BEYOND = [
  "ibm-plex-sans/files/ibm-plex-sans-latin-ext-400-normal.woff",
  "ibm-plex-sans/files/ibm-plex-sans-cyrillic-400-normal.woff",
  "ibm-plex-sans/files/ibm-plex-sans-greek-400-normal.woff",
  "kosugi/files/kosugi-japanese-400-normal.woff",
];
/** The files of all fonts, below `@fontsource`. */
export const FONT_FILES: readonly string[] = [...LATIN, ...BEYOND];
/** Of what the Latin fonts have: Latin-1, and the punctuation that our own words use. */
const BEYOND_LATIN = /[^\u0000-\u00ff\u2013\u2014\u2018-\u201d\u2022\u2026\u2039\u203a\u2212]/;

const require = createRequire(import.meta.url);
const opened = new Map<string, Uint8Array>();

function font(file: string): Uint8Array {
  const known = opened.get(file);
  if (known !== undefined) return known;
  const sfnt = sfntOf(readFileSync(require.resolve(`@fontsource/${file}`)));
  opened.set(file, sfnt);
  return sfnt;
}

/** Fonts that have the characters of a text; read once. */
export const fontsFor = (text: string): Uint8Array[] =>
  (BEYOND_LATIN.test(text) ? FONT_FILES : LATIN).map(font);
