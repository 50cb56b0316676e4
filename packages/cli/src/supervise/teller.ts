import { sentences } from "@hacotaki/core";
import { lineForPerson } from "./child-line.ts";
import type { ChildNews } from "./supervise.ts";

/** After so many ends for the same reason in a row, silence until the reason changes. */
const SAME_REASON_TOLD = 3;
/** Lines of stderr wait this long: if they turn out to be last words, they are told as the reason, once. */
const LAST_WORDS_MS = 300;

const OWN = "hacotaki: ";

/** Stack frames, error properties, source excerpts and Node's closing line say nothing to a person. */
const isNoise = (line: string) => /^(\s|[{}^]|Node\.js v|(node:|file:|\/).*:\d+$)/.test(line);

/** The last message of a child's own among its lines, with the lines that belong to it. */
function ownMessage(lines: readonly string[]): string | undefined {
  const own = lines.findLastIndex((line) => line.startsWith(OWN));
  return own === -1 ? undefined : sentences(...lines.slice(own)).slice(OWN.length);
}

export type Listener = {
  /** What has become of the child. */
  readonly onState: (text: string) => void;
  /** A warning of its own. */
  readonly onLine: (text: string) => void;
  readonly onMessage: (message: unknown) => void;
  /** A line of its own log, whatever its level; without it, warnings are told by `onLine`. */
  readonly onLog?: (line: string) => boolean;
  /** It has ended for good, with its last words as the reason; by default that is its state. */
  readonly onGaveUp?: (reason: string, isWrongUsage: boolean) => void;
};

/** Turns a child's news into lines for a person. */
export function createTeller({
  onState,
  onLine,
  onMessage,
  onLog,
  onGaveUp = (reason) => onState(`off: ${reason}`),
}: Listener): (news: ChildNews) => void {
  let held: string[] = [];
  let timer: NodeJS.Timeout | undefined;
  /** The last message of its own, whether it waits or was told. */
  let lastOwn = "";
  let lastReason = "";
  let times = 0;

  function release(): void {
    clearTimeout(timer);
    timer = undefined;
    for (const line of held) onLine(line);
    held = [];
  }

  function hold(line: string): void {
    held.push(line);
    lastOwn = ownMessage(held) ?? lastOwn;
    timer ??= setTimeout(release, LAST_WORDS_MS);
  }

  /** Our own message, with the lines that belong to it; else the last line. */
  function lastWords(): string {
    clearTimeout(timer);
    timer = undefined;
    const words = ownMessage(held) ?? held.at(-1);
    held = [];
    return words ?? "";
  }

  function tellEnd(how: string, restartInMs: number): void {
    const words = lastWords();
    const reason = `ended (${how})${words === "" ? "" : `: ${words}`}`;
    times = reason === lastReason ? times + 1 : 1;
    lastReason = reason;
    if (times < SAME_REASON_TOLD) onState(`${reason}; starting again in ${restartInMs / 1000} s`);
    else if (times === SAME_REASON_TOLD)
      onState(`${reason}; for the third time, so it is tried again in silence, at last every 30 s`);
  }

  return (news) => {
    switch (news.kind) {
      case "message":
        return onMessage(news.message);
      case "line": {
        // What a child prints in the usual course of things it also tells by message.
        if (news.stream === "stdout" || onLog?.(news.text) === true || isNoise(news.text)) return;
        const line = lineForPerson(news.text);
        if (line !== undefined) hold(line);
        return;
      }
      case "gave-up":
        // Who gives up says why, but may take longer to be gone than its words wait on a busy machine.
        return onGaveUp(lastWords() || lastOwn || news.how, news.isWrongUsage === true);
      case "ended":
        return tellEnd(news.how, news.restartInMs);
    }
  };
}
