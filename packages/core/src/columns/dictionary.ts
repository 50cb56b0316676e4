/** Texts by small numbers. 0 is the absence of one. Nothing is ever forgotten. */
export type Dictionary = {
  readonly size: number;
  add(text: string | undefined): number;
  find(text: string): number | undefined;
  text(code: number): string | undefined;
  /** 1 for each code whose text passes, 0 for the others. */
  mask(passes: (text: string) => boolean): Uint8Array;
};

export function createDictionary(): Dictionary {
  const codes = new Map<string, number>();
  const texts: (string | undefined)[] = [undefined];
  return {
    get size() {
      return texts.length;
    },
    add(text) {
      if (text === undefined) return 0;
      let code = codes.get(text);
      if (code === undefined) {
        code = texts.length;
        codes.set(text, code);
        texts.push(text);
      }
      return code;
    },
    find: (text) => codes.get(text),
    text: (code) => texts[code],
    mask: (passes) => Uint8Array.from(texts, (text) => (text !== undefined && passes(text) ? 1 : 0)),
  };
}
