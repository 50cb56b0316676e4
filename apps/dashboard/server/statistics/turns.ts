import type { Slices } from "@hacotaki/core";

/** Long answers in slices, and changes that wait for them: in between, other questions are answered. */
export type Turns = {
  /** Long answers are being told: others are told of the same boots meanwhile. */
  readonly isTelling: () => boolean;
  tell<Answer>(slices: Slices<Answer>): Promise<Answer>;
  /** Once nobody is in the middle of an answer. Answers that are asked for later wait for it. */
  change(apply: () => void): Promise<void>;
};

export const pause = () => new Promise<void>((resume) => void setImmediate(resume));

export function createTurns(): Turns {
  let telling = 0;
  /** Ends with the last of the answers that are being told. */
  let told: Promise<unknown> = Promise.resolve();
  let changed: Promise<void> | undefined;

  async function toTheEnd<Answer>(slices: Slices<Answer>): Promise<Answer> {
    try {
      for (;;) {
        const slice = slices.next();
        if (slice.done === true) return slice.value;
        await pause();
      }
    } finally {
      telling--;
    }
  }
  async function whenTold(apply: () => void): Promise<void> {
    while (telling > 0) await told;
    apply();
  }
  return {
    isTelling: () => telling > 0,
    async tell(slices) {
      while (changed !== undefined) await changed;
      telling++;
      const answer = toTheEnd(slices);
      told = Promise.allSettled([told, answer]);
      return answer;
    },
    async change(apply) {
      // In the order they came in: what was read later is newer.
      if (telling === 0 && changed === undefined) return apply();
      while (changed !== undefined) await changed;
      changed = whenTold(apply);
      try {
        await changed;
      } finally {
        changed = undefined;
      }
    },
  };
}
