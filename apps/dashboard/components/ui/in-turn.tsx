import { cache, type ReactNode } from "react";

/** The last of the parts of this page that wait for their turn. */
const queueOf = cache((): { last: Promise<void> } => ({ last: Promise.resolve() }));

const pause = () => new Promise<void>((resume) => void setImmediate(resume));

/**
 * A part of a page that is written when the parts before it are, and requests that came meanwhile were looked at: a large
 * page written in one piece would hold everybody. The page is sent as a whole all the same, as it is to be read without script.
 */
export async function InTurn({ children }: { readonly children: ReactNode }) {
  const queue = queueOf();
  // Twice: what was begun is written in between.
  queue.last = queue.last.then(pause).then(pause);
  await queue.last;
  return children;
}

/** Rows of a table that are written in one go. */
const ROWS = 25;

/** The rows of a table cut up, each part to be written in its turn. */
export function partsInTurn<Row>(rows: readonly Row[]) {
  const starts = Array.from({ length: Math.ceil(rows.length / ROWS) }, (_, place) => place * ROWS);
  return starts.map((from) => ({ from, rows: rows.slice(from, from + ROWS) }));
}
