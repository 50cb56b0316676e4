const LOOK_MS = 1_000;

/** What a child sends to say that its event loop turns. */
export const SIGN_OF_LIFE = { alive: true } as const;

export const isSignOfLife = (message: unknown): message is typeof SIGN_OF_LIFE =>
  typeof message === "object" && message !== null && "alive" in message && message.alive === true;

export type Watch = {
  /** The watch begins with the first: until then a start may take as long as it takes. */
  seen(): void;
  end(): void;
};

/**
 * Tells, once, when no sign of life was seen for `silenceMs`. Counted in looks of our own, which a standstill of this
 * process or of the whole machine delays as well: nobody is blamed for it.
 */
export function watchFor(silenceMs: number, onSilence: () => void, lookMs = LOOK_MS): Watch {
  const limit = Math.max(1, Math.ceil(silenceMs / lookMs));
  let silent = 0;
  let timer: NodeJS.Timeout | undefined;

  function look(): void {
    silent++;
    if (silent <= limit) return;
    clearInterval(timer);
    onSilence();
  }

  return {
    seen() {
      silent = 0;
      timer ??= setInterval(look, lookMs);
    },
    end: () => clearInterval(timer),
  };
}
