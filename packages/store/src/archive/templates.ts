/**
 * Texts of one run with marks in place of what is its own: the container's name, and ids of containers and layers. So
 * those of another container's run are the same texts.
 */
export type Templates = {
  /** Ids, by their marks. */
  readonly ids: readonly string[];
  /** The text with marks; those of ids that are new have the next places in `ids`. */
  marked(text: string): string;
  /** And back, once all its ids are told. Undefined: a mark of none, or too much text. */
  plain(marked: string): string | undefined;
  add(id: string): void;
  /** How many of the marks of a text are of ids that were not told yet. */
  unknown(marked: string): number;
};

const MARK = "\0";
/** A text that has marks itself stands behind this one. */
const AS_IT_IS = "\u0001";
const OF_NAME = "n";
const FIRST_ID = 0x100;
const MOST_IDS = 1_024;
/** A name of fewer letters would be found in words that have nothing to do with it; others might be found among marks. */
const FIT_NAME = /^[!-~]{3,}$/;
/** Of all texts of a run that have marks: a made-up one unpacks to no more. */
const MOST_LETTERS = 32 << 20;
const IDS = /[0-9a-f]{32,64}/g;
// oxlint-disable-next-line eslint/no-control-regex -- the mark
const MARKS = /\0([^])/g;

export function createTemplates(name: string): Templates {
  const plain = new Map<string, string>();
  let letters = 0;
  const hasName = FIT_NAME.test(name);
  const ids: string[] = [];
  const places = new Map<string, number>();
  const add = (id: string) => {
    places.set(id, ids.length);
    ids.push(id);
  };
  function markOf(id: string): string {
    let place = places.get(id);
    if (place === undefined && ids.length < MOST_IDS) {
      place = ids.length;
      add(id);
    }
    return place === undefined ? id : MARK + String.fromCharCode(FIRST_ID + place);
  }
  return {
    ids,
    add,
    marked(text) {
      if (text.includes(MARK) || text.startsWith(AS_IT_IS)) return AS_IT_IS + text;
      const marked = text.replaceAll(IDS, markOf);
      return hasName ? marked.replaceAll(name, MARK + OF_NAME) : marked;
    },
    plain(marked) {
      if (marked.startsWith(AS_IT_IS)) return marked.slice(1);
      if (!marked.includes(MARK)) return marked;
      const known = plain.get(marked);
      if (known !== undefined) return known;
      let isWhole = true;
      const text = marked.replaceAll(MARKS, (_, mark: string) => {
        const meant = mark === OF_NAME ? name : ids[mark.charCodeAt(0) - FIRST_ID];
        letters += meant?.length ?? 0;
        isWhole &&= meant !== undefined && letters <= MOST_LETTERS;
        return isWhole ? (meant ?? "") : "";
      });
      if (!isWhole) return undefined;
      letters += text.length;
      plain.set(marked, text);
      return text;
    },
    unknown: (marked) =>
      marked.startsWith(AS_IT_IS) || !marked.includes(MARK)
        ? 0
        : [...marked.matchAll(MARKS)].reduce(
            (most, [, mark = ""]) => Math.max(most, mark === OF_NAME ? 0 : mark.charCodeAt(0) - FIRST_ID + 1),
            0,
          ) - ids.length,
  };
}
