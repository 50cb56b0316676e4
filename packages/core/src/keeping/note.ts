import type { BootId } from "../domain/boot.ts";

/** What somebody wrote about a boot, or about one of its spans: plain text. */
export type Note = {
  readonly id: number;
  readonly bootId: BootId;
  /** Slug of the span it is about. */
  readonly span?: string;
  readonly text: string;
  /** Wall time, UTC ns. */
  readonly writtenAt: bigint;
  /** Wall time, UTC ns; undefined for one that was never changed. */
  readonly changedAt?: bigint;
};

export const MAX_NOTE_LENGTH = 4000;

/** The text of a note as it was typed, trimmed, with one kind of line end; undefined when it cannot be kept. */
export function parseNoteText(given: string): string | undefined {
  const text = given.replaceAll(/\r\n?/g, "\n").trim();
  return text === "" || text.length > MAX_NOTE_LENGTH || !text.isWellFormed() ? undefined : text;
}

export type NotePart =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "link"; readonly text: string; readonly href: string };

/** Nothing that could hide where a link leads: no white space, quotes, controls or format characters. */
const LINK = /https?:\/\/[^\s<>"'`\\\p{Cc}\p{Cf}]{1,2000}/giu;
/** Punctuation that ends a sentence, not an address. */
const TRAILING = /[.,;:!?、。，）)\]}]+$/u;

/** A closing bracket belongs to an address that opens it. */
function addressOf(found: string): string {
  const [trailing = ""] = TRAILING.exec(found) ?? [];
  const short = found.slice(0, found.length - trailing.length);
  return trailing.startsWith(")") && short.split("(").length > short.split(")").length ? `${short})` : short;
}

/** A line of a note, its http and https addresses told apart from the text around them. */
export function notePartsOf(line: string): readonly NotePart[] {
  const parts: NotePart[] = [];
  let from = 0;
  for (const { 0: found, index } of line.matchAll(LINK)) {
    const text = addressOf(found);
    if (!URL.canParse(text) || index < from) continue;
    const { href, username, password } = new URL(text);
    // "https://bank.example@evil.example" reads as the one and leads to the other.
    if (username !== "" || password !== "") continue;
    if (index > from) parts.push({ kind: "text", text: line.slice(from, index) });
    parts.push({ kind: "link", text, href });
    from = index + text.length;
  }
  if (from < line.length) parts.push({ kind: "text", text: line.slice(from) });
  return parts;
}
