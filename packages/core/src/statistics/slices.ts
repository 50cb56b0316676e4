/**
 * A long answer in slices of some milliseconds: whoever asks may turn to something else between two of them, as long as
 * nothing changes that the answer is about.
 */
export type Slices<Answer> = Generator<undefined, Answer, undefined>;

/** The answer in one go. */
export function inOneGo<Answer>(slices: Slices<Answer>): Answer {
  for (;;) {
    const slice = slices.next();
    if (slice.done === true) return slice.value;
  }
}
