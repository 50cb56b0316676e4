import { lineForPerson } from "./child-line.ts";
import type { ChildNews } from "./supervise.ts";

/** After so many ends for the same reason in a row, silence until the reason changes. */
const SAME_REASON_TOLD = 3;
/** Lines of stderr wait this long: if they turn out to be last words, they are told as the reason, once. */
const LAST_WORDS_MS = 300;

/** Stack frames, error properties, source excerpts and Node's closing line say nothing to a person. */
const isNoise = (line: string) => /^(\s|[{}^]|Node\.js v|(node:|file:|\/).*:\d+$)/.test(line);

/** Turns a child's news into lines for a person. */
export function createTeller(
  say: (text: string) => void,
  onMessage: (message: unknown) => void,
): (news: ChildNews) => void {
  let held: string[] = [];
  let timer: NodeJS.Timeout | undefined;
  let lastReason = "";
  let times = 0;

  function release(): void {
    clearTimeout(timer);
    timer = undefined;
    for (const line of held) say(line);
    held = [];
  }

  function hold(line: string): void {
    held.push(line);
    timer ??= setTimeout(release, LAST_WORDS_MS);
  }

  function lastWords(): string {
    clearTimeout(timer);
    timer = undefined;
    const words = held.at(-1)?.replace(/^hacotaki: /, "");
    held = [];
    return words === undefined ? "" : `: ${words}`;
  }

  function tellEnd(how: string, restartInMs: number): void {
    const reason = `ended (${how})${lastWords()}`;
    times = reason === lastReason ? times + 1 : 1;
    lastReason = reason;
    if (times < SAME_REASON_TOLD) say(`${reason}; starting again in ${restartInMs / 1000} s`);
    else if (times === SAME_REASON_TOLD)
      say(`${reason}; for the third time, so it is tried again in silence, at last every 30 s`);
  }

  return (news) => {
    switch (news.kind) {
      case "message":
        return onMessage(news.message);
      case "line": {
        const line = isNoise(news.text) ? undefined : lineForPerson(news.text);
        if (line === undefined) return;
        return news.stream === "stderr" ? hold(line) : say(line);
      }
      case "gave-up":
        return say(`off${lastWords() || `: ${news.how}`}`);
      case "ended":
        return tellEnd(news.how, news.restartInMs);
    }
  };
}
