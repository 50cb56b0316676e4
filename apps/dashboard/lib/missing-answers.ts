/** Set by the server on requests for pages: what the page calls its answer by when it has found nothing to show. */
export const ANSWER_HEADER = "x-hacotaki-answer";

/** As with the database: made by the server, and shared with pages that are bundled apart from it. */
const PLACE = Symbol.for("hacotaki.dashboard.missing");
type Global = typeof globalThis & { [PLACE]?: Set<string> };

/** Answers whose pages have found nothing, until they are sent. */
export function missingAnswers(): Set<string> {
  const place = globalThis as Global;
  place[PLACE] ??= new Set();
  return place[PLACE];
}
