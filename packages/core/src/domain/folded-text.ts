/** All that most texts hold. */
const ASCII = /^[\0-\x7f]*$/;

/**
 * A text as it is compared where people look for something, the same for all of them: case does not count (ß is ss, and
 * both small sigmas are one), nor does how a character is written (composed or not, full or half width). Accents and
 * kana do count: é is not e, か is not カ. Never shown.
 */
export function foldedText(text: string): string {
  // A search folds a million texts: those that need it least are spared the rest.
  if (ASCII.test(text)) return text.toUpperCase();
  // To lower case and back: some letters have no way but one. Upper case depends on no neighbours, lower case does.
  return text.normalize("NFKC").toLowerCase().toUpperCase().normalize("NFC");
}
