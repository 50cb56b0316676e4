import { visibleText } from "@hacotaki/core";

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text from outside as text of XML and HTML: nothing in it acts, and it is bounded. */
export const marked = (text: string, maxLength = 200) =>
  visibleText(text, maxLength).replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? "");

/** Pixels, no finer than a hundredth. */
export const px = (value: number) => String(Math.round(value * 100) / 100);

/** East Asian characters are as wide as they are high. */
const WIDE = /[\u1100-\uffef\u{1f000}-\u{3ffff}]/u;
/** A letter of Plex Sans takes half of its size, a wide one a little more. */
const widthOf = (character: string, size: number) => (WIDE.test(character) ? size : size * 0.55);

/** As much of a text as fits into a width; it is made visible before it is measured. */
export function fitted(text: string, widthPx: number, size: number): string {
  const characters = [...visibleText(text)];
  let width = 0;
  for (const [index, character] of characters.entries()) {
    width += widthOf(character, size);
    if (width > widthPx) return `${characters.slice(0, Math.max(0, index - 1)).join("")}…`;
  }
  return characters.join("");
}
