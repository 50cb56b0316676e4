import { fitLeft } from "../terminal/width.ts";

const EVERY_MS = 100;
const CLEAR = "\r\u001b[K";

export type Progress = {
  /** Shows the newest state; `text` is only asked for when it is going to be shown. */
  show(text: () => string): void;
  /** Takes the line away, before anything else is printed. */
  clear(): void;
};

const ignore = () => {};

/** Standard error, whose own errors (a terminal that was hung up) keep nothing from being done. */
function standardError(): NodeJS.WriteStream {
  // An import has a line of its own for each of its files.
  if (!process.stderr.listeners("error").includes(ignore)) process.stderr.on("error", ignore);
  return process.stderr;
}

/** One line on stderr that keeps changing; nothing where stderr is no terminal. */
export function createProgress(stream: NodeJS.WriteStream = standardError()): Progress {
  let last = 0;
  let isShown = false;
  return {
    show(text) {
      const now = performance.now();
      if (!stream.isTTY || now - last < EVERY_MS) return;
      last = now;
      isShown = true;
      stream.write(CLEAR + fitLeft(text(), (stream.columns || 80) - 1).trimEnd());
    },
    clear() {
      if (isShown) stream.write(CLEAR);
      isShown = false;
    },
  };
}
