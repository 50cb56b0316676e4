const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#x27;",
};
const SPECIAL = /[&<>"']/g;

/** Text as HTML, in elements and in quoted attributes. */
export const escaped = (text: string): string =>
  text.replace(SPECIAL, (character) => ENTITIES[character] ?? "");
